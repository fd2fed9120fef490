import { expect, test } from "vitest";
import { nameOf, usertests, type Combination } from "./usertests.ts";

/** Those that depend on who comes first. */
const RACES = `exit-races exec-errors copy-on-write create-races rename-races pipe-ping-pong threads-same-faults threads-shootdown threads-fork
  parent-ends-while-child-stops kill-while-stopping continue-while-stopping last-closes exec-against-close kernel-is-preempted`.split(/\s+/);

const timed = (cpus: number, noise?: number): Combination => ({ cpus, timing: true, noise });

test.each([timed(1, 1), timed(1, 2), timed(4, 1), timed(4, 2)].map((c) => [nameOf(c), c] as const))("usertests pass: %s", (_, c) => {
  const { passed, problems } = usertests(c);
  expect(problems).toEqual([]);
  expect(passed).toBeGreaterThanOrEqual(177);
});

test.each([timed(4), timed(4, 3)].map((c) => [nameOf(c), c] as const))("races pass: %s", (_, c) => {
  expect(usertests(c, RACES.join(" "))).toMatchObject({ passed: RACES.length, problems: [] });
});
