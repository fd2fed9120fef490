import { i32, i64, type I32, type I64 } from "@disco-vm/wasm";

/** A floating-point format. Values are raw bits, right-aligned in 64. */
export interface Format {
  readonly name: "s" | "d";
  /** Bits of the significand, the hidden one included. */
  readonly precision: number;
  /** The exponent field of infinities and NaNs; the bias is half of it. */
  readonly top: number;
  /** The NaN of an invalid operation: the R10000's polarity, top fraction bit clear (r10000.md section 6). */
  readonly defaultNan: bigint;
}
export const SINGLE: Format = { name: "s", precision: 24, top: 0xff, defaultNan: 0x7fbfffffn };
export const DOUBLE: Format = { name: "d", precision: 53, top: 0x7ff, defaultNan: 0x7ff7ffffffffffffn };
export const FORMATS = { s: SINGLE, d: DOUBLE } as const;

/** Bits of the fraction. */
export const fractionBits = (t: Format): number => t.precision - 1;
export const biasOf = (t: Format): number => t.top >> 1;
/** The bits of +infinity, and of the smallest normal number. */
export const infinityOf = (t: Format): bigint => BigInt(t.top) << BigInt(fractionBits(t));
export const smallestOf = (t: Format): bigint => 1n << BigInt(fractionBits(t));
export const largestOf = (t: Format): bigint => infinityOf(t) - 1n;
export const signBit = (t: Format): bigint => (infinityOf(t) | (smallestOf(t) - 1n)) + 1n;

/** Everything but the sign. */
export const magnitude = (t: Format, v: I64): I64 => i64.and(v, signBit(t) - 1n);
export const signOf = (t: Format, v: I64): I32 => i32.wrap(i64.and(i64.shrU(v, t.name === "d" ? 63n : 31n), 1n));
export const exponentOf = (t: Format, v: I64): I32 => i32.wrap(i64.and(i64.shrU(v, BigInt(fractionBits(t))), BigInt(t.top)));
/** The significand of a normal number, its hidden bit included. */
export const significandOf = (t: Format, v: I64): I64 => i64.or(i64.and(v, smallestOf(t) - 1n), smallestOf(t));

export const isNan = (t: Format, v: I64): I32 => i64.gtU(magnitude(t, v), infinityOf(t));
/** The top fraction bit set means signalling. */
export const isSignalling = (t: Format, v: I64): I32 =>
  i32.and(isNan(t, v), i64.ne(i64.and(v, smallestOf(t) >> 1n), 0n));
export const isInfinite = (t: Format, v: I64): I32 => i64.eq(magnitude(t, v), infinityOf(t));
export const isZero = (t: Format, v: I64): I32 => i64.eqz(magnitude(t, v));
export const isDenormal = (t: Format, v: I64): I32 => i64.ltU(i64.sub(magnitude(t, v), 1n), smallestOf(t) - 1n);
