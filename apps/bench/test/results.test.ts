import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { breakdownOf, fractionsOf, totalOf } from "../src/radix/breakdown.ts";
import { provenance } from "../src/results-file/provenance.ts";
import { jsonSchema, resultsSchema, SCHEMA, type Results, type Run } from "../src/results-file/schema.ts";
import { breakdown, madeUp } from "./runs.ts";

const configuration = {
  keys: 10, radix: 1024, maxKey: 524288, memory: 64 << 20, profiles: ["flash-1997" as const], monitors: ["disco" as const], cpus: [1], quick: false, jobs: 1,
};
const results = (run: Run): Results => ({
  schema: SCHEMA, provenance: provenance([], 1, configuration, []), experiments: { radix: { runs: [run], speed: [] } },
});

test("results with everything in its place are valid", () => {
  expect(resultsSchema.parse(results(madeUp({ cpus: 2, cycles: 100 })))).toBeDefined();
});

test("categories that do not sum to elapsed cycles times CPUs are refused", () => {
  const run = madeUp({ cpus: 2, cycles: 100, breakdownCycles: breakdown({ user: 199 }) });
  expect(() => resultsSchema.parse(results(run))).toThrow(/must sum to its cycles times its CPUs/);
});

test.each([
  ["cycles that are no whole number", { cycles: 100.5 }],
  ["a hash that is none", { stateHash: "xyz" }],
  ["an unknown profile", { profile: "cray" }],
  ["a run without a verdict", { correct: undefined }],
])("%s: refused", (_, wrong) => {
  const run = { ...madeUp({ cpus: 1, cycles: 100 }), ...wrong } as unknown as Run; // wrong on purpose
  expect(() => resultsSchema.parse(results(run))).toThrow();
});

test("the published JSON schema is what the code has (pnpm run generate)", () => {
  expect(readFileSync(new URL("../results.schema.json", import.meta.url), "utf8")).toBe(jsonSchema());
});

test("provenance names versions, Node and, in a repository, the commit", () => {
  const p = provenance(["radix-disco"], 5, configuration, []);
  expect(p.packages["@disco-vm/monitor"]).toMatch(/^\d+\.\d+\.\d+/);
  expect(p.images["radix-disco"]).toMatch(/^[0-9a-f]{64}$/);
  expect(p).toMatchObject({ seed: 5, node: process.version, configuration });
  if (p.git) expect(p.git.commit).toMatch(/^[0-9a-f]{40}$/);
});

const cycles = (busy: number, stallLocal: number, stallRemote: number) => ({ busy, stallLocal, stallRemote });

test("kernel mode is the program's time on bare metal, and a guest's kernel's under the monitor", () => {
  const statistics = { breakdown: { user: cycles(1, 2, 4), kernel: cycles(8, 16, 32), monitor: cycles(64, 128, 256), idle: 512 } };
  expect(breakdownOf(statistics, "disco")).toEqual({ user: 1, stallLocal: 2, stallRemote: 4, kernel: 56, monitor: 448, idle: 512 });
  expect(breakdownOf(statistics, "none")).toEqual({ user: 9, stallLocal: 18, stallRemote: 36, kernel: 0, monitor: 448, idle: 512 });
  expect(totalOf(breakdownOf(statistics, "none"))).toBe(1023);
});

test("fractions sum to one", () => {
  expect(totalOf(fractionsOf(breakdown({ user: 1, stallLocal: 1, idle: 1 })))).toBeCloseTo(1, 12);
});
