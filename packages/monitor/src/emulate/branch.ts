/**
 * Where a branch goes, from its row in the instruction table: an emulated instruction in a delay slot goes on there. The
 * clause is evaluated on the guest's saved registers; of the abstract machine only what branches use is here.
 */
import { decode, type Semantics } from "@disco-vm/mips";
import type { Entry } from "../entry.ts";
import { CP0, STATUS, unsigned } from "../structures/cp0.ts";

export interface BranchOutcome {
  /** Address after the delay slot, or null where the branch is not taken. */
  readonly target: bigint | null;
  /** A branch-likely that is not taken skips its slot. */
  readonly likely: boolean;
}

/** FP condition codes are in a register that only the vector code can read. */
export const NEEDS_FCSR = "needs FCSR";

/** Evaluates the branch at `pc`. `fcsr` is asked for only by branches on floating-point conditions. */
export function evaluateBranch(e: Entry, word: number, pc: bigint, fcsr: bigint | null): BranchOutcome | typeof NEEDS_FCSR {
  const decoded = decode(word);
  let outcome: BranchOutcome = { target: null, likely: false }, missing = false;
  const branch = (likely: boolean) => (taken: boolean, offset: bigint): void => {
    outcome = { target: taken ? unsigned(pc + 4n + offset) : null, likely };
  };
  const signed = (v: bigint): bigint => BigInt.asIntN(64, v);
  const conditionBit = (cc: number): bigint => (cc === 0 ? 23n : 24n + BigInt(cc));
  const machine: Partial<Semantics<bigint, boolean, number>> = {
    field: (f) => BigInt(f),
    signed: (f) => BigInt.asIntN(16, BigInt(f)), // the only signed field of a branch is its 16-bit offset
    constant: (v) => unsigned(BigInt(v)),
    gpr: (f) => e.gpr(f),
    setGpr: () => {}, setLink: () => {}, // the branch itself has been executed: its link is written
    pc: () => pc,
    add: (a, b) => unsigned(a + b), and: (a, b) => a & b, or: (a, b) => a | b, shl: (a, n) => unsigned(a << (n & 63n)),
    let: (v) => v,
    eq: (a, b) => unsigned(a) === unsigned(b), ne: (a, b) => unsigned(a) !== unsigned(b),
    lt: (a, b, s) => (s ? signed(a) < signed(b) : unsigned(a) < unsigned(b)),
    ge: (a, b, s) => (s ? signed(a) >= signed(b) : unsigned(a) >= unsigned(b)),
    fromCondition: (c) => (c ? 1n : 0n),
    cp0Condition: () => STATUS.ch.test(e.register(CP0.status)),
    fpCondition: (cc) => {
      missing ||= fcsr === null;
      return (((fcsr ?? 0n) >> conditionBit(cc)) & 1n) === 1n;
    },
    branch: branch(false), branchLikely: branch(true),
    jump: (target) => { outcome = { target: unsigned(target), likely: false }; },
  };
  // Rows of other instructions would ask for operations that are not here; only a branch has a delay slot.
  decoded?.row.exec(machine as Semantics<bigint, boolean, number>, decoded.fields);
  return missing ? NEEDS_FCSR : outcome;
}
