import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createNuma, encodeTrace, PROFILES, type Access, type NumaReport } from "@disco-vm/numa";
import { afterAll, expect, inject, test } from "vitest";

const directory = mkdtempSync(join(tmpdir(), "disco-numa-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const path = (name: string): string => join(directory, name);

function run(...args: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [join(inject("commands"), "numa.js"), ...args], (_error, stdout, stderr) => resolve({ status: child.exitCode ?? -1, stdout, stderr }));
  });
}

const header = { cpus: 4, nodes: 4, ramBytes: 16 << 20 };
const accesses: Access[] = Array.from({ length: 20_000 }, (_, n) =>
  ({ cpu: n % 4, address: ((n * 7919) % (1 << 17)) * 128, kind: n % 3 ? "load" : "store", gap: n % 5 }));
writeFileSync(path("trace"), Buffer.concat([...encodeTrace(header, accesses)]));

test("simulate prints what the trace costs, and writes the report and a picture", async () => {
  const { status, stdout, stderr } = await run("simulate", path("trace"), "--profile", "origin-2000", "--json", path("report.json"), "--svg", path("report.svg"));
  expect([status, stderr]).toEqual([0, ""]);
  const report = JSON.parse(readFileSync(path("report.json"), "utf8")) as NumaReport;
  expect(report).toEqual(JSON.parse(JSON.stringify(createNuma({ cpus: 4, ramBytes: 16 << 20, profile: "origin-2000" }).run(accesses))));
  for (const { missClass, misses } of report.latency) expect(stdout).toMatch(new RegExp(`^${missClass} +${misses} `, "m"));
  expect(stdout).toMatch(/^node 1 in /m);
  const svg = readFileSync(path("report.svg"), "utf8");
  expect(svg).toMatch(/^<svg /);
  for (const text of ["latency of a miss, ns", "bytes over the link", "remoteClean"]) expect(svg).toContain(text);
});

test("without contention it takes less", async () => {
  const time = async (...options: string[]): Promise<number> => Number(/ in (\d+) ns/.exec((await run("simulate", path("trace"), ...options)).stdout)?.[1]);
  expect(await time("--no-contention")).toBeLessThan(await time());
});

test.each<[string, Buffer | undefined, string]>([
  ["no file", undefined, "no such file"],
  ["another file", Buffer.from("#!/bin/sh\n".repeat(10)), 'byte 0: expected "NUMATRC1"'],
  ["a file cut short", readFileSync(path("trace")).subarray(0, 1000), "byte 992: expected a record of 16 bytes, got 8"],
])("%s is refused, exit code 2", async (name, bytes, message) => {
  if (bytes) writeFileSync(path(name), bytes);
  const { status, stderr } = await run("simulate", path(name));
  expect(status).toBe(2);
  expect(stderr).toContain(message);
});

test("explore prints states and violations", async () => {
  expect(await run("explore")).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\d+ states, \d+ transitions, 0 violations\n/) });
  expect(await run("explore", "--max-states", "100")).toMatchObject({ status: 1, stdout: expect.stringContaining("gave up") });
  expect(await run("explore", "--nodes", "9")).toMatchObject({ status: 2, stderr: expect.stringContaining("from 1 to 4") });
});

test("profiles shows all, and the numbers of one with their sources", async () => {
  const { stdout } = await run("profiles");
  for (const name of Object.keys(PROFILES)) expect(stdout).toMatch(new RegExp(`^${name} `, "m"));
  expect(stdout).toMatch(/^flash-1997 +mesh +300 +1250 +900 +1300 +1555$/m);
  const one = await run("profiles", "flash-1997");
  expect(one.stdout).toMatch(/^remoteClean +900 ns +issue 32 \+ forward 20 \+ transit 102/m);
  expect(one.stdout).toMatch(/^timing\.occupancy\.read +44 +ASPLOS94/m);
  expect((await run("profiles", "flash")).status).toBe(2);
});
