import { expect, test } from "vitest";
import { assemble, CP0, FlatSystem } from "../src/index.ts";

test("while Status.ERL is set the kernel's low 2 GB are physical and uncached (R10000 User's Manual 14.10, 16.2)", () => {
  const seen: number[] = [];
  const system = FlatSystem.createSync({ host: {
    uncachedLoad: (_cpu, pa) => { seen.push(pa); system.cpu.setIoValue(7n << 32n); return 0; },
    uncachedStore: () => -2,
  } });
  system.load(assemble("lw $v0, 0x4000($0)\n gate 0", { origin: 0xffffffff80001000n }));
  system.cpu.setCp0(CP0.status, system.cpu.cp0(CP0.status) | 4n);
  system.run();
  expect(seen).toEqual([0x4000]);
  expect(system.cpu.exceptions(2)).toBe(0);
});
