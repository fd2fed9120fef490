import { i32, type Body, type Func, type I32, type Label } from "@disco-vm/wasm";
import { EXCEPTION_CODES as E } from "../../semantics.ts";
import { get32, get64, RAISED, set32, set64, type Frame } from "../cells.ts";
import type { CpuFunc, Exceptions } from "../exceptions.ts";
import { emitArithmetic } from "./arithmetic.ts";
import { CAUSE, CODES, EXACT, FCSR, FCSR_WRITABLE, type Code } from "./code.ts";
import { emitBetween, emitCompare, emitFromInteger, emitToInteger } from "./convert.ts";
import { DOUBLE, SINGLE } from "./format.ts";
import { emitRound } from "./round.ts";

/**
 * The floating-point unit's slow paths: every operation in integers, in every rounding mode. The interpreter and the
 * translations do what is usual with native operations (engine/clauses-fpu.ts), without working out whether the result
 * was exact: they note the operation, and FCSR.Cause is derived from it when somebody looks.
 */
export interface Fpu {
  /** (cpu, CODES number, a, b, c) -> 0 with the result in its cell, or RAISED. */
  readonly operate: Func<readonly ["i32", "i32", "i64", "i64", "i64"], "i32">;
  /** (cpu, condition bits | 16 for doubles, a, b) -> 0 with 1 or 0 in result, or RAISED. */
  readonly compare: Func<readonly ["i32", "i32", "i64", "i64"], "i32">;
  /** (cpu, FCSR value): CTC1; may raise. */
  readonly setControl: Func<readonly ["i32", "i32"], "i32">;
  /** Brings FCSR.Cause up to date. */
  readonly settle: CpuFunc;
}
/** Marks doubles in `compare`'s condition. */
export const COMPARE_DOUBLE = 16;

export function emitFpu(frame: Frame, ex: Exceptions): Fpu {
  const { b } = frame;
  const fcsr = (cpu: I32): I32 => get32(cpu, "fcsr");
  const rounds = { s: emitRound(b, SINGLE), d: emitRound(b, DOUBLE) };
  const arithmetic = { s: emitArithmetic(b, SINGLE, rounds.s), d: emitArithmetic(b, DOUBLE, rounds.d) };
  const conversions = {
    "s.d": emitBetween(b, SINGLE, DOUBLE, rounds.s), "d.s": emitBetween(b, DOUBLE, SINGLE, rounds.d),
    "s.l": emitFromInteger(b, SINGLE, rounds.s), "d.l": emitFromInteger(b, DOUBLE, rounds.d),
    "w.s": emitToInteger(b, 32, SINGLE), "w.d": emitToInteger(b, 32, DOUBLE),
    "l.s": emitToInteger(b, 64, SINGLE), "l.d": emitToInteger(b, 64, DOUBLE),
  };
  const compares = { s: emitCompare(b, SINGLE), d: emitCompare(b, DOUBLE) };

  /** (cpu, code, a, b, c) -> Cause. */
  const compute = b.func("fpCompute", ["i32", "i32", "i64", "i64", "i64"] as const, "i32", (g) => {
    const f = g as unknown as Body, [cpu, code, x, y, z] = g.params;
    const run = (name: Code): I32 => {
      if (name === "unimplemented") return i32.const(CAUSE.E);
      if (name in conversions) return conversions[name as keyof typeof conversions].call(cpu, x, y);
      const [op, format] = name.split(".") as [keyof typeof arithmetic.s, "s" | "d"]; // the rest of CODES
      const func = arithmetic[format][op];
      return func.params.length === 4
        ? (func as (typeof arithmetic.s)["madd"]).call(cpu, x, y, z) : (func as (typeof arithmetic.s)["add"]).call(cpu, x, y);
    };
    const nest = (k: number, labels: Label[]): void => {
      if (k === CODES.length) {
        f.brTable(i32.sub(code, 1), labels, labels.at(-1)!); // there are codes
        return;
      }
      f.block((label) => nest(k + 1, [...labels, label]));
      f.return(run(CODES[k]!));
    };
    nest(0, []);
    f.unreachable();
  });

  /** Sets Cause; raises FPE when it is enabled, adds it to Flags otherwise. */
  const finish = b.func("fpFinish", ["i32", "i32"] as const, "i32", (f) => {
    const [cpu, cause] = f.params;
    const value = f.local("i32", i32.or(i32.and(fcsr(cpu), ~FCSR.causes), i32.shl(cause, 12)));
    const enabled = i32.or(i32.and(i32.shrU(value, 7), 0x1f), CAUSE.E);
    set32(f, cpu, "fpPending", 0);
    f.if(i32.and(cause, enabled), () => {
      set32(f, cpu, "fcsr", value);
      f.add(ex.raise.call(cpu, E.FPE, 0x180));
      f.return(i32.const(RAISED));
    });
    set32(f, cpu, "fcsr", i32.or(value, i32.shl(i32.and(cause, 0x1f), 2)));
    f.return(i32.const(0));
  });

  const operate = b.func("fpOperate", ["i32", "i32", "i64", "i64", "i64"] as const, "i32", (f) => {
    const [cpu, code, x, y, z] = f.params;
    f.return(finish.call(cpu, compute.call(cpu, code, x, y, z)));
  });
  const compare = b.func("fpCompare", ["i32", "i32", "i64", "i64"] as const, "i32", (f) => {
    const [cpu, condition, x, y] = f.params;
    f.if(i32.and(condition, COMPARE_DOUBLE), () => f.return(finish.call(cpu, compares.d.call(cpu, condition, x, y))));
    f.return(finish.call(cpu, compares.s.call(cpu, condition, x, y)));
  });

  const settle = b.func("fpSettle", ["i32"] as const, "void", (f) => {
    const [cpu] = f.params;
    const pending = f.local("i32", get32(cpu, "fpPending")), cause = f.local("i32", 0);
    f.if(pending, () => {
      f.if(i32.ne(pending, EXACT), () => {
        const result = f.local("i64", get64(cpu, "result"));
        f.set(cause, compute.call(cpu, pending, get64(cpu, "fpA"), get64(cpu, "fpB"), get64(cpu, "fpC")));
        set64(f, cpu, "result", result);
      });
      set32(f, cpu, "fcsr", i32.or(i32.and(fcsr(cpu), ~FCSR.causes), i32.shl(cause, 12)));
    });
    for (const cell of ["fpA", "fpB", "fpC"] as const) set64(f, cpu, cell, 0n);
    set32(f, cpu, "fpPending", 0);
  }, { export: true });

  const setControl = b.func("setFcsr", ["i32", "i32"] as const, "i32", (f) => {
    const [cpu, v] = f.params;
    const value = f.local("i32", i32.and(v, FCSR_WRITABLE));
    set32(f, cpu, "fcsr", value);
    set32(f, cpu, "fpPending", 0);
    const enabled = i32.or(i32.and(i32.shrU(value, 7), 0x1f), CAUSE.E);
    f.if(i32.and(i32.and(i32.shrU(value, 12), 0x3f), enabled), () => {
      f.add(ex.raise.call(cpu, E.FPE, 0x180));
      f.return(i32.const(RAISED));
    });
    f.return(i32.const(0));
  });
  return { operate, compare, setControl, settle };
}
