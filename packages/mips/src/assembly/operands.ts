/** The operands that a row's syntax may name: the field behind each, and what it is to the reader. */
import type { FieldName } from "../row.ts";
import type { RegisterKind } from "./registers.ts";

export interface OperandKind {
  readonly field: FieldName;
  /** How it is written: a register, a number (decimal or hex), an address, or BREAK's pair of codes. */
  readonly form: RegisterKind | "signed" | "hex" | "decimal" | "branch" | "jump" | "codes" | "zero";
}

export const OPERANDS = {
  rs: { field: "rs", form: "gpr" },
  rt: { field: "rt", form: "gpr" },
  rd: { field: "rd", form: "gpr" },
  fs: { field: "fs", form: "fpr" },
  ft: { field: "ft", form: "fpr" },
  fd: { field: "fd", form: "fpr" },
  fr: { field: "fr", form: "fpr" },
  cc: { field: "cc", form: "fcc" },
  c0rd: { field: "rd", form: "cp0" },
  c2rt: { field: "rt", form: "cp2" },
  fcr: { field: "fs", form: "fcr" },
  /** Register 0, written but not encoded: the HI and LO of DIV. */
  zero: { field: "rd", form: "zero" },
  simm: { field: "imm", form: "signed" },
  imm: { field: "imm", form: "hex" },
  shamt: { field: "shamt", form: "hex" },
  code: { field: "code", form: "hex" },
  hint: { field: "hint", form: "hex" },
  op: { field: "op", form: "hex" },
  sub: { field: "sub", form: "decimal" },
  /** BREAK: bits 25:16, and bits 15:6 if not 0. */
  breakcode: { field: "code", form: "codes" },
  branch: { field: "imm", form: "branch" },
  target: { field: "target", form: "jump" },
} as const satisfies Record<string, OperandKind>;
export type OperandName = keyof typeof OPERANDS;

/** One operand of a syntax; with `base`, it is written `name(base)`. */
export interface Slot {
  readonly name: string;
  readonly base: string | undefined;
  /** Left out when it is zero. */
  readonly optional: boolean;
}

/** "[cc, ]fs, ft", "rt, simm(rs)" and the like. */
export function slotsOf(syntax: string): readonly Slot[] {
  return [...syntax.matchAll(/(\[)?(?:, *)?(\w+)(?:\((\w+)\))?/g)].map(([, optional, name, base]) => ({
    name: name ?? "", base, optional: optional !== undefined,
  }));
}

/** The conditions of C.cond.fmt, by the `cond` field. */
export const CONDITIONS = [
  "f", "un", "eq", "ueq", "olt", "ult", "ole", "ule", "sf", "ngle", "seq", "ngl", "lt", "nge", "le", "ngt",
] as const;
