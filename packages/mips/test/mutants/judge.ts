import type { Mnemonic } from "../../src/isa/rows.ts";
import { withEach } from "./bench.ts";
import type { Mutant } from "./mutant.ts";
import { SUITES, type Suite } from "./suites.ts";

/** The first suite that told the mutant from its row, and by what. */
export interface Kill {
  readonly suite: string;
  readonly why: string;
}

function firstFailure(row: Mnemonic, suites: readonly Suite[]): Kill | undefined {
  for (const { name, check } of suites) {
    try {
      check(row);
    } catch (error) {
      return { suite: name, why: error instanceof Error ? error.message : String(error) };
    }
  }
  return undefined;
}

/**
 * Tells of each mutant of a row what killed it; undefined: it has survived. Throws if a suite that kills would kill the row
 * itself, too.
 */
export function judge(row: Mnemonic, mutants: readonly Mutant[], tell: (mutant: Mutant, kill: Kill | undefined) => void, suites = SUITES): void {
  const killers = new Set<string>();
  withEach(row, mutants, (mutant) => {
    const kill = firstFailure(row, mutant ? suites : suites.filter(({ name }) => killers.has(name)));
    if (kill && !mutant) throw new Error(`${row} itself does not pass ${kill.suite}: ${kill.why}`);
    if (kill) killers.add(kill.suite);
    if (mutant) tell(mutant, kill);
  });
}
