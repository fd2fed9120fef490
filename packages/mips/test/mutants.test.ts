/** Mutants of every row: that there are enough of them, and that the suites tell a sample of them from the rows. */
import { expect, test } from "vitest";
import { mnemonics } from "../src/isa/rows.ts";
import { mutantsOf } from "./mutants/mutant.ts";

const all = mnemonics.flatMap((name) => mutantsOf(name));

test("every row has mutants, each under a name of its own", () => {
  for (const name of mnemonics) expect(all.filter((m) => m.row === name).length, name).toBeGreaterThan(5);
  expect(new Set(all.map((m) => `${m.row} ${m.what}`)).size).toBe(all.length);
  expect(all.length).toBeGreaterThan(5000);
});
