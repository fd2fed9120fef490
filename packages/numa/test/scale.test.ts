import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createNuma, numaBytes, PROFILES, type Access, type NumaConfig } from "../src/index.ts";
import { Network } from "../src/network.ts";
import { resolve } from "../src/config.ts";

const MB = 2 ** 20;

test.each([[64, 16], [256, 4]])("%i nodes with %i MB each work: all write one line, and all read it", (cpus, megabytes) => {
  const each = megabytes * MB, trace: Access[] = [];
  for (let cpu = 0; cpu < cpus; cpu++) trace.push({ cpu, address: 0x1000, kind: "store" }, { cpu, address: cpu * each + 0x2000, kind: "store" });
  for (let cpu = 0; cpu < cpus; cpu++) trace.push({ cpu, address: 0x1000, kind: "load", gap: 1e6 }, { cpu, address: ((cpu + 1) % cpus) * each + 0x2000, kind: "load" });
  trace.push({ cpu: cpus - 1, address: 0x1000, kind: "store", gap: 2e6 });
  const { misses, cpus: perCpu, accesses } = createNuma({ cpus, ramBytes: cpus * each }).run(trace);
  expect(accesses).toBe(4 * cpus + 1);
  // One CPU's lines are at home with it; of the others' one line each is.
  expect(misses.localClean + misses.upgradeLocal + misses.localDirty).toBeGreaterThanOrEqual(cpus);
  expect(misses.upgradeRemote).toBe(1);
  // The last store takes a copy from every other CPU.
  expect(perCpu.slice(0, -1).map((c) => c.invalidations)).toEqual(Array.from({ length: cpus - 1 }, () => 1));
});

/** The formula of docs/memory.md, as it stands there. */
const formula = /```text\n(P × .*?)```/s.exec(readFileSync(new URL("../../../docs/memory.md", import.meta.url), "utf8"))![1]!; // the page has it
function evaluate(values: Readonly<Record<string, number>>): number {
  const text = formula.replaceAll(/ {2,}.*$/gm, "").replaceAll("×", "*").replaceAll("⌈", "Math.ceil(").replaceAll("⌉", ")")
    .replaceAll(/(\d) (?=[A-Z(])/g, "$1 * ").replaceAll("²", "**2").replaceAll("\n", " ");
  return new Function(...Object.keys(values), `return ${text};`)(...Object.values(values)) as number; // of this repository
}

const flash = PROFILES["flash-1997"];
test.each<[string, NumaConfig]>([
  ["1 CPU", { cpus: 1, ramBytes: 32 * MB, profile: flash }],
  ["16 CPUs", { cpus: 16, ramBytes: 512 * MB, profile: flash }],
  ["64 CPUs", { cpus: 64, ramBytes: 2048 * MB, profile: flash }],
  ["256 CPUs with page classes", { cpus: 256, ramBytes: 1024 * MB, profile: flash, pageClasses: true }],
  ["16 CPUs with journals", { cpus: 16, ramBytes: 512 * MB, profile: flash, journalBytes: 65536 }],
  ["an Origin", { cpus: 32, cpusPerNode: 2, ramBytes: 512 * MB, profile: "origin-2000" }],
  ["a bus", { cpus: 8, ramBytes: 128 * MB, profile: "uma-1997" }],
  ["far memory", { cpus: 4, cpusPerNode: 4, memoryNodes: 1, ramBytes: 128 * MB, profile: "cxl" }],
])("the formula of docs/memory.md gives what %s takes", (_, config) => {
  const r = resolve(config), bytes = evaluate({
    S: r.dataSets, T: r.fetchSets, U: r.l2Sets, P: r.cpus, N: r.nodes, W: r.profile.writeBackBuffer, B: r.profile.timing.banks,
    L: new Network(r).links.length, R: new Network(r).route.length, RAM: r.ramBytes, C: config.pageClasses ? 1 : 0, J: r.journalBytes,
  });
  // Each part begins at a multiple of 64 bytes, what decides the future and the whole are ones of 64 KB; of tables' rows and such, 4 KB.
  const rounding = 64 * (4 * r.cpus + 24) + 2 * 65536 + 4096;
  expect(numaBytes(config)).toBeGreaterThanOrEqual(bytes);
  expect(numaBytes(config)).toBeLessThan(bytes + rounding);
});
