import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { CATEGORIES } from "../src/radix/breakdown.ts";
import { resultsSchema, type Results, type Run } from "../src/results-file/schema.ts";

const directory = mkdtempSync(join(tmpdir(), "disco-bench-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function bench(...args: string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(inject("commands"), "bench.js"), ...args], { cwd: directory, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "", stderr = "";
    child.stdout.on("data", (data: Buffer) => { stdout += String(data); });
    child.stderr.on("data", (data: Buffer) => { stderr += String(data); });
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, stdout, stderr }));
  });
}

const tiny = (out: string, ...more: string[]): Promise<Ended> =>
  bench("--only", "radix", "--out", join(directory, out), "--keys", "2048", "--cpus", "1,2", "--profiles", "flash-1997", "--no-speed", ...more);

const read = (out: string): Results => resultsSchema.parse(JSON.parse(readFileSync(join(directory, out, "results.json"), "utf8")));
/** All of a run but how long the host took. */
const lasting = (run: Run): unknown => ({ ...run, hostSeconds: 0, hostCpuSeconds: 0, simulatedMips: 0 });

describe("Radix, tiny", () => {
  let ended: Ended, first: Results;
  beforeAll(async () => {
    ended = await tiny("first");
    expect(ended.stderr).not.toMatch(/FAILED/);
    first = read("first");
  }, 300_000);

  test("ends well, with a table, a figure and results", () => {
    expect(ended.status).toBe(0);
    expect(ended.stdout).toMatch(/^ *CPUs +ms +speedup/m);
    expect(ended.stdout).toMatch(/^ +2 .* yes$/m);
    expect(readdirSync(join(directory, "first")).sort()).toEqual(["radix.svg", "results.json"]);
    expect(Object.keys(first)).toEqual(["schema", "provenance", "experiments"]);
  });

  test("where nobody watches, progress is plain lines", () => {
    expect(ended.stderr).toMatch(/^4\/4 flash-1997, .*: correct, [\d.]+ ms simulated in [\d.]+ s/m);
    // eslint-disable-next-line no-control-regex -- that there is none is what is tested
    expect(ended.stderr + ended.stdout).not.toMatch(/\u001b/);
  });

  test("every run is correct, and its categories tile its time", () => {
    const { runs } = first.experiments.radix;
    expect(runs.map((r) => [r.profile, r.monitor, r.cpus])).toEqual([
      ["flash-1997", "disco", 1], ["flash-1997", "disco", 2], ["flash-1997", "none", 1], ["flash-1997", "none", 2],
    ]);
    for (const run of runs) {
      expect(run).toMatchObject({ correct: true, problem: null });
      expect(CATEGORIES.reduce((n, name) => n + run.breakdownCycles[name], 0)).toBe(run.cycles * run.cpus);
      expect(CATEGORIES.reduce((n, name) => n + run.breakdown[name], 0)).toBeCloseTo(1, 9);
      expect(run.breakdown.monitor > 0).toBe(run.monitor === "disco");
      expect(run.disco === null).toBe(run.monitor === "none");
      if (run.disco) expect(run.disco.busy + run.disco.stallLocal + run.disco.stallRemote).toBe(run.breakdownCycles.monitor);
    }
  });

  test("the number of CPUs changes the time, never the output", () => {
    const { runs } = first.experiments.radix;
    expect(new Set(runs.map((r) => r.cycles)).size).toBe(runs.length);
    expect(new Set(runs.map((r) => r.outputHash)).size).toBe(1);
  });

  test("a second run is the same to the bit, one machine at a time or two", async () => {
    const { status } = await tiny("second", "--jobs", "1");
    expect(status).toBe(0);
    expect(read("second").experiments.radix.runs.map(lasting)).toEqual(first.experiments.radix.runs.map(lasting));
  }, 300_000);

  test("another seed gives other hashes", async () => {
    await tiny("seed", "--seed", "2", "--cpus", "1");
    const { runs } = read("seed").experiments.radix, before = first.experiments.radix.runs.filter((r) => r.cpus === 1);
    expect(runs.map((r) => r.correct)).toEqual([true, true]);
    runs.forEach((run, n) => {
      expect(run.outputHash).not.toBe(before[n]!.outputHash);
      expect(run.stateHash).not.toBe(before[n]!.stateHash);
    });
  }, 300_000);

  test("the simulator's speed is measured, functional and timed", async () => {
    const { stdout } = await bench("--out", join(directory, "speed"), "--keys", "2048", "--cpus", "1", "--profiles", "uma-1997", "--monitors", "none");
    expect(read("speed").experiments.radix.speed).toMatchObject([
      { flavour: "functional", profile: null, monitor: "none", cpus: 1, correct: true }, { flavour: "timed", profile: "uma-1997", monitor: "none", cpus: 1, correct: true },
    ]);
    expect(stdout).toMatch(/^functional .* bare metal/m);
  }, 300_000);
});

test.each([
  [["--only", "radx"], /Did you mean "radix"\?/],
  [["--profiles", "flash-1997,uma1997"], /got "uma1997". Did you mean "uma-1997"\?/],
  [["--cpus", "1,99"], /from 1 to 64, got "99". The nearest is 64/],
  [["--keys", "many"], /a whole number/],
  [["--jobs", "0"], /The nearest is 1/],
  [["--sead", "1"], /Did you mean --seed\?/],
  [["--monitors", "xen"], /Expected disco or none/],
  [["--out", process.execPath], /cannot write to .*; choose another directory with --out/],
])("%j is refused", async (args, message) => {
  const { status, stderr } = await bench(...args);
  expect(stderr).toMatch(message);
  expect(status).toBe(2);
  expect(existsSync(join(directory, "results"))).toBe(false);
});
