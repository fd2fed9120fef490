import type { Mnemonic } from "../../src/isa/rows.ts";
import { encodingMutantsOf, judgeEncoding } from "./encoding.ts";
import { equivalence } from "./equivalents.ts";
import { judge, type Kill } from "./judge.ts";
import { mutantsOf, type Mutant } from "./mutant.ts";

/** What became of mutants. */
export interface Report {
  mutants: number;
  /** By suite, the first that killed. */
  readonly killed: Record<string, number>;
  /** Survivors that are equivalent, by reason: "row what". */
  readonly equivalent: Record<string, string[]>;
  /** Survivors that are not known to be equivalent: what the suites lack. */
  readonly unexplained: string[];
  /** Mutants that are said to be equivalent and were killed, with the proof. */
  readonly wronglyExplained: string[];
}

export const emptyReport = (): Report => ({ mutants: 0, killed: {}, equivalent: {}, unexplained: [], wronglyExplained: [] });

type Named = Pick<Mutant, "row" | "what">;
function note(report: Report, mutant: Named, kill: Kill | undefined): void {
  const name = `${mutant.row} ${mutant.what}`, why = equivalence(mutant);
  report.mutants++;
  if (kill) report.killed[kill.suite] = (report.killed[kill.suite] ?? 0) + 1;
  if (kill && why) report.wronglyExplained.push(`${name} (${why}): ${kill.suite}: ${kill.why}`);
  else if (!kill && why) (report.equivalent[why] ??= []).push(name);
  else if (!kill) report.unexplained.push(name);
}

/** Judges those mutants of a row that are chosen, and enters them. */
export function enter(report: Report, row: Mnemonic, chosen: () => boolean = () => true): void {
  judge(row, mutantsOf(row).filter(chosen), (mutant, kill) => note(report, mutant, kill));
  for (const mutant of encodingMutantsOf(row).filter(chosen)) note(report, mutant, judgeEncoding(mutant));
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
export const killedOf = (report: Report): number => sum(Object.values(report.killed));
export const equivalentOf = (report: Report): number => sum(Object.values(report.equivalent).map((list) => list.length));
/** Whether every mutant was killed or is equivalent, and none both. */
export const sound = (report: Report): boolean => report.unexplained.length === 0 && report.wronglyExplained.length === 0;
