import { expect, test } from "vitest";
import { explore, type ExploreOptions } from "../src/explore/explore.ts";

const sizes: ExploreOptions[] = [{ cpus: 1 }, { cpus: 1, lines: 2 }, { cpus: 2, home: "own" }, { cpus: 2, home: "third" }, { cpus: 2, home: "bus" }];

test.each(sizes)("%o: every reachable state is coherent", (size) => {
  const found = explore(size);
  expect(found.violation).toBeUndefined();
  expect(found.complete).toBe(true);
});
