import { MAX_CPUS, MAX_DISKS, RAM } from "@disco-vm/abi";
import type { Image } from "./boot.ts";
import type { ConsoleEnds } from "./devices/console.ts";
import { MemoryDisk, type DiskStore } from "./devices/disk-store.ts";
import type { Profile, ProfileName } from "@disco-vm/numa";
import { MachineError } from "./errors.ts";
import type { Monitor } from "./monitor.ts";
import { profileOf } from "./numa-side.ts";
import type { Annotation } from "./services/annotations.ts";

/** A marker that software wrote to the annotation device. */
export interface Marker {
  readonly cpu: number;
  readonly cycle: number;
  readonly value: bigint;
}

export interface MachineOptions {
  /** The memory system, by name or as data; the functional flavour has none. Default "flash-1997". */
  readonly profile?: ProfileName | Profile;
  /** Processors, each a node of its own: 1 to 64 (`MAX_CPUS` of packages/abi). Default 1. */
  readonly cpus?: number;
  /** Bytes of RAM in all nodes together. Default 64 MB. */
  readonly memory?: number;
  /** False: functional, no caches, one cycle an instruction. Default true. */
  readonly timing?: boolean;
  /** 0: the interpreter alone; 1: with translations. States and cycles are the same. Default 1. */
  readonly tier?: 0 | 1;
  /** Software below the guests; without one, software runs on bare metal. */
  readonly monitor?: Monitor;
  /** What to start on bare metal: an ELF file, or what is in one. */
  readonly image?: Uint8Array | Image;
  /** What the software finds as bootargs. */
  readonly arguments?: string;
  /** What the software finds as its seed, for anything it wants to be random. Default 0. */
  readonly seed?: number;
  /**
   * L2 misses of a CPU to a page, since they were last cleared, at which IP5 of the CPU comes up (docs/bare-metal.md): up to 65535,
   * or 0 for never. Default 0. Without caches nothing is counted.
   */
  readonly hotPageThreshold?: number;
  /** Seed of small random delays, by which runs differ that are otherwise the same; see `Noise`. Default: none. */
  readonly noise?: number | undefined;
  /** The monitor's invariants are checked every thousand entries. */
  readonly audit?: boolean;
  readonly console?: Partial<ConsoleEnds>;
  /** What is on each disk: bytes, which stay as they are, or a store that keeps what is written. At most 16. */
  readonly disks?: readonly (DiskStore | Uint8Array)[];
  /** What software says about its services, for `Machine.services`; bare metal only. Changes no state and no cycle. */
  readonly annotations?: readonly Annotation[];
  /** Called as each marker is written. */
  readonly onMarker?: (marker: Marker) => void;
  /** The run ends when every CPU has come this far. */
  readonly maxCycles?: number;
}

/** Options with their defaults, checked. */
export interface Settings extends Required<Omit<MachineOptions, "monitor" | "image" | "console" | "onMarker" | "profile" | "disks" | "noise" | "annotations">> {
  readonly profile: Profile;
  readonly noise: number | undefined;
  readonly monitor: Monitor | undefined;
  readonly image: Uint8Array | Image | undefined;
  readonly console: ConsoleEnds;
  readonly disks: readonly DiskStore[];
  readonly annotations: readonly Annotation[] | undefined;
  readonly onMarker: (marker: Marker) => void;
}

/** Counters of misses have 16 bits. */
const MOST_MISSES = 0xffff;
const LEAST_NODE_BYTES = 4 * RAM.aliasBytes;

const nothing = (): void => undefined;

export function settle(o: MachineOptions): Settings {
  const cpus = o.cpus ?? 1, memory = o.memory ?? 64 * 2 ** 20, seed = o.seed ?? 0;
  if (!Number.isInteger(cpus) || cpus < 1 || cpus > MAX_CPUS)
    throw new MachineError("bad-option", `Machine: expected cpus from 1 to ${MAX_CPUS}, got ${cpus}; choose one of these`);
  const grain = cpus * RAM.aliasBytes;
  if (!Number.isInteger(memory) || memory % grain || memory < cpus * LEAST_NODE_BYTES) {
    const near = Math.max(cpus * LEAST_NODE_BYTES, Math.ceil(memory / grain) * grain);
    throw new MachineError("bad-option",
      `Machine: expected memory in multiples of ${grain} bytes (64 KB a node) and at least ${cpus * LEAST_NODE_BYTES}, ` +
      `got ${memory}; use ${Number.isFinite(near) ? near : 64 * 2 ** 20}`);
  }
  for (const [name, value] of [["a seed", seed], ["noise", o.noise ?? 0]] as const)
    if (!Number.isSafeInteger(value) || value < 0)
      throw new MachineError("bad-option", `Machine: expected ${name} from 0 to 2^53 - 1, got ${value}; choose one of these`);
  const hotPageThreshold = o.hotPageThreshold ?? 0;
  if (!Number.isInteger(hotPageThreshold) || hotPageThreshold < 0 || hotPageThreshold > MOST_MISSES)
    throw new MachineError("bad-option", `Machine: expected hotPageThreshold from 0 to ${MOST_MISSES}, got ${hotPageThreshold}; 0 turns the interrupt off`);
  const maxCycles = o.maxCycles ?? Infinity;
  if (!(maxCycles > 0)) throw new MachineError("bad-option", `Machine: expected maxCycles above 0, got ${maxCycles}; leave it out for no limit`);
  if (o.monitor && o.image)
    throw new MachineError("bad-option", "Machine: expected an image or a monitor, got both; give the image to the monitor");
  if (o.monitor && o.annotations) throw new MachineError("bad-option", "Machine: expected annotations or a monitor, got both; annotations are of software on bare metal");
  const disks = (o.disks ?? []).map((disk) => (disk instanceof Uint8Array ? new MemoryDisk(disk) : disk));
  if (disks.length > MAX_DISKS) throw new MachineError("bad-option", `Machine: expected at most ${MAX_DISKS} disks, got ${disks.length}; leave some out`);
  return {
    disks, profile: profileOf(o.profile ?? "flash-1997"), cpus, memory, seed, noise: o.noise, hotPageThreshold, maxCycles, timing: o.timing ?? true, tier: o.tier ?? 1, arguments: o.arguments ?? "", audit: o.audit ?? false,
    monitor: o.monitor, image: o.image, annotations: o.annotations, onMarker: o.onMarker ?? nothing,
    console: { write: o.console?.write ?? nothing, ...(o.console?.read ? { read: o.console.read } : {}) },
  };
}

