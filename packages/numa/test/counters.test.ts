import { expect, test } from "vitest";
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

test("configurations that make no sense are refused with the field", () => {
  expect(() => new Rig({ ...config, cpus: 3 })).toThrow("ramBytes: expected a multiple of 12288");
  expect(() => new Rig({ ...config, profile: "flash" as "flash-1997" })).toThrow('profile: expected one of flash-1997, uma-1997, got "flash"');
});
