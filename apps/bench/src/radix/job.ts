import { RADIX_DEFAULTS } from "@disco-vm/workloads";
import type { ProfileName } from "@disco-vm/numa";

export const MONITORS = ["disco", "none"] as const;
export type MonitorName = (typeof MONITORS)[number];

/** One run of Radix on one machine: everything that decides its result. Plain data: it goes to a child process. */
export interface RadixJob {
  readonly profile: ProfileName;
  readonly monitor: MonitorName;
  readonly cpus: number;
  /** With caches, coherence and latencies, or one cycle an instruction. */
  readonly timing: boolean;
  readonly keys: number;
  readonly radix: number;
  readonly maxKey: number;
  readonly seed: number;
  /** Bytes of RAM, all nodes together. */
  readonly memory: number;
}

/** Instructions that Radix needs for a key, all phases together, and to start and end. */
const INSTRUCTIONS_A_KEY = 180, INSTRUCTIONS_BESIDE = 300_000;

/** About how many instructions a job takes, without waiting: for estimates and limits, never for a result. */
export const expectedInstructions = ({ keys }: Pick<RadixJob, "keys">): number => INSTRUCTIONS_A_KEY * keys + INSTRUCTIONS_BESIDE;

/** A run that takes longer has gone wrong: one CPU needs not two cycles an instruction, and more CPUs should help. */
export const cycleLimit = (job: Pick<RadixJob, "keys">): number => 4 * expectedInstructions(job) + 100_000_000;

/** What all jobs of an experiment have in common. */
export type RadixInput = Pick<RadixJob, "keys" | "radix" | "maxKey" | "seed">;

export const radixInput = (keys: number, seed: number): RadixInput => ({ keys, radix: RADIX_DEFAULTS.radix, maxKey: RADIX_DEFAULTS.maxKey, seed });

const MEGABYTE = 2 ** 20;
const LEAST_MEMORY = 64 * MEGABYTE;

/** Two arrays of keys, each processor's counts, and as much again for all else, in a power of two. */
export function memoryFor(keys: number): number {
  return Math.max(LEAST_MEMORY, 2 ** Math.ceil(Math.log2(4 * keys * 4)));
}

/** The longest first, so that the last to finish are short ones. */
export function radixJobs(input: RadixInput, o: {
  readonly profiles: readonly ProfileName[];
  readonly monitors: readonly MonitorName[];
  readonly cpus: readonly number[];
}): RadixJob[] {
  const memory = memoryFor(input.keys);
  const jobs = o.profiles.flatMap((profile) => o.monitors.flatMap((monitor) =>
    o.cpus.map((cpus): RadixJob => ({ profile, monitor, cpus, timing: true, ...input, memory }))));
  return jobs.sort((a, b) => b.cpus - a.cpus);
}

export const jobName = (job: RadixJob): string =>
  `${job.timing ? job.profile : "functional"}, ${job.monitor === "none" ? "bare metal" : job.monitor}, ${job.cpus} CPU${job.cpus === 1 ? "" : "s"}`;
