import { expect, test } from "vitest";
import { runRandom } from "./random-tester.ts";

test.each(Array.from({ length: 40 }, (_, seed) => seed))("seed %i: every load sees the latest store", (seed) => {
  const { accesses, misses } = runRandom(seed, 4000);
  expect(accesses).toBe(4000);
  expect(misses).toBeGreaterThan(100);
});
