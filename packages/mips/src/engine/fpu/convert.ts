import { f32, f64, i32, i64, select, type Body, type Expr, type Func, type I32, type I64, type ModuleBuilder } from "@disco-vm/wasm";
import { CAUSE, ROUNDING } from "./code.ts";
import {
  biasOf, exponentOf, infinityOf, isDenormal, isInfinite, isNan, isSignalling, isZero, signOf, significandOf, type Format,
} from "./format.ts";
import { done, jam, withSign, type Round } from "./round.ts";
import type { Operation } from "./arithmetic.ts";

/** (cpu, condition bits, a, b) -> Cause; 1 or 0 in result. */
export type Compare = Func<readonly ["i32", "i32", "i64", "i64"], "i32">;

/** The value of a number of that format, which both formats have as a double. */
export const valueOf = (t: Format, v: I64): Expr<"f64"> =>
  t.name === "d" ? f64.reinterpret(v) : f64.promote(f32.reinterpret(i32.wrap(v)));

/** From one format to the other. A NaN becomes the default one (r10000.md section 6 leaves its payload open). */
export function emitBetween(b: ModuleBuilder, to: Format, from: Format, round: Round): Operation {
  return b.func(`${to.name}.${from.name}`, ["i32", "i64", "i64"] as const, "i32", (g) => {
    const f = g as unknown as Body, [cpu, a] = g.params;
    f.if(isNan(from, a), () => done(f, cpu, to.defaultNan, i32.mul(isSignalling(from, a), CAUSE.V)));
    f.if(isDenormal(from, a), () => f.return(i32.const(CAUSE.E)));
    const sign = f.local("i32", signOf(from, a));
    f.if(isInfinite(from, a), () => done(f, cpu, withSign(to, sign, infinityOf(to))));
    f.if(isZero(from, a), () => done(f, cpu, withSign(to, sign, 0n)));
    const exponent = i32.add(exponentOf(from, a), biasOf(to) - biasOf(from));
    f.return(round.call(cpu, sign, exponent, i64.shl(significandOf(from, a), BigInt(63 - from.precision))));
  });
}

/** From a 64-bit integer. */
export function emitFromInteger(b: ModuleBuilder, to: Format, round: Round): Operation {
  return b.func(`${to.name}.l`, ["i32", "i64", "i64"] as const, "i32", (g) => {
    const f = g as unknown as Body, [cpu, v] = g.params;
    f.if(i64.eqz(v), () => done(f, cpu, 0n));
    const sign = f.local("i32", i64.ltS(v, 0n));
    const magnitude = f.local("i64", select(sign, i64.sub(0n, v), v as I64));
    const zeros = f.local("i64", i64.clz(magnitude));
    const first = f.local("i64", i64.shl(magnitude, zeros)); // bit 63
    f.return(round.call(cpu, sign, i32.sub(biasOf(to) + 63, i32.wrap(zeros)), jam(f, first, i64.const(1n))));
  });
}

/** To a signed integer of 32 or 64 bits; operand b is the rounding. What does not fit gives the largest, and V. */
export function emitToInteger(b: ModuleBuilder, bits: 32 | 64, from: Format): Operation {
  return b.func(`${bits === 32 ? "w" : "l"}.${from.name}`, ["i32", "i64", "i64"] as const, "i32", (g) => {
    const f = g as unknown as Body, [cpu, a, rounding] = g.params;
    f.if(isDenormal(from, a), () => f.return(i32.const(CAUSE.E)));
    const x = f.local("f64", valueOf(from, a)), mode = f.local("i32", i32.wrap(rounding)), limit = 2 ** (bits - 1);
    const r = f.local("f64", select(i32.eq(mode, ROUNDING.nearest), f64.nearest(x),
      select(i32.eq(mode, ROUNDING.zero), f64.trunc(x), select(i32.eq(mode, ROUNDING.up), f64.ceil(x), f64.floor(x)))));
    // NaN fails both comparisons.
    f.if(i32.eqz(i32.and(f64.lt(r, limit), f64.ge(r, -limit))), () => done(f, cpu, (1n << BigInt(bits - 1)) - 1n, CAUSE.V));
    done(f, cpu, i64.truncF64S(r), f64.ne(r, x));
    f.unreachable();
  });
}

export function emitCompare(b: ModuleBuilder, t: Format): Compare {
  return b.func(`compare.${t.name}`, ["i32", "i32", "i64", "i64"] as const, "i32", (g) => {
    const f = g as unknown as Body, [cpu, condition, a, c] = g.params;
    const unordered = f.local("i32", i32.or(isNan(t, a), isNan(t, c)));
    const bit = (n: number): I32 => i32.and(i32.shrU(condition, n), 1);
    const x = valueOf(t, a), y = valueOf(t, c);
    const holds = i32.or(i32.and(f64.lt(x, y), bit(2)), i32.or(i32.and(f64.eq(x, y), bit(1)), i32.and(unordered, bit(0))));
    const signalling = i32.or(isSignalling(t, a), isSignalling(t, c));
    done(f, cpu, i64.extendU(holds), i32.mul(i32.and(unordered, i32.or(bit(3), signalling)), CAUSE.V));
    f.unreachable();
  });
}
