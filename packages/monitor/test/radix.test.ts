/** Radix on SPLASHOS: the whole slice, on 1 to 8 virtual CPUs, and on more of them than CPUs. */
import { Machine, type MachineOptions } from "@disco-vm/machine";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { Disco } from "../src/index.ts";

const file = fileURLToPath(new URL("../../workloads/dist/images/radix-disco.elf", import.meta.url));
const KEYS = 16384, MB = 2 ** 20;
const LINE = /^radix: 16384 keys below 524288, radix 1024, seed 1: sorted, sum (\d+), fingerprint ([0-9a-f]{16})\n$/;

interface Case { readonly vcpus: number; readonly machine: MachineOptions }

interface Outcome { readonly output: string; readonly exitCode: number | undefined; readonly audit: readonly string[]; readonly cycles: number; readonly hash: string }

function radix({ vcpus, machine: options }: Case, audit = true): Outcome {
  const bytes: number[] = [];
  const disco = new Disco({ audit, vms: [{ image: readFileSync(file), memory: 16 * MB, cpus: vcpus, arguments: `-p ${vcpus} -n ${KEYS}` }] });
  const machine = new Machine({ memory: 64 * MB, maxCycles: 1e9, ...options, monitor: disco, console: { write: (b) => bytes.push(...b) } });
  const { exitCode, cycles } = machine.run();
  return { output: String.fromCharCode(...bytes), exitCode, audit: disco.audit(), cycles, hash: machine.hash() };
}

const cases: readonly Case[] = [
  ...[1, 2, 4, 8].map((cpus) => ({ vcpus: cpus, machine: { cpus, timing: false } })),
  ...[1, 2].map((cpus) => ({ vcpus: cpus, machine: { cpus, timing: true } })),
  { vcpus: 3, machine: { cpus: 2, timing: false } },
];
// Images are built by `pnpm build`; without them there is nothing to run.
test.skipIf(!existsSync(file)).each(cases)("Radix on $vcpus virtual CPUs: $machine", (c) => {
  const { output, exitCode, audit } = radix(c);
  expect(output).toMatch(LINE);
  expect(exitCode).toBe(0);
  expect(audit).toEqual([]);
});

// As above: there is nothing to run without the images.
test.skipIf(!existsSync(file)).each([true, false])("timing %s: translations and the interpreter alone come to the same state", (timing) => {
  const c = { vcpus: 2, machine: { cpus: 2, timing } };
  expect(radix({ ...c, machine: { ...c.machine, tier: 1 } })).toEqual(radix({ ...c, machine: { ...c.machine, tier: 0 } }));
});

test.skipIf(!existsSync(file))("a second run is the same to the bit, audited or not", () => {
  const c = { vcpus: 2, machine: { cpus: 2, timing: true } };
  expect(radix(c)).toEqual(radix(c, false));
});
