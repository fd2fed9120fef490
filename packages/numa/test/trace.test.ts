import { expect, test } from "vitest";
import { createNuma, type Access } from "../src/index.ts";

const MB = 1 << 20;
const chase = (cpu: number, from: number, steps: number): Access[] =>
  Array.from({ length: steps }, (_, n) => ({ cpu, address: from + n * 128, kind: "load" as const }));

test("a trace gives its misses by class, latencies and pages", () => {
  const report = createNuma({ cpus: 2, contention: false }).run([...chase(0, 0, 64), ...chase(1, 8 * MB, 64)]);
  expect(report.accesses).toBe(128);
  expect(report.misses).toMatchObject({ localClean: 64, remoteClean: 64 });
  expect(report.latency.map((l) => [l.missClass, l.mean, l.least, l.most])).toEqual([["localClean", 120, 120, 120], ["remoteClean", 360, 360, 360]]);
  expect(report.cycles).toBe(64 * 361);
  expect(report.pages.slice(0, 2)).toEqual([{ address: 0, home: 0, misses: [32, 0] }, { address: 4096, home: 0, misses: [32, 0] }]);
});

test("busy, L2 hit and stall cycles tile each CPU's time", () => {
  const trace = Array.from({ length: 5000 }, (_, n): Access =>
    ({ cpu: n % 3, address: ((n * 7919) % 5000) * 64, kind: n % 5 ? "load" : "store", gap: n % 4 }));
  for (const c of createNuma({ cpus: 3 }).run(trace).cpus) expect(c.busyCycles + c.l2HitCycles + c.stallCycles).toBe(c.cycles);
});

test("an asynchronous trace gives the same", async () => {
  const trace = [...chase(0, 0, 300), ...chase(1, 64 * 128, 300)].sort((a, b) => a.address - b.address);
  async function* later() { yield* trace; }
  expect(await createNuma({ cpus: 2 }).runAsync(later())).toEqual(createNuma({ cpus: 2 }).run(trace));
});

test("a second run goes on with warm caches", () => {
  const numa = createNuma();
  numa.run(chase(0, 0, 64));
  expect(numa.run(chase(0, 0, 64)).misses.localClean).toBe(64);
});

test("a malformed record is refused with its number", () => {
  expect(() => createNuma().run([...chase(0, 0, 2), { cpu: 1, address: 0, kind: "load" }])).toThrow("trace record 2: expected cpu to be 0 to 0, got 1");
  expect(() => createNuma().run([{ cpu: 0, address: -1, kind: "load" }])).toThrow("trace record 0: expected address");
});
