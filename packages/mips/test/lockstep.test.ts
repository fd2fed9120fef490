/** In lockstep with QEMU, as recorded: `pnpm --filter @disco-vm/mips lockstep` asks QEMU itself, and about much more. */
import { expect, test } from "vitest";
import { recording } from "./lockstep/golden.ts";
import { Lockstep } from "./lockstep/compare.ts";
import { Ours } from "./lockstep/ours.ts";

test("recorded programs: every instruction, and memory at the end, as on QEMU", () => {
  const lockstep = new Lockstep(new Ours()), executed = new Set<string>(), exceptions = new Set<number>();
  let random = 0;
  for (const { program, source } of recording().programs) {
    const outcome = lockstep.run(program, source);
    expect(outcome.failure).toBeUndefined();
    random += outcome.random;
    outcome.executed.forEach((_, name) => executed.add(name));
    outcome.exceptions.forEach((_, code) => exceptions.add(code));
  }
  expect(random).toBeGreaterThan(20_000);
  expect(executed.size).toBeGreaterThan(150);
  expect([...exceptions].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15]);
}, 60_000);
