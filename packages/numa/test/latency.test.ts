import { describe, expect, test } from "vitest";
import { MISS_CLASSES } from "../src/index.ts";
import { Rig } from "./rig.ts";

const MB = 1 << 20;
const flash = (cpus: number) => new Rig({ cpus, ramBytes: cpus * 4 * MB, profile: "flash-1997" });
const name = (c: number) => MISS_CLASSES[c];

describe("flash-1997, unloaded, as the program sees it", () => {
  test("hits cost nothing in L1 and 12 cycles in L2", () => {
    const rig = flash(1);
    rig.access(0, "load", 0x10_0000, 0);
    expect(rig.access(0, "load", 0x10_0008, 1000).cycles).toBe(0);
    expect(rig.access(0, "load", 0x10_0020, 1000).cycles).toBe(12);
    expect(rig.access(0, "fetch", 0x10_0000, 1000).cycles).toBe(12);
  });

  test("a chase through local memory takes 120 cycles a step, 300 ns", () => {
    const rig = flash(2);
    let now = 0;
    for (let n = 0; n < 100; n++) {
      const { cycles, missClass } = rig.access(1, "load", 4 * MB + 0x20000 + n * 4224, now);
      expect([cycles, name(missClass)]).toEqual([120, "localClean"]);
      now += cycles;
    }
  });

  test("a chase through the next node's memory takes 360 cycles a step, 900 ns", () => {
    const rig = flash(2);
    let now = 0;
    for (let n = 0; n < 100; n++) {
      const { cycles, missClass } = rig.access(1, "load", 0x20000 + n * 4224, now);
      expect([cycles, name(missClass)]).toEqual([360, "remoteClean"]);
      now += cycles;
    }
  });

  test("replacing lines does not hold up the next miss, but for the memory's bandwidth", () => {
    // A dirty line goes and another comes with each store: 256 bytes, at 8 every 4 cycles.
    for (const [kind, atMost] of [["load", 120], ["store", (256 / 8) * 4]] as const) {
      const rig = flash(2);
      let now = 0;
      for (let n = 0; n < 3 * 8192; n++) {
        const { cycles } = rig.access(0, kind, n * 128, now);
        if (cycles !== 120 && cycles !== atMost) expect([n, cycles]).toEqual([n, atMost]);
        now += cycles;
      }
      expect(rig.caches.numa.statistics().cpus[0]!.writeBacks).toBe(2 * 8192);
    }
  });

  test("a hop more takes 36 cycles more, both ways together", () => {
    const rig = flash(16);
    expect(rig.access(0, "load", 5 * 4 * MB, 0).cycles).toBe(360 + 36);
    expect(rig.access(0, "load", 15 * 4 * MB, 10_000).cycles).toBe(360 + 5 * 36);
  });

  test("dirty lines come within 5 per cent of ASPLOS94's figures, after its network", () => {
    const rig = flash(4);
    const seen: Record<string, number> = {};
    let now = 0;
    const read = (cpu: number, owner: number) => {
      const at = 0x20000 + cpu * 0x1000 + owner * 0x8000; // home: node 0
      rig.access(owner, "store", at, now += 10_000);
      const { cycles, missClass } = rig.access(cpu, "load", at, now += 10_000);
      seen[name(missClass)!] = cycles;
    };
    read(0, 1);
    read(1, 0);
    read(1, 3);
    expect(seen).toMatchInlineSnapshot(`
      {
        "localDirty": 500,
        "remoteDirtyHome": 520,
        "remoteDirtyThird": 640,
      }
    `);
  });

  test("writes: a miss as a read, an upgrade without data, invalidations on top", () => {
    const rig = flash(4);
    expect(rig.access(0, "store", 0x20000, 0).cycles).toBe(120);
    expect(rig.access(0, "store", 0x20008, 1000).cycles).toBe(0);
    rig.access(0, "load", 0x30000, 2000);
    expect(rig.access(0, "store", 0x30000, 3000).cycles).toBe(0); // exclusive: no upgrade needed
    rig.access(1, "load", 0x30000, 4000);
    const upgrade = rig.access(0, "store", 0x30000, 6000);
    expect([upgrade.cycles, name(upgrade.missClass)]).toMatchInlineSnapshot(`
      [
        412,
        "upgradeLocal",
      ]
    `);
    expect(rig.access(1, "load", 0x30000, 8000).missClass).toBeGreaterThanOrEqual(0);
  });
});

describe("uma-1997", () => {
  test("every miss takes 120 cycles, whoever has the line", () => {
    const rig = new Rig({ cpus: 4, ramBytes: 16 * MB, profile: "uma-1997" });
    const step = (cpu: number, kind: "load" | "store", now: number) => rig.access(cpu, kind, 0x20000, now).cycles;
    expect(step(0, "load", 0)).toBe(120);
    expect(step(1, "load", 1000)).toBe(120); // clean in another cache
    expect(step(2, "load", 2000)).toBe(120);
    expect(step(3, "store", 3000)).toBe(120); // three invalidations
    expect(step(0, "load", 4000)).toBe(120); // dirty in another cache
    expect(step(0, "store", 5000)).toBe(120); // upgrade
  });
});
