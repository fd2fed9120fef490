import { PAGE_BYTES, SSEG_DIRECT_BYTES } from "@disco-vm/abi";
import { withMemoryDisk } from "@disco-vm/irix-like";
import { Machine, MachineError, readAnnotations, type Annotation, type ConsoleEnds, type MachineErrorCode } from "@disco-vm/machine";
import { ElfError } from "@disco-vm/mips";
import { Disco, DiscoError } from "@disco-vm/monitor";
import { NumaError } from "@disco-vm/numa";
import { CliError, type ExitName } from "../exit-codes.ts";
import { IRIX, loadDisks, type Image } from "../image.ts";
import type { RunOptions } from "./options.ts";

/** The machine that the options describe, with the image loaded. */
export function build(image: Image, o: RunOptions, console: Partial<ConsoleEnds>): Machine {
  const disks = loadDisks(image.name, o.disk);
  if (o.monitor !== "none" && image.name !== IRIX && disks.length > 0) throw new CliError("badOption", "expected disks on bare metal or with irix, got --monitor: virtual machines have none yet");
  const annotations = o.services ? annotationsOf(image, o) : undefined;
  const machine = {
    ...(annotations ? { annotations } : {}),
    profile: o.profile, cpus: o.cpus, memory: o.memory, timing: o.timing === "on", tier: o.tier === "1" ? (1 as const) : (0 as const), seed: o.seed, noise: o.noise, audit: o.audit, console,
  };
  try {
    const boot = { image: image.bytes, arguments: o.exec === undefined ? o.append : `exec ${o.exec}` };
    if (o.monitor === "none") return new Machine({ ...machine, ...boot, disks });
    const vm = { ...boot, ...(disks[0] && { image: withMemoryDisk(image.elf, disks[0]) }), memory: guestMemory(o) };
    return new Machine({ ...machine, monitor: new Disco({ vms: [vm], audit: o.audit }) });
  } catch (error) {
    throw asCliError(error);
  }
}

function annotationsOf(image: Image, o: RunOptions): readonly Annotation[] {
  if (o.monitor !== "none") throw new CliError("badOption", "expected --services on bare metal, got --monitor: the services of virtual machines are not told apart");
  try {
    const annotations = readAnnotations(image.bytes);
    if (annotations.length > 0) return annotations;
  } catch (error) {
    throw error instanceof ElfError ? new CliError("badImage", `${image.name}: ${error.message}`) : asCliError(error);
  }
  throw new CliError("badOption", `--services: expected an image with annotations (<disco/annotate.h>), as irix has, got ${image.name}, which has none`);
}

/** Guest-physical memory of the one virtual machine: the monitor needs some of the machine's for itself. */
export function guestMemory(o: RunOptions): number {
  return o.vmMemory ?? Math.min(SSEG_DIRECT_BYTES, Math.floor((o.memory * 3) / 4 / PAGE_BYTES) * PAGE_BYTES);
}

const OF_MACHINE: Readonly<Record<MachineErrorCode, ExitName>> = {
  "bad-option": "badOption",
  "bad-device-tree": "badOption",
  "memory-budget": "memoryBudget",
  "bad-image": "badImage",
  "image-does-not-fit": "doesNotFit",
  "monitor-misuse": "invariant",
};
const OF_DISCO: Readonly<Record<DiscoError["code"], ExitName>> = { options: "badOption", overcommit: "memoryBudget", layout: "memoryBudget" };

function asCliError(error: unknown): unknown {
  if (error instanceof MachineError) return new CliError(OF_MACHINE[error.code], error.message);
  if (error instanceof DiscoError) return new CliError(OF_DISCO[error.code], error.message);
  if (error instanceof NumaError) return new CliError("badOption", error.message);
  return error;
}
