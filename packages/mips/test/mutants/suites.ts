/** The suites that mutants are shown to. To add one, add a line. */
import type { Mnemonic } from "../../src/isa/rows.ts";
import { CLAUSES } from "../clauses/all.ts";
import { Sheet, type Checks } from "../clauses/sheet.ts";
import { USABLE } from "../clauses/usable.ts";
import { FlatSystem } from "../../src/flat-system.ts";
import { TESTFLOAT } from "../testfloat/checks.ts";
import type { Depth } from "../testfloat/execute.ts";

export interface Suite {
  readonly name: string;
  /** Checks a row on engines that it makes; throws if something is wrong. */
  check(row: Mnemonic): void;
}

const sheetOf = (checks: Checks) => (row: Mnemonic): void => checks[row]?.(new Sheet("small"));

/** A sample of the vectors: what it kills, all of them kill. */
const SAMPLE: Depth = { every: 53, passes: [{ tier: 0, fr: true, fcsr: 0 }, { tier: 0, fr: false, fcsr: 4 }], system: (tier, ramBytes) => FlatSystem.createSync({ tier, ramBytes }) };

/** Cheap ones first: a mutant is shown to the next only while it lives. */
export const SUITES: readonly Suite[] = [
  { name: "clauses", check: sheetOf(CLAUSES) },
  { name: "usable", check: sheetOf(USABLE) },
  { name: "testfloat", check: (row) => TESTFLOAT[row]?.(SAMPLE) },
];
