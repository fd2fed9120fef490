import { i32, i64, select, type Body, type Func, type I32 } from "@disco-vm/wasm";
import { CAREFUL, CPU } from "../layout.ts";
import { EXCEPTION_CODES as E } from "../semantics.ts";
import { counting, mayCount, notGraduated, type Counters } from "./counters.ts";
import { charge, count, cp0, cp0Low, EXIT, get32, get64, leaveWindow, leftNow, MODE, now, R, set32, set64, setCp0, STATUS as S, type Frame } from "./cells.ts";
import type { Lines } from "./lines.ts";

export type CpuFunc<R extends "i32" | "i64" | "void" = "void"> = Func<readonly ["i32"], R>;

export interface Exceptions {
  /** (cpu, ExcCode, vector offset): takes the exception; the state must be in its cells. CE and BadVAddr are the caller's. */
  readonly raise: Func<readonly ["i32", "i32", "i32"], "void">;
  /** Recomputes everything derived from Status and EntryHi.ASID. */
  readonly modeChanged: CpuFunc;
  /** What EntryHi.ASID alone changes. */
  readonly asidChanged: CpuFunc;
  /** Takes a Watch exception that was postponed, or a pending interrupt; honours the idle bit: 0, or EXIT.IDLE. */
  readonly attend: CpuFunc<"i32">;
  /** 0 if there is nothing for `attend` to do. */
  mayAttend(cpu: I32): I32;
  readonly eret: CpuFunc;
  /** Address of the next instruction. */
  readonly pc: CpuFunc<"i64">;
  /** Accounts the cycles and instructions since the last mark to the present class. */
  readonly mark: CpuFunc;
}

/** Bits of the number of a decode-table variant; the coprocessors' and MIPS IV's are in the order of Status bits 28 to 30, and 31. */
export const VARIANT = { ops64: 1, mips4: 2, cop0: 4, cop1: 8, cop2: 16, count: 32 } as const;
/** Register numbers times 8 that the FPU has under Status.FR. */
export const FPR_MASK = { fr1: 0xf8, fr0: 0xf0 } as const;
/** Bytes of one variant's decode table: major opcode times function field. */
export const TABLE_BYTES = 4096;

export function emitExceptions(frame: Frame, lines: Lines, counters: Counters): Exceptions {
  const { b, geometry } = frame;

  const pc = b.func("pc", ["i32"] as const, "i64", (f) => {
    const [cpu] = f.params;
    const hp = get32(cpu, "hp");
    const inLine = i64.or(get64(cpu, "lineVa"), i64.extendU(i32.and(hp, geometry.fetchLine - 1)));
    f.return(select(hp, inLine, get64(cpu, "pc")));
  }, { export: true });

  const emitMark = (f: Body, cpu: I32): void => {
    const left = f.local("i64", i64.extendS(leftNow(cpu)));
    const time = f.local("i64", i64.sub(get64(cpu, "limit"), left));
    const counter = f.local("i32", i32.add(cpu, i32.mul(get32(cpu, "currentClass"), 24)));
    f.add(i64.store(counter, i64.add(i64.load(counter, CPU.cycles), i64.sub(time, get64(cpu, "markedAt"))), CPU.cycles));
    set64(f, cpu, "markedAt", time);
    const done = f.local("i64", i64.sub(i64.sub(get64(cpu, "retireBase"), left), get64(cpu, "charged")));
    const by = f.local("i32", i32.add(cpu, i32.shl(get32(cpu, "currentClass"), 3)));
    f.add(i64.store(by, i64.add(i64.load(by, CPU.retiredBy), i64.sub(done, get64(cpu, "markedRetired"))), CPU.retiredBy));
    set64(f, cpu, "markedRetired", done);
  };
  const mark = b.func("mark", ["i32"] as const, "void", (f) => emitMark(f as unknown as Body, f.params[0]), { export: true });

  /** Recomputes what depends on the mode: all that EXL, ERL and KSU change. */
  const levelChanged = (f: Body, cpu: I32): void => {
    const counted = f.local("i32", i32.and(get32(cpu, "careful"), CAREFUL.COUNTING));
    f.if(counted, () => f.add(counters.count.call(cpu)));
    const status = f.local("i32", cp0Low(cpu, R.status)), ksu = i32.and(status, S.ksu);
    const kernel = i32.or(i32.eqz(ksu), i32.ne(i32.and(status, S.exl | S.erl), 0));
    const mode = f.local("i32", select(kernel, i32.const(MODE.kernel), i32.eq(ksu, 1 << 3)));
    // Mode code 3 is kernel mode with ERL, in which low addresses are unmapped.
    const code = i32.add(mode, i32.and(i32.shrU(status, 2), 1));
    const context = i32.shl(i32.or(i32.and(cp0Low(cpu, R.entryHi), 0xff), i32.shl(code, 8)), 3);
    set64(f, cpu, "context", i64.extendU(context));
    // CU2 to CU0 and XX are flags of the variant as they are; the mode grants the others.
    const { ops64, mips4, cop0, cop1, cop2 } = VARIANT, wide = (shift: number): I32 => i32.and(i32.shrU(status, shift), ops64);
    const granted = select(i32.eq(mode, MODE.kernel), i32.const(ops64 | mips4 | cop0), select(mode, i32.or(wide(6), mips4), wide(5)));
    const enabled = i32.or(i32.and(i32.shrU(status, 26), cop0 | cop1 | cop2), i32.and(i32.shrU(status, 30), mips4));
    const variant = f.local("i32", i32.or(granted, enabled));
    set32(f, cpu, "variant", variant);
    set32(f, cpu, "decode", i32.add(i32.mul(variant, TABLE_BYTES), frame.decodeTables));
    const reversed = f.local("i32", i32.and(i32.eq(mode, MODE.user), i32.ne(i32.and(status, S.re), 0)));
    const careful = f.local("i32", i32.mul(reversed, CAREFUL.REVERSED));
    f.if(mayCount(cpu), () => {
      const counts = f.local("i32", counting(f, cpu, status, mode));
      f.if(i32.and(i32.ne(counts, 0), i32.eqz(counted)), () => set64(f, cpu, "countedAt", now(cpu)));
      f.set(careful, i32.or(careful, counts));
    });
    set32(f, cpu, "careful", careful);
    set32(f, cpu, "order", select(reversed, i32.const(0), i32.const(7)));
    f.if(i32.ne(mode, get32(cpu, "mode")), () => {
      emitMark(f, cpu);
      set32(f, cpu, "mode", mode);
      set32(f, cpu, "currentClass", i32.load(i32.add(cpu, i32.shl(mode, 3)), CPU.classOfMode));
    });
  };

  const modeChanged = b.func("modeChanged", ["i32"] as const, "void", (f) => {
    const [cpu] = f.params;
    const status = f.local("i32", cp0Low(cpu, R.status));
    const keyBits = f.local("i32", i32.and(status, S.kx | S.sx | S.ux));
    f.if(i32.ne(keyBits, get32(cpu, "keyBits")), () => {
      set32(f, cpu, "keyBits", keyBits);
      lines.clearAll(f, cpu);
    });
    set32(f, cpu, "fprMask", select(i32.and(status, S.fr), i32.const(FPR_MASK.fr1), i32.const(FPR_MASK.fr0)));
    levelChanged(f as unknown as Body, cpu);
  }, { export: true });

  const asidChanged = b.func("asidChanged", ["i32"] as const, "void", (f) => {
    const [cpu] = f.params;
    const asid = i64.shl(i64.and(cp0(cpu, R.entryHi), 0xffn), 3n);
    set64(f, cpu, "context", i64.or(i64.and(get64(cpu, "context"), ~(0xffn << 3n)), asid));
  });

  const raise = b.func("raise", ["i32", "i32", "i32"] as const, "void", (f) => {
    const [cpu, code, vector] = f.params;
    notGraduated(f as unknown as Body, cpu);
    const status = f.local("i32", cp0Low(cpu, R.status));
    const cause = f.local("i32", i32.or(i32.and(cp0Low(cpu, R.cause), ~0x7c), i32.shl(code, 2)));
    f.if(i32.and(status, S.exl), () => f.set(vector, 0x180), () => {
      const inSlot = f.local("i32", i32.ne(i32.and(get32(cpu, "delay"), 3), 0));
      setCp0(f, cpu, R.epc, i64.sub(pc.call(cpu), i64.extendU(i32.shl(inSlot, 2))));
      f.set(cause, i32.or(i32.and(cause, 0x7fffffff), i32.shl(inSlot, 31)));
    });
    // CE belongs to coprocessor unusable alone; raiseUnusable sets it first.
    f.if(i32.ne(code, E.CpU), () => f.set(cause, i32.and(cause, ~0x30000000)));
    setCp0(f, cpu, R.cause, i64.extendS(cause));
    setCp0(f, cpu, R.status, i64.extendS(i32.or(status, S.exl)));
    const base = select(i32.and(status, S.bev), i64.const(-0x403ffe00n), i64.const(-0x80000000n));
    set64(f, cpu, "pc", i64.add(base, i64.extendU(vector)));
    leaveWindow(f, cpu);
    for (const cell of ["delay", "link", "resume"] as const) set32(f, cpu, cell, 0);
    // The instruction that raised used its cycle and did not retire.
    charge(f, cpu, 1);
    count(f, i32.add(cpu, i32.shl(code, 3)), CPU.exceptions);
    f.if(i32.ltU(vector, 0x100), () => count(f, i32.add(cpu, i32.shrU(vector, 4)), CPU.exceptions + 8 * 32));
    // Kernel mode's exceptions change nothing else, but what is counted.
    f.if(i32.or(i32.ne(get32(cpu, "mode"), MODE.kernel), mayCount(cpu)), () => levelChanged(f as unknown as Body, cpu));
  }, { export: true });

  const attend = b.func("attend", ["i32"] as const, "i32", (f) => {
    const [cpu] = f.params;
    const status = f.local("i32", cp0Low(cpu, R.status));
    f.if(i32.and(get32(cpu, "watchPending"), i32.eqz(i32.and(status, S.exl | S.erl))), () => {
      set32(f, cpu, "watchPending", 0);
      f.add(raise.call(cpu, E.WATCH, 0x180));
      f.return(i32.const(0));
    });
    const pending = f.local("i32", i32.and(cp0Low(cpu, R.cause), S.im));
    f.if(i32.and(status, S.idle), () => {
      f.if(i32.eqz(pending), () => f.return(i32.const(EXIT.IDLE)));
      f.set(status, i32.and(status, ~S.idle));
      setCp0(f, cpu, R.status, i64.extendS(status));
    });
    const enabled = i32.eq(i32.and(status, S.ie | S.exl | S.erl), S.ie);
    f.if(i32.and(enabled, i32.ne(i32.and(pending, status), 0)), () => f.add(raise.call(cpu, E.Int, 0x180)));
    f.return(i32.const(0));
  });

  const mayAttend = (cpu: I32): I32 => {
    const status = cp0Low(cpu, R.status);
    return i32.or(get32(cpu, "watchPending"), i32.or(i32.and(status, S.idle), i32.and(i32.and(cp0Low(cpu, R.cause), status), S.im)));
  };

  const eret = b.func("eret", ["i32"] as const, "void", (f) => {
    const [cpu] = f.params;
    const status = f.local("i32", cp0Low(cpu, R.status));
    f.if(i32.and(status, S.erl), () => {
      set64(f, cpu, "pc", cp0(cpu, R.errorEpc));
      setCp0(f, cpu, R.status, i64.extendS(i32.and(status, ~S.erl)));
    }, () => {
      set64(f, cpu, "pc", cp0(cpu, R.epc));
      setCp0(f, cpu, R.status, i64.extendS(i32.and(status, ~S.exl)));
    });
    leaveWindow(f, cpu);
    for (const cell of ["delay", "link"] as const) set32(f, cpu, cell, 0);
    levelChanged(f as unknown as Body, cpu);
  });

  return { raise, modeChanged, asidChanged, attend, mayAttend, eret, pc, mark };
}

