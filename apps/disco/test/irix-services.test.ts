/** Cycles by service of the kernel: what packages/machine does with the annotations that the kernel's file has. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SYSTEM_CALLS, TABLE_2 } from "@disco-vm/irix-like";
import { readImage } from "@disco-vm/irix-like/node";
import { CATEGORIES, Machine, readAnnotations, type Category, type Services } from "@disco-vm/machine";
import { describe, expect, test } from "vitest";
import { directory, disco } from "./disco.ts";

const image = readImage("unix.elf"), root = readImage("root.img");
const WORK = "usertests exit-races copy-on-write pipe-ping-pong";

function run(cpus: number, annotated: boolean): { machine: Machine; hash: string; services: Services | undefined } {
  const machine = new Machine({
    memory: 32 << 20, cpus, image, disks: [root], maxCycles: 60e9, arguments: `exec ${WORK}`,
    ...(annotated ? { annotations: readAnnotations(image) } : {}),
  });
  expect(machine.run().exitCode).toBe(0);
  return { machine, hash: machine.hash(), services: machine.services() };
}

describe.each([1, 4])("on %i CPUs, in time", (cpus) => {
  const { machine, hash, services } = run(cpus, true), { cycles } = machine;
  const all = services!.services;
  const count = (name: string): number => all.find((s) => s.name === name)?.count ?? 0;
  const exceptions = (name: string): number => machine.statistics().cpus.reduce((sum, cpu) => sum + (cpu.exceptions[name] ?? 0), 0);

  test("annotations change no state and no cycle", () => {
    const plain = run(cpus, false);
    expect({ hash: plain.hash, cycles: plain.machine.cycles, services: plain.services }).toEqual({ hash, cycles, services: undefined });
  });

  test("cycles add up to the CPUs' time, and by category to no more than the processor says", () => {
    const { breakdown: { user, kernel, idle } } = machine.statistics();
    const spent = (category: Category): number => all.reduce((sum, s) => sum + s.cycles[category] + s.unfinished[category], 0);
    expect(CATEGORIES.reduce((sum, category) => sum + spent(category), 0)).toBe(cpus * cycles);
    expect(spent("user")).toBe(user.busy);
    expect(spent("kernel")).toBeLessThan(kernel.busy);
    expect(spent("stall")).toBeLessThanOrEqual(user.stallLocal + user.stallRemote + kernel.stallLocal + kernel.stallRemote);
    expect(spent("idle")).toBeGreaterThan(idle);
    if (cpus > 1) expect(spent("sync")).toBeGreaterThan(spent("user"));
  });

  test("services have been as many as the exceptions that the processor has taken", () => {
    const faults = ["QUICK_FAULT", "DEMAND_ZERO", "COPY_ON_WRITE", "FILE_FAULT", "VFAULT"].reduce((sum, name) => sum + count(name), 0);
    const calls = Object.keys(SYSTEM_CALLS).reduce((sum, name) => sum + count(name), 0);
    expect(services!.unmatched).toBe(0);
    expect(count("interrupt")).toBe(exceptions("Int"));
    expect(calls).toBe(exceptions("Sys") - 1); // the machine has stopped in one
    // A refill that finds no page table ends in QUICK_FAULT.
    expect(count("UTLB_MISS")).toBe(exceptions("refills") - count("QUICK_FAULT"));
    expect(faults).toBe(exceptions("Mod") + exceptions("TLBL") + exceptions("TLBS") - exceptions("refills"));
    for (const name of Object.keys(TABLE_2)) expect(count(name), name).toBeGreaterThan(0);
  });
});

test("the command prints them beside Table 2, and puts them into the statistics file", async () => {
  const { status, stdout, stderr } = await disco(["run", "irix", "--memory", "32M", "--timing", "off", "--services", "--stats", "services.json", "--exec", "echo typed"]);
  expect({ status, stdout: stdout.replaceAll("\r", "").split("\n").at(-2) }).toEqual({ status: 0, stdout: "typed" });
  const [head, ...rows] = stderr.trimEnd().split("\n").map((line) => line.split(/ {2,}/));
  expect(head).toEqual(["service", "times", "us each", "IRIX 5.3", "least", "most", ...CATEGORIES.map((c) => `${c} ms`), "share"]);
  const { cycles, services } = JSON.parse(readFileSync(join(directory, "services.json"), "utf8")) as { cycles: number; services: Services };
  expect(services).toMatchObject({ cpus: 1, cycles, unmatched: 0 });
  expect(rows.map(([name]) => name)).toEqual(services.services.map(({ name }) => name));
  const execve = services.services.find(({ name }) => name === "execve")!;
  expect(rows.find(([name]) => name === "execve")!.slice(1, 4)).toEqual(["2", (CATEGORIES.reduce((sum, category) => sum + execve.cycles[category], 0) / 2 / 400).toFixed(3), "437"]);
  expect(rows.reduce((sum, row) => sum + Number.parseFloat(row.at(-1)!), 0)).toBeCloseTo(100, 0);
});

test("images without annotations, and virtual machines, are refused", async () => {
  const refused = async (...args: string[]): Promise<string> => {
    const { status, stderr } = await disco(["run", ...args, "--services"]);
    expect(status).toBe(200);
    return stderr;
  };
  expect(await refused("hello")).toContain("--services: expected an image with annotations (<disco/annotate.h>), as irix has, got hello, which has none");
  expect(await refused("hello", "--monitor", "disco")).toContain("expected --services on bare metal, got --monitor");
});
