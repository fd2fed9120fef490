import { expect, test } from "vitest";
import { createNuma, type Access, type Contention, type NumaReport } from "../src/index.ts";

/** Every CPU but the first chases through its own lines in node 0's memory. */
function hotSpot(cpus: number, contention: boolean | Partial<Contention>): NumaReport {
  const trace: Access[] = [];
  for (let n = 0; n < 1000; n++) for (let cpu = 1; cpu < cpus; cpu++) trace.push({ cpu, address: (cpu * 1024 + n) * 128, kind: "load" });
  return createNuma({ cpus, contention }).run(trace);
}
const meanOf = (r: NumaReport): number => r.latency.find((l) => l.missClass === "remoteClean")!.mean;

test("a hot spot makes requests queue where it is", () => {
  const [two, five, sixteen] = [2, 5, 16].map((cpus) => hotSpot(cpus, true)) as [NumaReport, NumaReport, NumaReport];
  expect(meanOf(two)).toBe(360);
  expect(meanOf(five)).toBeGreaterThan(meanOf(two));
  // Saturated: 144 bytes leave node 0 with each line, at 8 every 4 cycles.
  const out = sixteen.links.find((l) => l.name === "node 0 out")!;
  expect(out.utilisation).toBeGreaterThan(0.98);
  expect(out.lines).toBe(15_000);
  expect(out.bytes).toBe(15_000 * 144);
  expect(sixteen.cycles / 15_000).toBeGreaterThan(72);
  expect(sixteen.cycles / 15_000).toBeLessThan(73);
  expect(out.meanWait).toBeGreaterThan(100);
  expect(sixteen.controllers[5]!.meanWait).toBeLessThan(10);
});

test.each([
  // Cycles that one miss keeps each: the read handler of 11 MAGIC cycles, and 16 for 128 bytes.
  ["controllers", "controllers", 44],
  ["memories", "memories", 64],
] as const)("with queues at the %s alone, they are what saturates", (only, group, cycles) => {
  const none = { controllers: false, memories: false, buses: false, links: false };
  const r = hotSpot(16, { ...none, [only]: true });
  expect(r[group][0]!.utilisation).toBeGreaterThan(0.98);
  expect(r.cycles / 15_000).toBeGreaterThan(cycles);
  expect(r.cycles / 15_000).toBeLessThan(cycles + 1);
  expect(r.links.reduce((sum, l) => sum + l.waitedCycles, 0)).toBe(0);
});

test("contention can be turned off", () => {
  const free = hotSpot(16, false);
  for (const group of [free.controllers, free.memories, free.buses, free.links]) for (const { waitedCycles } of group) expect(waitedCycles).toBe(0);
  // The mesh's hops alone: nodes 1 to 15 of 4 x 4 are 48 hops away together.
  expect(meanOf(free)).toBeCloseTo(360 + 36 * (48 / 15 - 1), 6);
});

test("the bus is one controller for all", () => {
  const trace: Access[] = [];
  for (let n = 0; n < 1000; n++) for (let cpu = 0; cpu < 16; cpu++) trace.push({ cpu, address: (cpu * 1024 + n) * 128, kind: "load" });
  const { controllers, cycles } = createNuma({ cpus: 16, profile: "uma-1997" }).run(trace);
  expect(controllers).toHaveLength(1);
  expect(cycles / 16_000).toBeGreaterThanOrEqual(16);
  expect(cycles / 16_000).toBeLessThan(16.5);
});
