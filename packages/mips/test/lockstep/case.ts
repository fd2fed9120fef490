/** What a listed difference is given to look at, and the words it speaks of it in. */
import type { Decoded } from "../../src/isa/decode.ts";
import type { Ours } from "./ours.ts";
import { SLOT, type State } from "./state.ts";

/** One instruction after which the two states differ. */
export interface Case {
  readonly pc: bigint;
  readonly word: number;
  /** Undefined for a reserved word. */
  readonly instruction: Decoded | undefined;
  readonly before: State;
  readonly mine: State;
  readonly theirs: State;
  readonly ours: Ours;
}
export interface Difference {
  readonly name: string;
  readonly rule: string;
  readonly section: string;
  applies(c: Case): boolean;
  /** Turns our state into what QEMU's must be. */
  theirs(expected: State, c: Case): void;
}

export const is = (c: Case, names: RegExp): boolean => c.instruction !== undefined && names.test(c.instruction.name);
/** Fields of an instruction that `applies` has found. */
export const fields = (c: Case): Decoded["fields"] => c.instruction!.fields;
export const read = (c: Case, field: "rs" | "rt" | "fs" | "ft" | "fd" | "fr"): bigint => c.before.get((field.startsWith("f") ? SLOT.fpr : SLOT.gpr) + fields(c)[field]);
export const s64 = (v: bigint): bigint => BigInt.asIntN(64, v);
export const s32 = (v: bigint): bigint => BigInt.asIntN(32, v);
export const below = (bits: bigint): bigint => (1n << bits) - 1n;
export const exceptionCode = (state: State): number => (state.low(SLOT.cause) >>> 2) & 31;
