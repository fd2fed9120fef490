import { f64, i32, i64, select, type Body, type Expr, type Func, type I32, type I64, type Local } from "@disco-vm/wasm";
import { EXCEPTION_CODES as E } from "../semantics.ts";
import { get32, RAISED, set32, set64, type Frame } from "./cells.ts";
import type { Exceptions } from "./exceptions.ts";

/** Cause bits, as in FCSR 17:12 shifted down; Enables and Flags have the same order without E. */
export const CAUSE = { I: 1, U: 2, O: 4, Z: 8, V: 16, E: 32 } as const;

/** FCSR bits that software can write: conditions, FS, Cause, Enables, Flags, RM. */
export const FCSR_WRITABLE = 0xff83ffff | 0;

type F64 = Expr<"f64">;
type BinaryFp = Func<readonly ["i32", "i64", "i64"], "i32">;

/**
 * Double-precision arithmetic, rounding to nearest, with native operations: exact results, infinities, NaNs (MIPS
 * polarity) and all six causes. Operations outside it (other rounding modes, denormal operands or results, single
 * precision) take the unimplemented-operation exception, as far as the R10000 does not do so itself.
 *
 * Each function leaves its result in the result cell and returns 0, or RAISED when the exception was taken.
 */
export interface Fpu {
  readonly binary: Readonly<Record<"add" | "sub" | "mul" | "div", BinaryFp>>;
  readonly sqrt: BinaryFp;
  /** (cpu, a, sign operation: 0 abs, 1 neg). */
  readonly sign: BinaryFp;
  /** (cpu, cond, a, b) -> 1 or 0 in result. */
  readonly compare: Func<readonly ["i32", "i32", "i64", "i64"], "i32">;
  /** (cpu, integer): exact or rounded conversion to double. */
  readonly fromInteger: Func<readonly ["i32", "i64"], "i32">;
  /** (cpu, double, rounding, bits 32 or 64): to a signed integer. */
  readonly toInteger: Func<readonly ["i32", "i64", "i32", "i32"], "i32">;
  readonly unimplemented: Func<readonly ["i32"], "i32">;
  /** (cpu, FCSR value): CTC1; may raise. */
  readonly setControl: Func<readonly ["i32", "i32"], "i32">;
}

export const ROUNDING = { nearest: 0, zero: 1, up: 2, down: 3 } as const;

const FRACTION = 0xfffffffffffffn;
const DEFAULT_NAN = 0x7ff7ffffffffffffn;
const exponent = (v: I64): I32 => i32.and(i32.wrap(i64.shrU(v, 52n)), 0x7ff);
const fraction = (v: I64): I64 => i64.and(v, FRACTION);
const isNan = (v: I64): I32 => i64.gtU(i64.and(v, 0x7fffffffffffffffn), 0x7ff0000000000000n);
/** Legacy MIPS polarity: the top fraction bit set means signalling. */
const isSignalling = (v: I64): I32 => i32.and(isNan(v), i64.ne(i64.and(v, 1n << 51n), 0n));
const isDenormal = (v: I64): I32 => i32.and(i32.eqz(exponent(v)), i64.ne(fraction(v), 0n));
const isZero = (v: I64): I32 => i64.eqz(i64.shl(v, 1n));
const isFinite = (v: I64): I32 => i32.ne(exponent(v), 0x7ff);
/** Trailing zeros of the significand of a normal number. */
const trailingZeros = (v: I64): I32 => i32.wrap(i64.ctz(i64.or(v, 1n << 52n)));
const double = (v: I64): F64 => f64.reinterpret(v);

export function emitFpu(frame: Frame, ex: Exceptions): Fpu {
  const { b } = frame;
  const fcsr = (cpu: I32): I32 => get32(cpu, "fcsr");

  /** Sets Cause; raises FPE when it is enabled, adds it to Flags otherwise. */
  const finish = b.func("fpFinish", ["i32", "i32"] as const, "i32", (f) => {
    const [cpu, cause] = f.params;
    const value = f.local("i32", i32.or(i32.and(fcsr(cpu), ~0x3f000), i32.shl(cause, 12)));
    const enabled = i32.or(i32.and(i32.shrU(value, 7), 0x1f), CAUSE.E);
    f.if(i32.and(cause, enabled), () => {
      set32(f, cpu, "fcsr", value);
      f.add(ex.raise.call(cpu, E.FPE, 0x180));
      f.return(i32.const(RAISED));
    });
    set32(f, cpu, "fcsr", i32.or(value, i32.shl(i32.and(cause, 0x1f), 2)));
    f.return(i32.const(0));
  });

  const done = (f: Body, cpu: I32, result: I64, cause: I32 | number): void => {
    set64(f, cpu, "result", result);
    f.return(finish.call(cpu, cause));
  };

  const unimplemented = b.func("fpUnimplemented", ["i32"] as const, "i32", (f) => {
    const [cpu] = f.params;
    f.return(finish.call(cpu, CAUSE.E));
  });

  /** What all arithmetic has in common before the operation: rounding mode, denormals, NaNs. */
  function operands(f: Body, cpu: I32, ...values: I64[]): void {
    const or = (test: (v: I64) => I32): I32 => values.map(test).reduce((x, y) => i32.or(x, y));
    f.if(i32.or(i32.ne(i32.and(fcsr(cpu), 3), 0), or(isDenormal)), () => f.return(unimplemented.call(cpu)));
    f.if(or(isNan), () => {
      f.if(or(isSignalling), () => done(f, cpu, i64.const(DEFAULT_NAN), CAUSE.V));
      const [first, second] = values;
      done(f, cpu, second ? select(isNan(first!), first!, second) : first!, 0);
    });
  }

  /** Result, causes and the trap of an operation on numbers that are not NaN. */
  function deliver(f: Body, cpu: I32, result: Local<"f64">, exact: I32, anyInfinite: I32): void {
    const bits = f.local("i64", i64.reinterpret(result));
    f.if(isNan(bits), () => done(f, cpu, i64.const(DEFAULT_NAN), CAUSE.V));
    f.if(i32.eqz(isFinite(bits)), () =>
      done(f, cpu, bits, select(anyInfinite, i32.const(0), i32.const(CAUSE.O | CAUSE.I))));
    f.if(exact, () => {
      // An exact result below the normal range is tiny all the same.
      f.if(i32.eqz(isDenormal(bits)), () => done(f, cpu, bits, 0));
    });
    f.if(i32.eqz(exponent(bits)), () => f.return(unimplemented.call(cpu)));
    done(f, cpu, bits, CAUSE.I);
  }

  const arithmetic = (name: string, write: (f: Body, a: Local<"i64">, c: Local<"i64">, cpu: Local<"i32">) => void): BinaryFp =>
    b.func(name, ["i32", "i64", "i64"] as const, "i32", (f) => {
      const [cpu, a, c] = f.params;
      operands(f, cpu, a, c);
      write(f, a, c, cpu);
      f.unreachable();
    });
  const infinite = (...v: I64[]): I32 => v.map((x) => i32.eqz(isFinite(x))).reduce((x, y) => i32.or(x, y));

  /** Knuth's two-sum: the rounding error of a + c is itself a double, and 0 when the sum is exact. */
  const sum = (f: Body, x: Local<"f64">, y: Local<"f64">, cpu: I32, a: I64, c: I64): void => {
    const s = f.local("f64", f64.add(x, y));
    const t = f.local("f64", f64.sub(s, x));
    const error = f64.add(f64.sub(x, f64.sub(s, t)), f64.sub(y, t));
    deliver(f, cpu, s, f64.eq(error, 0), infinite(a, c));
  };
  /** Whether the product of two normal numbers fits 53 bits: it has 105 or 106, less its trailing zeros. */
  const productExact = (f: Body, a: I64, c: I64, product: I64): I32 => {
    const zeros = i32.add(trailingZeros(a), trailingZeros(c));
    const carried = i32.sub(i32.sub(i32.add(exponent(product), 1023), exponent(a)), exponent(c));
    return i32.or(i32.or(isZero(a), isZero(c)), i32.and(i32.geS(zeros, i32.add(52, carried)), i32.ne(exponent(product), 0)));
  };

  const add = arithmetic("addD", (f, a, c, cpu) =>
    sum(f, f.local("f64", double(a)), f.local("f64", double(c)), cpu, a, c));
  const sub = arithmetic("subD", (f, a, c, cpu) =>
    sum(f, f.local("f64", double(a)), f.local("f64", f64.neg(double(c))), cpu, a, c));
  const mul = arithmetic("mulD", (f, a, c, cpu) => {
    const r = f.local("f64", f64.mul(double(a), double(c)));
    deliver(f, cpu, r, productExact(f, a, c, i64.reinterpret(r)), infinite(a, c));
  });
  const div = arithmetic("divD", (f, a, c, cpu) => {
    const r = f.local("f64", f64.div(double(a), double(c)));
    const bits = f.local("i64", i64.reinterpret(r));
    f.if(i32.and(isZero(c), i32.and(isFinite(a), i32.eqz(isZero(a)))), () => done(f, cpu, bits, CAUSE.Z));
    // a / c = r exactly if and only if r * c is exact and equals a.
    const back = f.local("f64", f64.mul(r, double(c)));
    const exact = i32.and(f64.eq(back, double(a)), productExact(f, bits, c, i64.reinterpret(back)));
    deliver(f, cpu, r, i32.or(i32.or(isZero(a), infinite(a, c)), exact), infinite(a));
  });
  const sqrt = arithmetic("sqrtD", (f, a, _c, cpu) => {
    const r = f.local("f64", f64.sqrt(double(a)));
    const bits = f.local("i64", i64.reinterpret(r));
    const back = f.local("f64", f64.mul(r, r));
    const exact = i32.and(f64.eq(back, double(a)), productExact(f, bits, bits, i64.reinterpret(back)));
    deliver(f, cpu, r, i32.or(i32.or(isZero(a), infinite(a)), exact), infinite(a));
  });

  const sign = b.func("signD", ["i32", "i64", "i64"] as const, "i32", (f) => {
    const [cpu, a, negate] = f.params;
    f.if(isSignalling(a), () => done(f, cpu, i64.const(DEFAULT_NAN), CAUSE.V));
    f.if(isDenormal(a), () => f.return(unimplemented.call(cpu)));
    f.if(isNan(a), () => done(f, cpu, a, 0));
    const top = 1n << 63n;
    done(f, cpu, select(i32.wrap(negate), i64.xor(a, top), i64.and(a, top - 1n)), 0);
  });

  const compare = b.func("compareD", ["i32", "i32", "i64", "i64"] as const, "i32", (f) => {
    const [cpu, cond, a, c] = f.params;
    const unordered = f.local("i32", i32.or(isNan(a), isNan(c)));
    const bit = (n: number): I32 => i32.and(i32.shrU(cond, n), 1);
    const holds = i32.or(i32.and(f64.lt(double(a), double(c)), bit(2)),
      i32.or(i32.and(f64.eq(double(a), double(c)), bit(1)), i32.and(unordered, bit(0))));
    const invalid = i32.and(unordered, i32.or(bit(3), i32.or(isSignalling(a), isSignalling(c))));
    done(f, cpu, i64.extendU(holds), i32.mul(invalid, CAUSE.V));
  });

  const fromInteger = b.func("doubleFromInteger", ["i32", "i64"] as const, "i32", (f) => {
    const [cpu, v] = f.params;
    f.if(i32.and(fcsr(cpu), 3), () => f.return(unimplemented.call(cpu)));
    const r = f.local("f64", f64.fromI64S(v));
    // Exact if the magnitude less its trailing zeros has at most 53 bits.
    const magnitude = f.local("i64", select(i64.ltS(v, 0n), i64.sub(0n, v), v as I64));
    const width = i32.sub(i32.sub(64, i32.wrap(i64.clz(magnitude))), i32.wrap(i64.ctz(magnitude)));
    done(f, cpu, i64.reinterpret(r), i32.gtS(width, 53));
  });

  const toInteger = b.func("integerFromDouble", ["i32", "i64", "i32", "i32"] as const, "i32", (f) => {
    const [cpu, a, rounding, bits] = f.params;
    f.if(isDenormal(a), () => f.return(unimplemented.call(cpu)));
    const limit = f.local("f64", select(i32.eq(bits, 32), f64.const(2 ** 31), f64.const(2 ** 63)));
    const x = double(a);
    const r = f.local("f64", select(i32.eq(rounding, ROUNDING.nearest), f64.nearest(x),
      select(i32.eq(rounding, ROUNDING.zero), f64.trunc(x),
        select(i32.eq(rounding, ROUNDING.up), f64.ceil(x), f64.floor(x)))));
    const fits = i32.and(f64.lt(r, limit), f64.ge(r, f64.neg(limit)));
    const largest = select(i32.eq(bits, 32), i64.const(0x7fffffffn), i64.const(0x7fffffffffffffffn));
    // NaN fails both comparisons.
    f.if(i32.eqz(fits), () => done(f, cpu, largest, CAUSE.V));
    done(f, cpu, i64.truncF64S(r), f64.ne(r, x));
  });

  const setControl = b.func("setFcsr", ["i32", "i32"] as const, "i32", (f) => {
    const [cpu, v] = f.params;
    const value = f.local("i32", i32.and(v, FCSR_WRITABLE));
    set32(f, cpu, "fcsr", value);
    const enabled = i32.or(i32.and(i32.shrU(value, 7), 0x1f), CAUSE.E);
    f.if(i32.and(i32.and(i32.shrU(value, 12), 0x3f), enabled), () => {
      f.add(ex.raise.call(cpu, E.FPE, 0x180));
      f.return(i32.const(RAISED));
    });
    f.return(i32.const(0));
  });

  return { binary: { add, sub, mul, div }, sqrt, sign, compare, fromInteger, toInteger, unimplemented, setControl };
}


