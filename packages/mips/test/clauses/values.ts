import { randomWords } from "../random.ts";
import { S } from "./sheet.ts";

export const s32 = (v: bigint): bigint => BigInt.asIntN(32, v), u32 = (v: bigint): bigint => BigInt.asUintN(32, v);

const next = randomWords(1996);
const random64 = (): bigint => S((BigInt(next()) << 32n) | BigInt(next()));
/** Ends of ranges, and random values of every length. */
const ENDS = [0n, 1n, -1n, 2n, -2n, 7n, 0x7fffn, -0x8000n, 0x7fffffffn, -0x80000000n, 0x80000000n, 0xffffffffn, 2n ** 63n - 1n, -(2n ** 63n), 1n << 40n, 0x5555555555555555n, -0x5555555555555556n];
const POOL = Array.from({ length: 100 }, () => S(random64() >> BigInt(next() % 64)));

export const values = (count: number): readonly bigint[] => [...ENDS, ...POOL.slice(0, count)];
/** What a 32-bit register holds: the architecture leaves other operands of 32-bit operations undefined. */
export const values32 = (count: number): readonly bigint[] => [...new Set(values(count).map(s32))];
/** All pairs of the first values, and pairs of the rest. */
export function pairs(list: readonly bigint[]): readonly (readonly [bigint, bigint])[] {
  const ends = list.slice(0, ENDS.length);
  return [...ends.flatMap((a) => ends.map((b) => [a, b] as const)), ...list.slice(ENDS.length).map((a, n) => [a, list[list.length - 1 - n]!] as const)]; // as many
}
/** Signed 16-bit immediates. */
export const IMMEDIATES = [0, 1, 5, 0x7fff, -0x8000, 0x4000, -1, -5, 0x1234, -0x1234];
/** Numbers for the fields of a row: all different, at either end, and with every bit of them in use. */
export const REGISTERS = [{ rs: 4, rt: 5, rd: 2 }, { rs: 31, rt: 30, rd: 29 }, { rs: 21, rt: 10, rd: 16 }, { rs: 16, rt: 1, rd: 15 }] as const;
export type Numbers = (typeof REGISTERS)[number];
