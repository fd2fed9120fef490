import { expect, test } from "vitest";
import { nameOf, usertests, type Combination } from "./usertests.ts";

const functional = (cpus: number, noise?: number, megabytes?: number): Combination => ({ cpus, timing: false, noise, megabytes });

// All combinations, with any number of seeds: `pnpm --filter @disco-vm/cli usertests`.
test.each([
  functional(1), functional(1, 1), functional(2, 1, 8), functional(2, 2), functional(4), functional(4, 1), functional(8, 1), functional(8, 2), functional(16, 1), functional(16, 2),
].map((c) => [nameOf(c), c] as const))("usertests pass: %s", (_, c) => {
  const { passed, problems } = usertests(c);
  expect(problems).toEqual([]);
  expect(passed).toBeGreaterThanOrEqual(177);
});

test("100,000 system calls with random numbers and arguments, and random instructions, leave the system whole", () => {
  expect(usertests(functional(4, 3), "-r 5 -s 1000 random-calls random-instructions")).toMatchObject({ passed: 2, problems: [] });
});
