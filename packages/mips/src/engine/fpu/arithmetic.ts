import { i32, i64, select, type Body, type Func, type I32, type I64, type Local, type ModuleBuilder } from "@disco-vm/wasm";
import { get32, get64 } from "../cells.ts";
import { CAUSE, FCSR, ROUNDING } from "./code.ts";
import {
  biasOf, exponentOf, infinityOf, isInfinite, isNan, isZero, signBit, signOf, significandOf, type Format,
} from "./format.ts";
import { done, jam, screen, withSign, type Round } from "./round.ts";

/** (cpu, a, b) -> Cause; the result is in its cell. */
export type Operation = Func<readonly ["i32", "i64", "i64"], "i32">;
/** (cpu, a, b, c) -> Cause. */
export type Ternary = Func<readonly ["i32", "i64", "i64", "i64"], "i32">;

export interface Arithmetic {
  readonly add: Operation;
  readonly sub: Operation;
  readonly mul: Operation;
  readonly div: Operation;
  readonly sqrt: Operation;
  readonly abs: Operation;
  readonly neg: Operation;
  readonly recip: Operation;
  readonly rsqrt: Operation;
  readonly madd: Ternary;
  readonly msub: Ternary;
  readonly nmadd: Ternary;
  readonly nmsub: Ternary;
}

/** Arithmetic with integers, in any rounding mode, to the last bit. */
export function emitArithmetic(b: ModuleBuilder, t: Format, round: Round): Arithmetic {
  const operation = (name: string, operands: 1 | 2, write: (f: Body, cpu: I32, a: Local<"i64">, c: Local<"i64">) => void): Operation =>
    b.func(`${name}.${t.name}`, ["i32", "i64", "i64"] as const, "i32", (g) => {
      const f = g as unknown as Body, [cpu, a, c] = g.params;
      screen(f, cpu, t, a, ...(operands === 2 ? [c] : []));
      write(f, cpu, a, c);
      f.unreachable();
    });
  const invalid = (f: Body, cpu: I32): void => done(f, cpu, t.defaultNan, CAUSE.V);
  /** The significand with its hidden bit at `bit`. */
  const at = (v: I64, bit: number): I64 => i64.shl(significandOf(t, v), BigInt(bit - (t.precision - 1)));

  const add = operation("add", 2, (f, cpu, a, c) => {
    f.if(i32.or(isInfinite(t, a), isInfinite(t, c)), () => {
      const opposed = i64.ne(i64.and(i64.xor(a, c), signBit(t)), 0n);
      f.if(i32.and(i32.and(isInfinite(t, a), isInfinite(t, c)), opposed), () => invalid(f, cpu));
      done(f, cpu, select(isInfinite(t, a), a as I64, c as I64));
    });
    const zero = withSign(t, i32.eq(i32.and(get32(cpu, "fcsr"), FCSR.rounding), ROUNDING.down), 0n);
    f.if(isZero(t, c), () => {
      f.if(isZero(t, a), () => done(f, cpu, select(i64.eq(a, c), a as I64, zero)));
      done(f, cpu, a);
    });
    f.if(isZero(t, a), () => done(f, cpu, c));
    // The larger magnitude first.
    const swap = i64.ltU(i64.and(a, signBit(t) - 1n), i64.and(c, signBit(t) - 1n));
    const large = f.local("i64", select(swap, c as I64, a as I64)), small = f.local("i64", select(swap, a as I64, c as I64));
    const exponent = f.local("i32", exponentOf(t, large)), sign = f.local("i32", signOf(t, large));
    const distance = f.local("i32", i32.sub(exponent, exponentOf(t, small)));
    const shift = select(i32.gtS(distance, 63), i32.const(63), distance as I32);
    const x = f.local("i64", at(large, 61)), y = f.local("i64", jam(f, at(small, 61), i64.extendU(shift)));
    f.if(i32.eq(sign, signOf(t, small)), () => f.set(x, i64.add(x, y)), () => {
      f.set(x, i64.sub(x, y));
      f.if(i64.eqz(x), () => done(f, cpu, zero));
    });
    const zeros = f.local("i64", i64.sub(i64.clz(x), 1n));
    f.return(round.call(cpu, sign, i32.sub(i32.add(exponent, 1), i32.wrap(zeros)), i64.shl(x, zeros)));
  });
  const sub = b.func(`sub.${t.name}`, ["i32", "i64", "i64"] as const, "i32", (f) => {
    const [cpu, a, c] = f.params;
    // A NaN keeps its sign.
    f.return(add.call(cpu, a, select(isNan(t, c), c as I64, i64.xor(c, signBit(t)))));
  });

  const mul = operation("mul", 2, (f, cpu, a, c) => {
    const sign = f.local("i32", i32.xor(signOf(t, a), signOf(t, c)));
    const zero = f.local("i32", i32.or(isZero(t, a), isZero(t, c)));
    f.if(i32.or(isInfinite(t, a), isInfinite(t, c)), () => {
      f.if(zero, () => invalid(f, cpu));
      done(f, cpu, withSign(t, sign, infinityOf(t)));
    });
    f.if(zero, () => done(f, cpu, withSign(t, sign, 0n)));
    const x = f.local("i64", at(a, 62)), y = f.local("i64", at(c, 63));
    const low = (v: I64): I64 => i64.and(v, 0xffffffffn), high = (v: I64): I64 => i64.shrU(v, 32n);
    const ll = f.local("i64", i64.mul(low(x), low(y)));
    const hl = f.local("i64", i64.add(i64.mul(high(x), low(y)), high(ll)));
    const lh = f.local("i64", i64.add(i64.mul(low(x), high(y)), low(hl)));
    const top = f.local("i64", i64.add(i64.add(i64.mul(high(x), high(y)), high(hl)), high(lh)));
    const rest = i64.or(low(lh), low(ll));
    const p = f.local("i64", i64.or(top, i64.extendU(i64.ne(rest, 0n))));
    // Bit 61 or 62 is the first.
    const short = f.local("i32", i64.eqz(i64.shrU(p, 62n)));
    const exponent = i32.sub(i32.add(exponentOf(t, a), exponentOf(t, c)), i32.add(short, biasOf(t) - 1));
    f.return(round.call(cpu, sign, exponent, i64.shl(p, i64.extendU(short))));
  });

  const div = operation("div", 2, (f, cpu, a, c) => {
    const sign = f.local("i32", i32.xor(signOf(t, a), signOf(t, c)));
    f.if(isInfinite(t, a), () => {
      f.if(isInfinite(t, c), () => invalid(f, cpu));
      done(f, cpu, withSign(t, sign, infinityOf(t)));
    });
    f.if(isInfinite(t, c), () => done(f, cpu, withSign(t, sign, 0n)));
    f.if(isZero(t, c), () => {
      f.if(isZero(t, a), () => invalid(f, cpu));
      done(f, cpu, withSign(t, sign, infinityOf(t)), CAUSE.Z);
    });
    f.if(isZero(t, a), () => done(f, cpu, withSign(t, sign, 0n)));
    const x = f.local("i64", significandOf(t, a)), y = f.local("i64", significandOf(t, c));
    const exponent = f.local("i32", i32.add(i32.sub(exponentOf(t, a), exponentOf(t, c)), biasOf(t)));
    f.if(i64.ltU(x, y), () => {
      f.set(x, i64.shl(x, 1n));
      f.set(exponent, i32.sub(exponent, 1));
    });
    // The first bit of the quotient is 1; then six times ten bits: a remainder has at most 53.
    const q = f.local("i64", 1n), n = f.local("i32", 6), digit = f.local("i64");
    f.set(x, i64.sub(x, y));
    f.loop((again) => {
      f.set(x, i64.shl(x, 10n));
      f.set(digit, i64.divU(x, y));
      f.set(x, i64.sub(x, i64.mul(digit, y)));
      f.set(q, i64.or(i64.shl(q, 10n), digit));
      f.brIf(again, f.tee(n, i32.sub(n, 1)));
    });
    f.return(round.call(cpu, sign, exponent, i64.or(i64.shl(q, 2n), i64.extendU(i64.ne(x, 0n)))));
  });

  const sqrt = operation("sqrt", 1, (f, cpu, a) => {
    f.if(isZero(t, a), () => done(f, cpu, a));
    f.if(signOf(t, a), () => invalid(f, cpu));
    f.if(isInfinite(t, a), () => done(f, cpu, a));
    // The significand as a number from 1 to 4 with an even exponent, scaled by 2^57; one bit of the root at a time.
    const exponent = f.local("i32", i32.sub(exponentOf(t, a), biasOf(t)));
    const odd = f.local("i32", i32.and(exponent, 1));
    const x = f.local("i64", i64.shl(at(a, 57), i64.extendU(odd)));
    const bit = f.local("i64", 1n << 57n), root = f.local("i64", 0n), sum = f.local("i64", 0n), trial = f.local("i64");
    f.loop((again) => {
      f.set(trial, i64.add(sum, bit));
      f.if(i64.leU(trial, x), () => {
        f.set(sum, i64.add(trial, bit));
        f.set(x, i64.sub(x, trial));
        f.set(root, i64.add(root, bit));
      });
      f.set(x, i64.shl(x, 1n));
      f.set(bit, i64.shrU(bit, 1n));
      f.brIf(again, i64.ne(bit, 0n));
    });
    const half = i32.add(i32.shrS(i32.sub(exponent, odd), 1), biasOf(t));
    f.return(round.call(cpu, i32.const(0), half, i64.or(i64.shl(root, 5n), i64.extendU(i64.ne(x, 0n)))));
  });

  const abs = operation("abs", 1, (f, cpu, a) => done(f, cpu, i64.and(a, signBit(t) - 1n)));
  const neg = operation("neg", 1, (f, cpu, a) => done(f, cpu, i64.xor(a, signBit(t))));

  const one = BigInt(biasOf(t)) << BigInt(t.precision - 1);
  /** A second operation on the result of the first; the causes of both. */
  const then = (f: Body, cpu: I32, first: I32, second: (r: I64) => I32): Local<"i32"> => {
    const cause = f.local("i32", first);
    f.if(i32.and(cause, CAUSE.E), () => f.return(cause));
    const other = f.local("i32", second(get64(cpu, "result")));
    // What the FPU leaves to software it reports alone.
    f.if(i32.and(other, CAUSE.E), () => f.return(i32.const(CAUSE.E)));
    return f.local("i32", i32.or(other, cause));
  };
  // DIV's and SQRT's own units do these (r10000.md section 6): correctly rounded, RSQRT in two steps.
  const recip = operation("recip", 1, (f, cpu, a) => f.return(div.call(cpu, i64.const(one), a)));
  const rsqrt = operation("rsqrt", 1, (f, cpu, a) => f.return(then(f, cpu, sqrt.call(cpu, a, a), (r) => div.call(cpu, i64.const(one), r))));

  /** fs * ft, then fr: two roundings; the negated ones change the sign of a result that is a number. */
  const chained = (name: string, last: Operation, negated: boolean): Ternary =>
    b.func(`${name}.${t.name}`, ["i32", "i64", "i64", "i64"] as const, "i32", (g) => {
      const f = g as unknown as Body, [cpu, a, c, d] = g.params;
      const cause = then(f, cpu, mul.call(cpu, a, c), (product) => last.call(cpu, product, d));
      if (!negated) f.return(cause);
      const r = f.local("i64", get64(cpu, "result"));
      done(f, cpu, select(isNan(t, r), r as I64, i64.xor(r, signBit(t))), cause);
    });
  return {
    add, sub, mul, div, sqrt, abs, neg, recip, rsqrt,
    madd: chained("madd", add, false), msub: chained("msub", sub, false),
    nmadd: chained("nmadd", add, true), nmsub: chained("nmsub", sub, true),
  };
}
