import { describe, expect, test } from "vitest";
import { radixFigure } from "../src/report/figure.ts";
import { discoTable } from "../src/report/disco-table.ts";
import { speedTable } from "../src/report/speed-table.ts";
import { radixTable, series, speedup } from "../src/report/table.ts";
import { breakdown, madeUp } from "./runs.ts";

const one = madeUp({ cpus: 1, cycles: 1_000_000 });
const two = madeUp({ cpus: 2, cycles: 600_000, breakdownCycles: breakdown({ user: 900_000, stallRemote: 240_000, monitor: 60_000 }) });
const bare = madeUp({ cpus: 1, cycles: 800_000, monitor: "none", correct: false });

describe("the table", () => {
  test("has one row a run, grouped by machine, and every category's share", () => {
    expect(radixTable([two, bare, one]).split("\n").map((line) => line.replace(/ +/g, " ").trim())).toEqual([
      "CPUs ms speedup sort ms speedup user local remote kernel Disco idle MIPS correct",
      "flash-1997, Disco",
      "1 2.50 1.00 1.25 1.00 100.0% 0.0% 0.0% 0.0% 0.0% 0.0% 0.0 yes",
      "2 1.50 1.67 0.75 1.67 75.0% 0.0% 20.0% 0.0% 5.0% 0.0% 0.0 yes",
      "flash-1997, bare metal",
      "1 2.00 1.00 1.00 1.00 100.0% 0.0% 0.0% 0.0% 0.0% 0.0% 0.0 NO",
    ]);
  });

  test("says nothing of a speedup without a run on one CPU", () => {
    expect(speedup(two, [two])).toBeUndefined();
    expect(radixTable([two])).toMatch(/1\.50 +- /);
  });

  test("of Disco's time shows how many TLB refills took a handler, and nothing of bare metal", () => {
    const disco = {
      busy: 30_000, stallLocal: 20_000, stallRemote: 10_000, refills: 200, refillsToHandlers: 50,
      entries: { TLBS: 50, CpU: 5 }, handlerInstructions: { TLBS: 9000, CpU: 1000 }, cycles: { TLBS: 40_000, CpU: 10_000 }, pages: [20, 12],
    };
    expect(discoTable([bare, { ...two, disco }]).split("\n").map((line) => line.replace(/ +/g, " ").trim())).toEqual([
      "What Disco's time consists of",
      "CPUs time busy local remote refills by handlers entries instructions pages",
      "flash-1997",
      "2 5.0% 50.0% 33.3% 16.7% 200 50 55 10000 32",
    ]);
  });

  test("of the simulator's speed names flavour, machine and rate", () => {
    expect(speedTable([{ flavour: "functional", profile: null, monitor: "none", cpus: 1, keys: 5, correct: true, instructions: 2e6, hostSeconds: 0.02, hostCpuSeconds: 0.03, simulatedMips: 100 }]))
      .toMatch(/functional +- +bare metal +5 +2\.0 +0\.02 +0\.03 +100\.0$/);
  });
});

describe("the figure", () => {
  const names = ["user", "user stall, local", "user stall, remote", "kernel", "Disco", "idle"];

  test("shows every machine, number of CPUs, category and speedup", async () => {
    const svg = await radixFigure([one, two, bare], { keys: 1234, seed: 1 });
    for (const text of ["1,234 keys", "flash-1997", "Disco", "bare metal", "1.67×", ...names]) expect(svg).toContain(`>${text}`.replace(">1,234", "1,234"));
    expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    expect(svg).not.toMatch(/NaN|undefined/);
  });

  test("draws bars in proportion to what they stand for", async () => {
    const svg = await radixFigure([one, two], { keys: 1, seed: 1 });
    // Bars of a machine start at the same x; a rounded path "M0,yhWvHh-WZ" has its height after v.
    const heights = [...svg.matchAll(/aria-roledescription="bar"[^>]* d="M[^h]*h[\d.]+v(-?[\d.]+)/g)].map(([, height]) => Math.abs(Number(height)));
    const tallest = Math.max(...heights), sorted = heights.filter((h) => h > 0).sort((a, b) => b - a);
    // 100 (one CPU), then of 120: 90, 24, 6.
    expect(sorted.map((h) => Math.round((100 * h) / tallest))).toEqual([100, 90, 24, 6]);
  });

  test("is the same each time", async () => {
    const draw = () => radixFigure([one, two, bare], { keys: 1234, seed: 1 });
    expect(await draw()).toBe(await draw());
  });
});

test("runs of a machine are ordered by CPUs", () => {
  expect(series([two, one, bare]).map(({ name, runs }) => [name, runs.map((r) => r.cpus)])).toEqual([["flash-1997, Disco", [1, 2]], ["flash-1997, bare metal", [1]]]);
});
