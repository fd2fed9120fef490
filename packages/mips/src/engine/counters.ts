import { i32, i64, type Body, type Func, type I32, type I32Like, type ModuleBuilder } from "@disco-vm/wasm";
import { CAREFUL, CPU } from "../layout.ts";
import { cp0, get32, get64, now, R, set32, set64, setCp0, STATUS as S } from "./cells.ts";
import { CYCLES, EVENT, GRADUATION } from "./events.ts";

/** Fields of a performance control (R10000 User's Manual 14.20): Event 8:5, IE 4, U 3, S 2, K 1, EXL 0. */
const CONTROL = { event: 5, ie: 4, u: 3, exl: 0 } as const;
const COUNTERS = [0, 1] as const;
const control = (cpu: I32, n: 0 | 1): I32 => i32.load(cpu, CPU.performance + 16 * n);

/**
 * The performance counters. What the instruction at hand counts is collected in the `events` cell; `count` adds it up when the
 * instruction has ended (engine/careful.ts), and before the mode or a control changes.
 */
export interface Counters {
  /** Counts what has happened since it was last called. The state must be in its cells. */
  readonly count: Func<readonly ["i32"], "void">;
  /** Computes Cause.IP7 anew. */
  readonly requestSeven: Func<readonly ["i32"], "void">;
}

/** Happens to the instruction at hand, if events are counted now. */
export function note(f: Body, cpu: I32, events: I32Like): void {
  f.if(i32.and(get32(cpu, "careful"), CAREFUL.COUNTING), () => set32(f, cpu, "events", i32.or(get32(cpu, "events"), events)));
}
/** The instruction at hand ends in an exception. */
export function notGraduated(f: Body, cpu: I32): void {
  set32(f, cpu, "events", i32.and(get32(cpu, "events"), ~GRADUATION));
}

/** Not 0 if a counter counts in some mode. */
export const mayCount = (cpu: I32): I32 => i32.and(i32.or(control(cpu, 0), control(cpu, 1)), 15);

/** Which counters count, as CAREFUL has them. `mode` is one of MODE. */
export function counting(f: Body, cpu: I32, status: I32, mode: I32): I32 {
  // K is for kernel mode without EXL; nothing counts while ERL is set.
  const enable = f.local("i32", i32.shl(1, i32.sub(CONTROL.u, mode)));
  f.if(i32.and(status, S.exl), () => f.set(enable, 1 << CONTROL.exl));
  f.if(i32.and(status, S.erl), () => f.set(enable, 0));
  const on = (n: 0 | 1): I32 => i32.shl(i32.ne(i32.and(control(cpu, n), enable), 0), n);
  return i32.or(on(0), on(1));
}

export function emitCounters(b: ModuleBuilder): Counters {
  /** IP7 is the timer's and the counters' (14.8, 14.20). */
  const requestSeven = b.func("requestSeven", ["i32"] as const, "void", (f) => {
    const [cpu] = f.params;
    const overflow = (n: 0 | 1): I32 => i32.and(i32.shrU(i32.load(cpu, CPU.performance + 16 * n + 8), 31), i32.shrU(control(cpu, n), CONTROL.ie));
    const level = i32.or(get32(cpu, "timerPending"), i32.and(i32.or(overflow(0), overflow(1)), 1));
    setCp0(f as unknown as Body, cpu, R.cause, i64.or(i64.and(cp0(cpu, R.cause), ~0x8000n), i64.extendU(i32.shl(level, 15))));
  });

  const count = b.func("countEvents", ["i32"] as const, "void", (g) => {
    const f = g as unknown as Body, [cpu] = g.params;
    const events = f.local("i32", get32(cpu, "events")), event = f.local("i32"), amount = f.local("i32");
    for (const n of COUNTERS) f.if(i32.and(get32(cpu, "careful"), 1 << n), () => {
      f.set(event, i32.and(i32.shrU(control(cpu, n), CONTROL.event), 15));
      f.set(amount, i32.and(i32.shrU(events, i32.add(event, 16 * n)), 1));
      const graduation = i32.and(i32.shrU(EVENT.graduated, i32.add(event, 16 * n)), 1);
      f.if(i32.and(events, EVENT.twice), () => f.set(amount, i32.shl(amount, graduation)));
      f.if(i32.eq(event, CYCLES), () => f.set(amount, i32.wrap(i64.sub(now(cpu), get64(cpu, "countedAt")))));
      const at = CPU.performance + 16 * n + 8;
      f.add(i64.store(cpu, i64.extendS(i32.add(i32.load(cpu, at), amount)), at));
    });
    set32(f, cpu, "events", 0);
    set64(f, cpu, "countedAt", now(cpu));
    f.add(requestSeven.call(cpu));
  }, { export: true });

  return { count, requestSeven };
}
