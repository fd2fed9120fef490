/**
 * Where QEMU's MIPS64R2-generic and the R10000 differ: the rule, where the R10000's stands (r10000.md, which cites the
 * User's Manual), and QEMU's answer worked out from ours, so that nothing else passes under the rule's name. After such an
 * instruction our CPU goes on from QEMU's state.
 */
import type { Decoded } from "../../src/isa/decode.ts";
import type { Cpu } from "../../src/index.ts";
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
  readonly cpu: Cpu;
}
export interface Difference {
  readonly name: string;
  readonly rule: string;
  readonly section: string;
  applies(c: Case): boolean;
  /** Turns our state into what QEMU's must be. */
  theirs(expected: State, c: Case): void;
}

const named = (c: Case, test: RegExp): boolean => c.instruction !== undefined && test.test(c.instruction.name);
const isFalse = ({ name, fields: { rs, rt } }: Decoded): boolean => (/^b(ltz|gtz)$/.test(name) && rs === 0) || (name === "bne" && rs === rt);

export const DIFFERENCES: readonly Difference[] = [
  {
    name: "branch that is never taken",
    rule: "every branch has a delay slot, in which a fault sets Cause.BD; to QEMU BLTZ and BGTZ of $0 and BNE of a register with itself are no branches",
    section: "2.4 (EPC and BD)",
    applies: (c) => c.instruction !== undefined && isFalse(c.instruction),
    theirs: (expected) => expected.set(SLOT.inSlot, 0n),
  },
];
void named;
