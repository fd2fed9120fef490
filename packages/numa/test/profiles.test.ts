import { describe, expect, test } from "vitest";
import { checkProfile, createNuma, latencyParts, PROFILES, READ_CLASSES, type Profile, type ProfileName, type ReadClass } from "../src/index.ts";
import { sumOf } from "../src/profiles/latency-table.ts";
import { MISS_CLASSES } from "../src/layout.ts";
import { Rig } from "./rig.ts";

const MB = 1 << 20, names = Object.keys(PROFILES) as ProfileName[];
const flash = PROFILES["flash-1997"];

/** Measures each class with three CPUs, each on a node of its own, nodes 0 to 2; home: node 0. */
function measured(profile: Profile): Record<ReadClass, number> {
  // Nodes one hop apart: 0 is between 1 and 2 on the mesh, and shares no router.
  const apart: Profile = { ...profile, interconnect: profile.interconnect === "bus" ? "bus" : "uniform" };
  const rig = new Rig({ cpus: 3, ramBytes: 12 * MB, profile: apart });
  let now = 0, at = 0x20000;
  const read = (cpu: number, owner?: number): [string, number] => {
    at += 0x1000;
    if (owner !== undefined) rig.access(owner, "store", at, now += 1e5);
    const { cycles, missClass } = rig.access(cpu, "load", at, now += 1e5);
    return [MISS_CLASSES[missClass]!, cycles];
  };
  return Object.fromEntries([read(0), read(1), read(0, 1), read(1, 0), read(1, 2)]) as Record<ReadClass, number>; // all five
}

describe.each(names)("%s", (name) => {
  const profile: Profile = PROFILES[name];

  test("each latency class is the sum of its parts, as an access sees it", () => {
    const seen = measured(profile), parts = latencyParts(profile);
    for (const c of READ_CLASSES) if (c in seen) expect([c, seen[c]]).toEqual([c, sumOf(parts[c])]);
    expect(Object.keys(seen)).toHaveLength(profile.interconnect === "bus" ? 2 : 5);
  });

  test("every number has a source, or is marked as an assumption", () => {
    const numbers = (path: string, value: unknown): string[] =>
      typeof value === "number" ? [path]
      : typeof value === "object" && value !== null ? Object.entries(value).flatMap(([k, v]) => numbers(path ? `${path}.${k}` : k, v)) : [];
    const { sources, ...data } = profile;
    const covered = (path: string): boolean => Object.keys(sources!).some((p) => path === p || path.startsWith(`${p}.`));
    expect(numbers("", data).filter((p) => !covered(p))).toEqual([]);
    expect(Object.keys(sources!).filter((p) => !numbers("", data).some((n) => n === p || n.startsWith(`${p}.`)))).toEqual([]);
  });

  test("its nodes can be built as it says", () => {
    const numa = createNuma({ profile: name, cpus: 8 });
    expect(numa.run([{ cpu: 7, address: 0, kind: "load" }]).accesses).toBe(1);
  });
});

/** Nanoseconds of a read of each other node's memory by CPU 0, averaged. */
function averageRemote(cpus: number): number {
  const rig = new Rig({ cpus, cpusPerNode: 2, ramBytes: cpus * MB, profile: "origin-2000" }), nodes = cpus / 2;
  let sum = 0;
  for (let n = 1; n < nodes; n++) sum += rig.access(0, "load", n * 2 * MB, n * 1e5).cycles;
  return (sum / (nodes - 1)) * PROFILES["origin-2000"].cycleNs;
}

describe("published figures that are not in the profiles", () => {
  // Laudon and Lenoski, ISCA'97: average remote reads of machines of 8 to 64 CPUs. Of their parts only 540 and 100 are in the profile.
  test.each([[8, 707], [16, 726], [32, 773], [64, 867]])("an Origin of %i CPUs reads remote memory in %i ns on average", (cpus, ns) => {
    expect(Math.abs(averageRemote(cpus) / ns - 1)).toBeLessThan(0.03);
  });

  test("FLASH with the mesh of ASPLOS94 comes to its table within 5 per cent", () => {
    // 22 cycles of 10 ns of transit and 27 local: without Disco's restart, and on average of 16 nodes.
    const parts = latencyParts({ ...flash, l2Hit: 0, timing: { ...flash.timing, transit: { ...flash.timing.transit, firstHop: (22 + 14) * 4 } } });
    const table = { localClean: 27, remoteClean: 111, localDirty: 143, remoteDirtyHome: 145, remoteDirtyThird: 191 };
    for (const c of READ_CLASSES) expect([c, Math.abs(sumOf(parts[c]) / 4 / table[c] - 1) < 0.05]).toEqual([c, true]);
  });
});

test("a profile is changed in a line", () => {
  const far: Profile = { ...flash, name: "far", timing: { ...flash.timing, transit: { firstHop: 400, perHop: 0 } } };
  const report = createNuma({ cpus: 2, profile: far }).run([{ cpu: 1, address: 0, kind: "load" }]);
  expect(report.latency[0]!.mean).toBe(360 + 2 * (400 - flash.timing.transit.firstHop));
});

describe("an invalid profile is refused with its field", () => {
  const timing = flash.timing;
  test.each<[string, unknown]>([
    ["name", { ...flash, name: "" }],
    ["cycleNs", { ...flash, cycleNs: 0 }],
    ["interconnect", { ...flash, interconnect: "torus" }],
    ["caches.l1d", { ...flash, caches: { ...flash.caches, l1d: 3000 } }],
    ["caches.l1i", { ...flash, caches: { ...flash.caches, l1i: 65536 } }],
    ["caches.l2", { ...flash, caches: { l1i: 1024, l1d: 1024 } }],
    ["l2Hit", { ...flash, l2Hit: 1.5 }],
    ["writeBackBuffer", { ...flash, writeBackBuffer: 0 }],
    ["topology.arity", { ...flash, topology: { arity: 1 } }],
    ["nodes.memoryNodes", { ...flash, nodes: { memoryNodes: -1 } }],
    ["timing.banks", { ...flash, timing: { ...timing, banks: 0 } }],
    ["timing.transit.firstHop", { ...flash, timing: { ...timing, transit: { firstHop: 0, perHop: 0 } } }],
    ["timing.latency.memory", { ...flash, timing: { ...timing, latency: { ...timing.latency, memory: -4 } } }],
    ["timing.latency.hope", { ...flash, timing: { ...timing, latency: { ...timing.latency, hope: 4 } } }],
    ["timing.occupancy", { ...flash, timing: { ...timing, occupancy: undefined } }],
  ])("%s", (field, profile) => {
    expect(() => checkProfile(profile as Profile)).toThrow(`profile.${field}: expected`);
  });
});
