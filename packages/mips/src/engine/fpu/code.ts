import type { FpFormat, FpOperation } from "../../semantics.ts";

/** Cause bits, as in FCSR 17:12 shifted down; Enables and Flags have the same order without E. */
export const CAUSE = { I: 1, U: 2, O: 4, Z: 8, V: 16, E: 32 } as const;
/** FCSR bits that software can write: conditions, FS, Cause, Enables, Flags, RM. */
export const FCSR_WRITABLE = 0xff83ffff | 0;
export const FCSR = { rounding: 3, causes: 0x3f000, enables: 0xf80, flushing: 1 << 24, inexactFlag: 4 } as const;
/** Values of FCSR.RM. */
export const ROUNDING = { nearest: 0, zero: 1, up: 2, down: 3 } as const;

/** Every operation that sets FCSR.Cause, compares aside. From integers and between formats; to integers, operand b is the rounding. */
export const CODES = [
  "add.s", "add.d", "sub.s", "sub.d", "mul.s", "mul.d", "div.s", "div.d", "sqrt.s", "sqrt.d", "abs.s", "abs.d", "neg.s", "neg.d",
  "recip.s", "recip.d", "rsqrt.s", "rsqrt.d", "madd.s", "madd.d", "msub.s", "msub.d", "nmadd.s", "nmadd.d", "nmsub.s", "nmsub.d",
  "s.d", "d.s", "s.l", "d.l", "w.s", "w.d", "l.s", "l.d", "unimplemented",
] as const;
export type Code = (typeof CODES)[number];
/** The number of an operation. 0 means that none is pending, so that they begin at 1. */
export const codeOf = (code: Code): number => CODES.indexOf(code) + 1;
/** Pending without operands: an exact result, Cause 0. */
export const EXACT = CODES.length + 1;

export const arithmeticCode = (op: FpOperation, format: FpFormat): Code =>
  format === "s" || format === "d" ? `${op}.${format}` : "unimplemented";
export function conversionCode(to: FpFormat, from: FpFormat): Code {
  const code = `${to}.${from === "w" ? "l" : from}`; // a word is sign-extended to a doubleword first
  return (CODES as readonly string[]).includes(code) ? (code as Code) : "unimplemented";
}
