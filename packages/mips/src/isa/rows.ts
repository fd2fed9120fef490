/** The instruction set: every row under its unique name, and what the words do that no row matches. */
import { row, type Row } from "../row.ts";
import { branchRows } from "./branches.ts";
import { fpuRows } from "./fpu.ts";
import { integerRows } from "./integer.ts";
import { memoryRows } from "./memory.ts";
import { multiplyDivideRows } from "./multiply-divide.ts";
import { systemRows } from "./system.ts";
import { trapRows } from "./traps.ts";

/** All instructions of the R10000, by name (R10000 User's Manual; MIPS IV Instruction Set, rev. 3.2), and `gate`, which is ours. */
export const rows = {
  ...integerRows, ...multiplyDivideRows, ...branchRows, ...memoryRows, ...trapRows, ...systemRows, ...fpuRows,
} as const satisfies Record<string, Row>;

/** The name of a row. In `c.cond.s` and `c.cond.d`, `cond` stands for the sixteen conditions. */
export type Mnemonic = keyof typeof rows;

/** The names of `rows`. */
export const mnemonics = Object.keys(rows) as Mnemonic[]; // Object.keys forgets that it returns the keys of `rows`.

/**
 * Reserved encodings whose coprocessor is checked first, by major opcode; they match where no row does, and no two match
 * the same word (r10000.md §5.5). All other reserved words raise RI.
 */
export const reservedRows = {
  cop0: row("010000 cccccccccccccccccccccccccc", "code", 1, (m) => m.raise("RI"), { unit: 0 }),
  cop1: row("010001 0 ccccccccccccccccccccccccc", "code", 1, (m) => m.raise("RI"), { unit: 1 }),
  cop1Format: row("010001 1 ccccccccccccccccccccccccc", "code", 1, (m) => m.fpUnimplemented(), { unit: 1 }),
  cop1x: row("010011 cccccccccccccccccccccccccc", "code", 1, (m) => m.raise("RI"), { unit: 1 }),
} as const satisfies Record<string, Row>;
