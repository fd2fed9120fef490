import type { Semantics } from "./semantics.ts";

/** The operand fields a pattern may name, with the letter that stands for each in a pattern. */
export const FIELD_LETTERS = {
  rs: "s", rt: "t", rd: "d", shamt: "h", imm: "i", target: "j", code: "c", fs: "S", ft: "T", fd: "D", fr: "R",
  cc: "C", cond: "n", hint: "p", op: "o", sub: "l",
} as const;
/** Name of an operand field. */
export type FieldName = keyof typeof FIELD_LETTERS;
/** Something for each field. */
export type Fields<F> = Readonly<Record<FieldName, F>>;

/** Lowest MIPS architecture level that has the instruction; levels 3 and 4 are gated by mode (r10000.md §3). */
export type IsaLevel = 1 | 2 | 3 | 4;

/** What the CPU checks before the clause runs, in this order (r10000.md §5.5, "RI / CpU / E selection"). */
export interface Gate {
  /** The coprocessor that must be usable, else Coprocessor Unusable. Coprocessor 0 always is in kernel mode. */
  readonly unit?: 0 | 1 | 2;
  /**
   * What a row above the level of the present mode raises: Reserved Instruction (the default), or "E": the floating-point
   * exception with Cause.E, unimplemented operation. A row of unit 1 below level 4 that has a `cc` field is, for cc other
   * than 0, a level 4 row that raises E.
   */
  readonly denied?: "RI" | "E";
}

/** One instruction: its encoding, its assembly syntax and its meaning. */
export interface Row extends Gate {
  /** 32 columns of 0, 1 and field letters; spaces group. */
  readonly bits: string;
  /** Operand syntax: names of operands (`OPERANDS` in assembly/operands.ts) and punctuation. [ ] is left out when zero. */
  readonly syntax: string;
  /** The level that has it first. */
  readonly isa: IsaLevel;
  /** What it does, as a clause over an abstract machine. */
  readonly exec: <V, C, F>(m: Semantics<V, C, F>, i: Fields<F>) => void;
}

export function row(bits: string, syntax: string, isa: IsaLevel, exec: Row["exec"], gate: Gate = {}): Row {
  return { bits, syntax, isa, exec, ...gate };
}
