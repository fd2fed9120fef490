import { availableParallelism } from "node:os";
import { MAX_CPUS } from "@disco-vm/abi";
import type { ProfileName } from "@disco-vm/numa";
import { RADIX_DEFAULTS } from "@disco-vm/workloads";
import { Command } from "commander";
import { choice, listOf, whole } from "./options/choice.ts";
import { MONITORS, type MonitorName } from "./radix/job.ts";

export const EXPERIMENTS = ["radix"] as const;
export type ExperimentName = (typeof EXPERIMENTS)[number];

export interface Settings {
  readonly only: readonly ExperimentName[];
  readonly out: string;
  readonly seed: number;
  readonly quick: boolean;
  readonly keys: number;
  readonly cpus: readonly number[];
  readonly profiles: readonly ProfileName[];
  readonly monitors: readonly MonitorName[];
  readonly jobs: number;
  readonly speed: boolean;
}

/** The paper's machines. */
const PROFILE_NAMES = ["flash-1997", "uma-1997"] as const satisfies readonly ProfileName[];
/** What is left to its default has it here, or in QUICK with `--quick`. */
const FULL = { keys: RADIX_DEFAULTS.keys, cpus: [1, 2, 4, 8] } as const;
export const QUICK = { keys: 65_536, cpus: [1, 2, 8] } as const;
/** Radix has 32-bit keys twice, and a virtual machine at most 256 MB. */
const MOST_KEYS = 2 ** 24;

export function commandLine(): Command {
  return new Command("bench")
    .description("Reproduces the evaluation of the Disco paper. For now: Radix on SPLASHOS, in a virtual machine on Disco and on bare metal.")
    .option("--only <experiments>", `only these: ${EXPERIMENTS.join(", ")}`, listOf(choice(EXPERIMENTS)), [...EXPERIMENTS])
    .option("--out <directory>", "where results.json and the figures go", "results")
    .option("--seed <n>", "decides the input", whole(0, 2 ** 31 - 1), RADIX_DEFAULTS.seed)
    .option("--quick", `fewer and smaller runs: ${QUICK.keys} keys on ${QUICK.cpus.join(", ")} CPUs`, false)
    .option("--keys <n>", `keys to sort (default: ${FULL.keys})`, whole(1, MOST_KEYS))
    .option("--cpus <list>", `numbers of processors (default: ${FULL.cpus.join()})`, listOf(whole(1, MAX_CPUS)))
    .option("--profiles <list>", `memory systems: ${PROFILE_NAMES.join(", ")}`, listOf(choice(PROFILE_NAMES)), [...PROFILE_NAMES])
    .option("--monitors <list>", `what the program runs on: ${MONITORS.join(", ")} (bare metal)`, listOf(choice(MONITORS)), [...MONITORS])
    .option("--jobs <n>", "machines simulated at a time (default: as many as the host has cores)", whole(1, 1024))
    .option("--no-speed", "do not measure the simulator's speed")
    .showHelpAfterError("(bench --help)");
}

/** The settings that the arguments give. */
export function settings(command: Command): Settings {
  const given = command.opts<Partial<Settings> & Pick<Settings, "only" | "out" | "seed" | "quick" | "profiles" | "monitors" | "speed">>();
  return { ...(given.quick ? QUICK : FULL), jobs: availableParallelism(), ...given };
}
