import { numaBytes } from "@disco-vm/numa";
import { expect, test } from "vitest";
import { layOut } from "../src/budget.ts";
import { createMachine, Machine } from "../src/machine.ts";
import { plan } from "../src/plan.ts";
import { image } from "./programs.ts";

test.each([
  [{ cpus: 0 }, /cpus from 1 to 64, got 0/],
  [{ cpus: 65 }, /cpus from 1 to 64, got 65/],
  [{ cpus: 3, memory: 2 ** 20 }, /multiples of 196608 bytes.*got 1048576; use 1179648/],
  [{ memory: 4096 }, /at least 262144, got 4096; use 262144/],
  [{ seed: -1 }, /seed from 0/],
  [{ noise: 0.5 }, /noise from 0/],
  [{ maxCycles: 0 }, /maxCycles above 0/],
  [{ profile: "flash" as never }, /profile of flash-1997, uma-1997, .*, got "flash"/],
  [{ arguments: "x".repeat(2000), image: image("nop"), memory: 2 ** 20 }, /at most 1023 bytes, got 2000/],
])("%o is refused", (options, message) => {
  expect(() => new Machine(options)).toThrow(message);
});

test("a configuration beyond 4 GB is refused with its figures", () => {
  expect(() => new Machine({ memory: 2 ** 32 - 2 ** 16 })).toThrow(
    /at most 4,294,967,296 bytes.*got [\d,]+ \(.*CPU states [\d,]+.*caches and directory [\d,]+.*RAM 4,294,901,760\)/);
  expect(() => new Machine({ memory: 2 ** 32, cpus: 16 })).toThrow(/at most 4,294,967,296 bytes.*caches and directory [\d,]+, RAM 4,294,967,296\); use less memory or fewer CPUs/);
});

test("regions are 64 KB apart, in order, none at 0", () => {
  const { regions, bytes } = layOut([{ name: "a", bytes: 1 }, { name: "b", bytes: 65536 }, { name: "c", bytes: 65537 }]);
  expect([...regions.values()].map((r) => r.base)).toEqual([0x10000, 0x20000, 0x30000, 0x40000]);
  expect(bytes).toBe(0x60000);
});

// packages/numa/test/scale.test.ts holds that against the formula of docs/memory.md.
test.each([[1, 64 << 20], [8, 256 << 20], [16, 512 << 20], [64, 256 << 20]] as const)("the caches and directory of %i CPUs take what numa says", (cpus, memory) => {
  const { layout } = plan({ cpus, memory });
  expect(layout.regions.get("caches and directory")!.bytes).toBe(numaBytes({ cpus, ramBytes: memory, profile: "flash-1997", journalBytes: cpus > 1 ? 65536 : 0 }));
});

test("an engine may be compiled in the background", async () => {
  const machine = await createMachine({ image: image("b . \n nop"), memory: 2 ** 20, timing: false, maxCycles: 1000 });
  expect(machine.run().reason).toBe("cycle-limit");
});
