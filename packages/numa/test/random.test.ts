import { expect, test } from "vitest";
import { runRandom } from "./random-tester.ts";

let misses = 0, scSucceeded = 0;

test.each(Array.from({ length: 40 }, (_, seed) => seed))("seed %i: every load sees the latest store", (seed) => {
  const found = runRandom(seed, 4000);
  expect(found.accesses).toBeGreaterThanOrEqual(4000);
  misses += found.misses;
  scSucceeded += found.scSucceeded;
});

test("the seeds above have done something", () => {
  expect(misses).toBeGreaterThan(50_000);
  expect(scSucceeded).toBeGreaterThan(1_000);
});
