import { i32, i64, select, type Body, type Func, type I32, type I64, type Label } from "@disco-vm/wasm";
import { CAREFUL, CPU } from "../layout.ts";
import { cp0, get32, get64, now, R, retired, set32, set64, shorten, type Frame } from "./cells.ts";
import { CP0_WRITES, ENTRY_HI_WRITABLE, STATUS_WRITABLE, type Cp0Write } from "./cp0-writes.ts";
import type { Counters } from "./counters.ts";
import type { Exceptions } from "./exceptions.ts";
import type { Lines } from "./lines.ts";
import type { Tlb } from "./tlb.ts";

export interface Cp0 {
  /** (cpu, register, sub): all 64 bits. `sub` is looked at by register 25 only. */
  readonly read: Func<readonly ["i32", "i32", "i32"], "i64">;
  /** (cpu, register, sub, value), value sign-extended for MTC0. */
  readonly write: Func<readonly ["i32", "i32", "i32", "i64"], "void">;
  /** Sets IP7 if Count has met Compare, and says when it next will. */
  readonly timer: Func<readonly ["i32"], "void">;
}

const COUNT_PERIOD = 1n << 33n; // Count has 32 bits and steps every second cycle

export function emitCp0(frame: Frame, lines: Lines, ex: Exceptions, tlb: Tlb, counters: Counters): Cp0 {
  const { b } = frame;
  const countNow = (cpu: I32): I32 => i32.add(i32.wrap(i64.shrU(now(cpu), 1n)), get32(cpu, "countOffset"));
  const performance = (cpu: I32, sub: I32): I32 => i32.add(cpu, i32.shl(i32.and(sub, 3), 3));

  const schedule = b.func("timerSchedule", ["i32"] as const, "void", (f) => {
    const [cpu] = f.params;
    const distance = f.local("i64", i64.extendU(i32.sub(i32.wrap(cp0(cpu, R.compare)), countNow(cpu))));
    f.if(i64.eqz(distance), () => f.set(distance, COUNT_PERIOD >> 1n));
    const start = i64.and(now(cpu), ~1n);
    set64(f, cpu, "timerAt", i64.add(start, i64.shl(distance, 1n)));
    // A run under way stops there, too.
    const beyond = f.local("i64", i64.sub(get64(cpu, "limit"), get64(cpu, "timerAt")));
    f.if(i64.gtS(beyond, 0n), () => shorten(f as unknown as Body, cpu, beyond));
  });

  const timer = b.func("timer", ["i32"] as const, "void", (f) => {
    const [cpu] = f.params;
    f.if(i64.geS(now(cpu), get64(cpu, "timerAt")), () => {
      set32(f, cpu, "timerPending", 1);
      f.add(counters.requestSeven.call(cpu));
      f.loop((again) => {
        set64(f, cpu, "timerAt", i64.add(get64(cpu, "timerAt"), COUNT_PERIOD));
        f.brIf(again, i64.geS(now(cpu), get64(cpu, "timerAt")));
      });
    });
  });

  b.func("advance", ["i32", "i32", "f64"] as const, "void", (f) => {
    const [cpu, counter, time] = f.params;
    const until = f.local("i64", i64.truncF64S(time)), at = f.local("i32", i32.add(cpu, counter));
    f.add(ex.mark.call(cpu));
    f.add(i64.store(at, i64.add(i64.load(at), i64.sub(until, now(cpu)))));
    set64(f, cpu, "markedAt", until);
    // The clock moves without an instruction retiring: the time left and the base they are counted from change alike.
    set64(f, cpu, "retireBase", i64.add(retired(cpu), get64(cpu, "charged")));
    set64(f, cpu, "limit", until);
    set32(f, cpu, "left", 0);
    set32(f, cpu, "start", get32(cpu, "hp"));
    f.add(timer.call(cpu));
  }, { export: true });

  const read = b.func("cp0Read", ["i32", "i32", "i32"] as const, "i64", (f) => {
    const [cpu, register, sub] = f.params;
    f.if(i32.eq(register, R.random), () => f.return(i64.extendU(tlb.random.call(cpu))));
    f.if(i32.eq(register, R.count), () => f.return(i64.extendS(countNow(cpu))));
    f.if(i32.eq(register, R.performance), () => f.return(i64.load(performance(cpu, sub), CPU.performance)));
    f.return(i64.load(i32.add(cpu, i32.shl(register, 3)), CPU.cp0));
  }, { export: true });

  const write = b.func("cp0Write", ["i32", "i32", "i32", "i64"] as const, "void", (f) => {
    const [cpu, register, sub, value] = f.params;
    const cell = i32.add(cpu, i32.shl(register, 3));
    const keep = (mask: bigint): I64 => i64.or(i64.and(value, mask), i64.and(i64.load(cell, CPU.cp0), ~mask));
    const store = (v: I64): void => f.add(i64.store(cell, v, CPU.cp0));
    const plain = (n: number): void => store(written(CP0_WRITES[n]!, value, i64.load(cell, CPU.cp0))); // asked of registers it has
    const special: Partial<Record<number, () => void>> = {
      [R.wired]: () => {
        store(i64.and(value, 63n));
        set64(f, cpu, "randomBase", retired(cpu));
      },
      [R.count]: () => {
        set32(f, cpu, "countOffset", i32.add(get32(cpu, "countOffset"), i32.sub(i32.wrap(value), countNow(cpu))));
        f.add(schedule.call(cpu));
      },
      [R.entryHi]: () => {
        store(i64.and(value, ENTRY_HI_WRITABLE));
        f.add(ex.asidChanged.call(cpu));
      },
      [R.compare]: () => {
        store(i64.extend32S(value));
        set32(f, cpu, "timerPending", 0);
        f.add(counters.requestSeven.call(cpu));
        f.add(schedule.call(cpu));
      },
      [R.status]: () => {
        store(i64.extend32S(i64.and(value, STATUS_WRITABLE)));
        f.add(ex.modeChanged.call(cpu));
      },
      [R.cause]: () => store(keep(0x300n)),
      [R.watchLo]: () => {
        plain(R.watchLo);
        set32(f, cpu, "watchPending", 0);
        lines.clearAll(f, cpu); // the watched line must not be there
      },
      [R.watchHi]: () => {
        plain(R.watchHi);
        lines.clearAll(f, cpu);
      },
      [R.config]: () => {
        store(keep(7n));
        lines.clearAll(f, cpu);
      },
      [R.performance]: () => {
        f.if(i32.and(get32(cpu, "careful"), CAREFUL.COUNTING), () => f.add(counters.count.call(cpu)));
        const control = i32.eqz(i32.and(sub, 1));
        f.add(i64.store(performance(cpu, sub), select(control, i64.and(value, 0x1ffn), i64.extend32S(value)), CPU.performance));
        f.add(counters.requestSeven.call(cpu));
        f.add(ex.modeChanged.call(cpu));
      },
    };
    for (const n of Object.keys(CP0_WRITES).map(Number)) special[n] ??= () => plain(n);
    dispatch(f, register, special);
  }, { export: true });

  return { read, write, timer };
}

/** What a write of `value` leaves of `old`. */
export function written({ bits, keeps, narrow }: Cp0Write, value: I64, old: I64): I64 {
  const v = i64.and(narrow ? i64.extend32S(value) : value, bits);
  return keeps === undefined ? v : i64.or(v, i64.and(old, keeps));
}

/** Runs the case of the register's number; registers without one ignore writes. */
function dispatch(f: Body, register: I32, cases: Partial<Record<number, () => void>>): void {
  const numbers = Object.keys(cases).map(Number);
  f.block((done) => {
    const nest = (k: number, labels: Label[]): void => {
      if (k === numbers.length) {
        const table = Array.from({ length: 32 }, (_, n) => {
          const at = numbers.indexOf(n);
          return at < 0 ? done : labels[at]!;
        });
        f.brTable(register, table, done);
        return;
      }
      f.block((label) => nest(k + 1, [...labels, label]));
      cases[numbers[k]!]!();
      f.br(done);
    };
    nest(0, []);
  });
}
