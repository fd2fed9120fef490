import { expect, test } from "vitest";
import { hasDelaySlot, operationsOf, type Operation } from "../src/isa/effects.ts";
import { mnemonics, rows } from "../src/isa/rows.ts";

/** Operations that change state or end the instruction; all others may come before, none after. */
const writes = new Set<Operation>([
  "setGpr", "setLink", "setHi", "setLo", "setCp0", "setFpr", "setFprWord", "setFpControl", "setFpCondition", "store",
  "storePartial", "branch", "branchLikely", "jump", "prefetch", "cacheOp", "sync", "tlbRead", "tlbWrite", "tlbProbe",
  "eret", "gate", "raise", "raiseIf", "fpUnimplemented",
]);

test("every clause ends with what it changes, and reads nothing after the first change but what it has kept", () => {
  const after = new Set<Operation>(["gpr", "hi", "lo", "load", "loadAround", "loadLinked", "cp0", "fpr", "fprWord", "fpControl", "fpCondition"]);
  for (const name of mnemonics) {
    const used = operationsOf(rows[name]);
    expect(writes.has(used.at(-1)!), name).toBe(true); // every clause uses at least one operation
    const first = used.findIndex((o) => writes.has(o) && o !== "raiseIf");
    expect(first < 0 ? [] : used.slice(first + 1).filter((o) => after.has(o)), name).toEqual([]);
  }
});

test("the instructions with a delay slot are the branches and jumps", () => {
  const slots = mnemonics.filter((name) => hasDelaySlot(rows[name]));
  expect(slots).toHaveLength(28);
  expect(slots.every((name) => name.startsWith("b") || name.startsWith("j"))).toBe(true);
});
