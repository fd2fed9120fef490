import { expect, test } from "vitest";
import { tableRows } from "../src/index.ts";
import { runRandom } from "./random-tester.ts";

let misses = 0, scSucceeded = 0;
const rows = new Set<string>();

test.each(Array.from({ length: 40 }, (_, seed) => seed))("seed %i: every load sees the latest store", (seed) => {
  const found = runRandom(seed, 4000);
  expect(found.accesses).toBeGreaterThanOrEqual(4000);
  misses += found.misses;
  scSucceeded += found.scSucceeded;
  for (const row of found.rows) rows.add(row);
});

test("the seeds above have done something", () => {
  expect(misses).toBeGreaterThan(50_000);
  expect(scSucceeded).toBeGreaterThan(1_000);
  // No row of the tables is dead.
  expect(tableRows().filter((row) => !rows.has(row))).toEqual([]);
});
