import { i32, i64, select, type Body, type Func, type I32, type I64, type I64Like, type ModuleBuilder } from "@disco-vm/wasm";
import { get32, set64 } from "../cells.ts";
import { CAUSE, FCSR, ROUNDING } from "./code.ts";
import { fractionBits, infinityOf, isDenormal, isNan, isSignalling, largestOf, smallestOf, type Format } from "./format.ts";

/** Leaves a result in its cell and returns the Cause bits. */
export function done(f: Body, cpu: I32, result: I64Like, cause: I32 | number = 0): void {
  set64(f, cpu, "result", result);
  f.return(typeof cause === "number" ? i32.const(cause) : cause);
}
/** A value with the given sign (1 or 0). */
export const withSign = (t: Format, sign: I32, v: I64Like): I64 =>
  i64.or(i64.shl(i64.extendU(sign), t.name === "d" ? 63n : 31n), v);

/** `v` shifted right by `n`, with a 1 in the lowest bit if anything was lost. `n` is from 0 to 63. */
export function jam(f: Body, v: I64, n: I64): I64 {
  const kept = f.local("i64", i64.shrU(v, n));
  return i64.or(kept, i64.extendU(i64.ne(i64.shl(kept, n), v)));
}

/** (cpu, sign, biased exponent of bit 62, significand with bit 62 set) -> Cause. */
export type Round = Func<readonly ["i32", "i32", "i32", "i64"], "i32">;

/** Rounds by FCSR.RM, and settles what is too large or too small (r10000.md section 6; tininess after rounding). */
export function emitRound(b: ModuleBuilder, t: Format): Round {
  const lost = BigInt(62 - fractionBits(t)), all = (1n << lost) - 1n, half = 1n << (lost - 1n);
  return b.func(`round.${t.name}`, ["i32", "i32", "i32", "i64"] as const, "i32", (g) => {
    const f = g as unknown as Body, [cpu, sign, exponent, significand] = g.params;
    const fcsr = f.local("i32", get32(cpu, "fcsr")), mode = f.local("i32", i32.and(fcsr, FCSR.rounding));
    /** Whether directed rounding goes away from zero. */
    const away = f.local("i32", i32.or(i32.and(i32.eq(mode, ROUNDING.up), i32.eqz(sign)), i32.and(i32.eq(mode, ROUNDING.down), sign)));
    const nearest = f.local("i32", i32.eqz(mode));
    const rest = f.local("i64", i64.and(significand, all));
    const up = select(nearest, i64.const(half), select(away, i64.const(all), i64.const(0n)));
    const r = f.local("i64", i64.shrU(i64.add(significand, up), lost));
    f.if(i32.and(nearest, i64.eq(rest, half)), () => f.set(r, i64.and(r, ~1n))); // ties to even
    const cause = f.local("i32", i64.ne(rest, 0n)); // CAUSE.I
    f.if(i64.ne(i64.shrU(r, BigInt(t.precision)), 0n), () => {
      f.set(r, i64.shrU(r, 1n));
      f.set(exponent, i32.add(exponent, 1));
    });
    f.if(i32.geS(exponent, t.top), () => {
      const infinite = i32.or(nearest, away);
      done(f, cpu, withSign(t, sign, select(infinite, i64.const(infinityOf(t)), i64.const(largestOf(t)))), CAUSE.O | CAUSE.I);
    });
    f.if(i32.leS(exponent, 0), () => {
      const trapped = i32.and(fcsr, (CAUSE.U | CAUSE.I) << 7);
      f.if(i32.or(i32.eqz(i32.and(fcsr, FCSR.flushing)), trapped), () => f.return(i32.const(CAUSE.E)));
      done(f, cpu, withSign(t, sign, select(away, i64.const(smallestOf(t)), i64.const(0n))), CAUSE.U | CAUSE.I);
    });
    // The hidden bit adds one to the exponent field.
    const field = i64.shl(i64.extendS(i32.sub(exponent, 1)), BigInt(fractionBits(t)));
    done(f, cpu, withSign(t, sign, i64.add(field, r)), cause);
    f.unreachable();
  });
}

/** Leaves for operands that end an operation before it begins: denormal numbers, signalling and quiet NaNs. */
export function screen(f: Body, cpu: I32, t: Format, ...values: I64[]): void {
  const or = (test: (t: Format, v: I64) => I32): I32 => values.map((v) => test(t, v)).reduce((x, y) => i32.or(x, y));
  f.if(or(isDenormal), () => f.return(i32.const(CAUSE.E)));
  f.if(or(isNan), () => {
    f.if(or(isSignalling), () => done(f, cpu, t.defaultNan, CAUSE.V));
    const [first, second] = values;
    done(f, cpu, second ? select(isNan(t, first!), first!, second) : first!);
  });
}
