import { expect, test } from "vitest";
import { MISS_CLASSES } from "../src/index.ts";
import { Rig } from "./rig.ts";

const MB = 1 << 20;
const config = { cpus: 2, ramBytes: 8 * MB, profile: "flash-1997" as const, hotPageThreshold: 3 };

test("misses are counted by page and CPU, reported at the threshold, and cleared by page", () => {
  const rig = new Rig(config), { numa } = rig.caches;
  for (let n = 0; n < 5; n++) rig.access(1, "load", 0x40000 + n * 128, n * 1000);
  rig.access(0, "store", 0x40000, 9000);
  expect([numa.missCount(0x40fff, 0), numa.missCount(0x40000, 1)]).toEqual([1, 5]);
  expect(rig.hot).toEqual([[1, 0x40000]]);
  numa.clearMissCounts(0x40000);
  expect(numa.missCount(0x40000, 1)).toBe(0);
});

test("with page classes, misses are counted by class too", () => {
  const rig = new Rig({ ...config, pageClasses: true }), { numa } = rig.caches;
  for (let n = 0; n < 4; n++) rig.access(1, n % 2 ? "store" : "load", 0x40000 + n * 128, n * 1000);
  rig.access(0, "store", 0x40000, 9000); // CPU 1 has it
  rig.access(1, "load", 0x40000, 10_000);
  const none = Object.fromEntries(MISS_CLASSES.map((c) => [c, 0]));
  expect(numa.missCounts(0x40000, 1)).toEqual({ ...none, remoteClean: 4, remoteDirtyHome: 1 });
  expect(numa.missCounts(0x40000, 0)).toEqual({ ...none, localDirty: 1 });
  expect(numa.missCount(0x40000, 1)).toBe(5);
  numa.clearMissCounts(0x40000);
  expect(numa.missCounts(0x40000, 1)).toEqual(none);
  expect(() => new Rig(config).caches.numa.missCounts(0, 0)).toThrow("expected the option pageClasses");
});

test("sampling counts each n-th miss of a CPU, whatever the page", () => {
  const rig = new Rig({ ...config, pageSampling: 10, hotPageThreshold: 4 }), { numa } = rig.caches;
  for (let n = 0; n < 45; n++) rig.access(1, "load", 0x40000 + n * 128, n * 1000); // pages of 32 lines
  expect([numa.missCount(0x40000, 1), numa.missCount(0x41000, 1)]).toEqual([3, 1]);
  expect(rig.hot).toEqual([]);
  expect(numa.statistics().cpus[1]!.misses.remoteClean).toBe(45);
});

test("the ring keeps the latest misses, with line, page, node, class, latency and cause", () => {
  const rig = new Rig(config), { numa } = rig.caches, ring = numa.record(3)!;
  rig.access(1, "load", 0x40000, 0);
  rig.access(1, "load", 4 * MB + 0x100, 1000);
  rig.access(0, "load", 0x40080, 2000);
  rig.access(1, "load", 0x40080, 3000);
  rig.access(0, "store", 0x40084, 4000);
  rig.access(1, "store", 0x41000, 6000);
  expect(ring.total).toBe(6);
  expect(ring.events()).toMatchObject([
    { cpu: 1, line: 0x40080, page: 0x40000, node: 0, missClass: "remoteDirtyHome", cause: "read", latency: 520 - 12, time: 3520 - 12 },
    { cpu: 0, line: 0x40080, page: 0x40000, node: 0, missClass: "upgradeLocal", cause: "upgrade" },
    { cpu: 1, line: 0x41000, page: 0x41000, node: 0, missClass: "remoteClean", cause: "write", latency: 360 - 12, time: 6360 - 12 },
  ]);
  numa.record(0);
  rig.access(1, "load", 0x50000, 9000);
  expect(ring.total).toBe(6);
});

test("upgrades and hits are no misses of a page", () => {
  const rig = new Rig(config), { numa } = rig.caches;
  rig.access(0, "load", 0x40000, 0);
  rig.access(1, "load", 0x40000, 1000);
  rig.access(0, "store", 0x40000, 2000);
  rig.access(0, "store", 0x40000, 3000);
  expect(numa.missCount(0x40000, 0)).toBe(1);
  expect(numa.statistics().cpus[0]!.misses).toMatchObject({ localClean: 1, upgradeLocal: 1 });
  expect(numa.statistics().cpus[1]!.invalidations).toBe(1);
});

test("the low alias reaches each CPU's own node", () => {
  const rig = new Rig(config);
  expect(rig.access(1, "load", 0x100, 0).cycles).toBe(120);
  expect(rig.access(1, "load", 4 * MB + 0x100, 1000, 0x100).cycles).toBe(0); // the same line, under the same index
});

test("RAM beyond the devices answers, the hole does not", () => {
  const rig = new Rig({ ...config, map: { lowEnd: 4 * MB, highBase: 0x2000_0000 } });
  expect(rig.access(0, "load", 0x2000_0000, 0).cycles).toBe(360);
  expect(rig.caches.load(0, 4 * MB)).toBe(-2);
  expect(rig.caches.load(0, 0x2000_0000 + 4 * MB)).toBe(-2);
  expect(rig.caches.numa.home(0x2000_0000)).toBe(1);
  expect(() => rig.caches.numa.missCount(4 * MB, 0)).toThrow("expected an address in RAM");
});

test("a line under another primary index leaves the L1 sets of the old one", () => {
  const rig = new Rig(config);
  rig.access(0, "load", 0x40000, 0, 0x40000);
  expect(rig.access(0, "load", 0x40000, 1000, 0x41000).cycles).toBe(12);
  expect(rig.access(0, "load", 0x40000, 2000, 0x40000).cycles).toBe(12);
  expect(rig.access(0, "load", 0x40000, 3000, 0x40000).cycles).toBe(0);
});

test("a remote store breaks the link, a remote load does not, a replacement does", () => {
  const rig = new Rig(config), { caches } = rig;
  rig.access(0, "load", 0x40000, 0);
  caches.link(0, 0x40000);
  rig.access(1, "load", 0x40040, 1000);
  expect(caches.linked(0)).toBe(true);
  rig.access(1, "store", 0x40040, 2000);
  expect(caches.linked(0)).toBe(false);
  rig.access(0, "load", 0x40000, 3000);
  caches.link(0, 0x40000);
  for (let n = 1; n < 3; n++) rig.access(0, "load", 0x40000 + n * (512 << 10), 3000 + n * 1000);
  expect(caches.linked(0)).toBe(false);
});

test.each<[string, object, string]>([
  ["cpus", { cpus: 0 }, "cpus: expected a whole number from 1 to 512, got 0"],
  ["ramBytes", { cpus: 3 }, "ramBytes: expected a multiple of 12288"],
  ["cpusPerNode", { cpusPerNode: 3 }, "cpusPerNode: expected a divisor of 2, got 3"],
  ["memoryNodes", { memoryNodes: 500 }, "memoryNodes: expected 0 to 126, got 500"],
  ["profile", { profile: "flash" }, 'profile: expected one of flash-1997, uma-1997, origin-2000, server-2s, cxl, got "flash"'],
  ["hotPageThreshold", { hotPageThreshold: -1 }, "hotPageThreshold: expected 0 to 65535, got -1"],
  ["pageSampling", { pageSampling: 0 }, "pageSampling: expected a whole number from 1, got 0"],
])("a configuration that makes no sense is refused with its field: %s", (_, change, message) => {
  expect(() => new Rig({ ...config, ...change })).toThrow(message);
});
