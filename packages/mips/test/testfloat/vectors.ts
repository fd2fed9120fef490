/** The TestFloat vectors, and what an R10000 does instead (r10000.md section 6). */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

export const ROUNDINGS = { near_even: 0, minMag: 1, max: 2, min: 3 } as const;
export type Rounding = keyof typeof ROUNDINGS;
export type Type = "f32" | "f64" | "i32" | "i64";
export interface Line { readonly operands: readonly bigint[]; readonly result: bigint; readonly flags: number }

export const FLOAT = { f32: { fraction: 23n, top: 0xffn, sign: 31n }, f64: { fraction: 52n, top: 0x7ffn, sign: 63n } } as const;
export type Float = keyof typeof FLOAT;
export const isFloat = (t: Type): t is Float => t in FLOAT;
/** Cause bits. */
export const I = 1, U = 2, V = 16, E = 32;

const files = new Map<string, readonly Line[]>();
/** The vectors of a file, or one in `every` of them. */
export function lines(file: string, every = 1): readonly Line[] {
  const key = `${file} ${every}`;
  let found = files.get(key);
  if (!found) {
    const text = gunzipSync(readFileSync(new URL(`${file}.txt.gz`, import.meta.url))).toString();
    found = text.trimEnd().split("\n").filter((_, n) => n % every === 0).map((line) => {
      const words = line.split(" ").map((w) => BigInt(`0x${w}`));
      return { operands: words.slice(0, -2), result: words.at(-2)!, flags: Number(words.at(-1)) }; // a line has all of them
    });
    files.set(key, found);
  }
  return found;
}
const fractionOf = (t: Float, v: bigint): bigint => v & ((1n << FLOAT[t].fraction) - 1n);
const exponentOf = (t: Float, v: bigint): bigint => (v >> FLOAT[t].fraction) & FLOAT[t].top;
export const isNan = (t: Float, v: bigint): boolean => exponentOf(t, v) === FLOAT[t].top && fractionOf(t, v) !== 0n;
export const isDenormal = (t: Float, v: bigint): boolean => exponentOf(t, v) === 0n && fractionOf(t, v) !== 0n;
/** The same kind of NaN in MIPS polarity. */
export function toMips(t: Type, v: bigint): bigint {
  if (!isFloat(t) || !isNan(t, v)) return v;
  const flipped = v ^ (1n << (FLOAT[t].fraction - 1n));
  return fractionOf(t, flipped) === 0n ? flipped | 1n : flipped;
}
export const isQuietMips = (t: Float, v: bigint): boolean => isNan(t, v) && (v & (1n << (FLOAT[t].fraction - 1n))) === 0n;

/** What the instruction must do: the result (undefined: any quiet NaN) and Cause. */
export interface Expected { readonly result: bigint | undefined; readonly cause: number }
export function expected(line: Line, from: Type, to: Type, rounding: Rounding, flush: boolean): Expected {
  if (isFloat(from) && line.operands.some((v) => isDenormal(from, v))) return { result: undefined, cause: E };
  if (!isFloat(to)) return line.flags & V ? { result: to === "i32" ? 0x7fffffffn : 0x7fffffffffffffffn, cause: V } : { result: line.result, cause: line.flags };
  if (isNan(to, line.result)) return { result: undefined, cause: line.flags };
  if (!isDenormal(to, line.result) && !(line.flags & U)) return { result: line.result, cause: line.flags };
  if (!flush) return { result: undefined, cause: E };
  const negative = line.result >> FLOAT[to].sign === 1n;
  const away = negative ? rounding === "min" : rounding === "max";
  return { result: (negative ? 1n << FLOAT[to].sign : 0n) | (away ? 1n << FLOAT[to].fraction : 0n), cause: U | I };
}
