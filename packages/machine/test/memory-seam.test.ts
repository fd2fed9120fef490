import * as mips from "@disco-vm/mips";
import * as numa from "@disco-vm/numa";
import { expect, expectTypeOf, test } from "vitest";

// The two packages do not know each other: each has its own copy of the interface between them.
test("mips and numa mean the same by BLOCKED and BUS_ERROR", () => {
  expect([numa.BLOCKED, numa.BUS_ERROR]).toEqual([mips.BLOCKED, mips.BUS_ERROR]);
});

test("what numa emits is what mips calls, with the hooks that mips gives", () => {
  expectTypeOf<numa.NumaMemory>().toExtend<mips.MemorySystem>();
  expectTypeOf<mips.LineHooks>().toExtend<numa.LineHooks>();
  expectTypeOf<numa.MemoryCode>().toExtend<mips.MemoryCode>();
});
