/** Mutants of every row: that there are enough of them, and that a sample of them is killed. The command tries all. */
import { expect, test } from "vitest";
import { mnemonics } from "../src/isa/rows.ts";
import { encodingMutantsOf } from "./mutants/encoding.ts";
import { mutantsOf } from "./mutants/mutant.ts";
import { emptyReport, enter } from "./mutants/report.ts";
import { randomWords } from "./random.ts";

test("every row has mutants, each under a name of its own", () => {
  const all = mnemonics.flatMap((name) => [...mutantsOf(name), ...encodingMutantsOf(name)]);
  for (const name of mnemonics) expect(all.filter((m) => m.row === name).length, name).toBeGreaterThan(5);
  expect(new Set(all.map((m) => `${m.row} ${m.what}`)).size).toBe(all.length);
  expect(all.length).toBeGreaterThan(7500);
});

test("a sample of them: the suites kill it, or no program could", () => {
  const next = randomWords(6), report = emptyReport();
  for (const name of mnemonics) if (next() % 3 === 0) enter(report, name, () => next() % 8 === 0);
  expect({ unexplained: report.unexplained, wronglyExplained: report.wronglyExplained }).toEqual({ unexplained: [], wronglyExplained: [] });
  expect(report.mutants).toBeGreaterThan(300);
});
