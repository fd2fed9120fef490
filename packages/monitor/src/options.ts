/** What a user says of the monitor and its virtual machines, checked, with what is left out filled in. */
import { MAX_CPUS, SSEG_DIRECT_BYTES } from "@disco-vm/abi";
import type { Image } from "@disco-vm/machine";
import { costs, type CostTable } from "./costs.ts";
import { DiscoError } from "./errors.ts";
import { PAGE } from "./layout.ts";
import type { SecondShape } from "./plan.ts";
import { firstTouch, type Placement } from "./policies/placement.ts";
import { affinity, type Scheduler } from "./policies/scheduler.ts";

export interface VmOptions {
  /** A big-endian MIPS ELF file, linked to the supervisor segment, or what one would load. */
  readonly image: Uint8Array | Image;
  /** Bytes of guest-physical memory, a multiple of 4096, at most 256 MB. */
  readonly memory: number;
  /** Virtual CPUs; may be more than the machine has. Default: as many as the machine has. */
  readonly cpus?: number;
  readonly arguments?: string;
  readonly name?: string;
}
export interface DiscoOptions {
  readonly vms: readonly VmOptions[];
  /** Entries of each virtual CPU's second-level TLB, a power of two from 64 to 65536, or 0 for none; default 1024. */
  readonly secondLevelTlb?: number | { readonly entries: number; readonly ways: 1 | 2 };
  /** Cycles that a virtual CPU may run while others wait for its CPU; default 4,000,000 (10 ms). */
  readonly timeSlice?: number;
  /** Checks every structure that an entry touched, and all of them now and then. */
  readonly audit?: boolean;
  readonly scheduler?: Scheduler;
  readonly placement?: Placement;
  /** Multiplies every charge of the cost table; default 1. For sensitivity. */
  readonly costScale?: number;
  /** Replaces entries of the cost table. */
  readonly costs?: Partial<CostTable>;
}

export interface Settings {
  readonly vms: readonly (Required<Omit<VmOptions, "cpus">> & { readonly cpus: number | null })[];
  readonly second: SecondShape;
  readonly timeSlice: number;
  readonly audit: boolean;
  readonly scheduler: Scheduler;
  readonly placement: Placement;
  readonly costScale: number;
  readonly costs: CostTable;
}

const refuse = (expected: string, got: unknown, advice: string): never => {
  throw new DiscoError("options", `Disco: expected ${expected}, got ${String(got)}; ${advice}`);
};

export function settingsOf(options: DiscoOptions): Settings {
  const { secondLevelTlb = 1024, timeSlice = 4_000_000, costScale = 1 } = options;
  if (options.vms.length === 0) refuse("at least one virtual machine", "none", "describe one in `vms`");
  const second: SecondShape = typeof secondLevelTlb === "number" ? { entries: secondLevelTlb, ways: 1 } : secondLevelTlb;
  const power = Number.isInteger(Math.log2(second.entries));
  if (second.entries !== 0 && !(power && second.entries >= 64 && second.entries <= 65536))
    refuse("secondLevelTlb to be 0 or a power of two from 64 to 65536", second.entries, "1024 is the default");
  if (second.ways !== 1 && !(second.ways === 2 && second.entries <= 1024))
    refuse("1 way, or 2 ways of at most 1024 entries in all", `${String(second.ways)} ways of ${second.entries}`, "the second way must be within reach of a 16-bit displacement");
  if (!Number.isInteger(timeSlice) || timeSlice < 10_000) refuse("timeSlice to be at least 10,000 cycles", timeSlice, "a switch alone costs hundreds");
  if (!(costScale >= 0) || !Number.isFinite(costScale)) refuse("costScale to be a number from 0 up", costScale, "1 charges the table as it is");
  const scheduler: Scheduler = options.scheduler ?? affinity, placement: Placement = options.placement ?? firstTouch;
  return {
    vms: options.vms.map(vmSettings), second, timeSlice, audit: options.audit ?? false, scheduler, placement, costScale,
    costs: { ...costs, ...options.costs },
  };
}

function vmSettings(vm: VmOptions, id: number): Settings["vms"][number] {
  const name = vm.name ?? `vm${id}`;
  if (!Number.isInteger(vm.memory / PAGE) || vm.memory <= 0)
    refuse(`memory of ${name} to be a multiple of ${PAGE} bytes`, vm.memory, "round it up");
  if (vm.memory > SSEG_DIRECT_BYTES)
    refuse(`at most ${SSEG_DIRECT_BYTES} bytes of memory for ${name}`, vm.memory, "a guest sees its memory in half of the supervisor segment");
  if (vm.cpus !== undefined && !(Number.isInteger(vm.cpus) && vm.cpus >= 1 && vm.cpus <= MAX_CPUS))
    refuse(`1 to ${MAX_CPUS} virtual CPUs for ${name}`, vm.cpus, "leave it out for as many as the machine has");
  return { name, image: vm.image, memory: vm.memory, cpus: vm.cpus ?? null, arguments: vm.arguments ?? "" };
}
