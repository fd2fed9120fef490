/** Runs one job, here and now. */
import { annotation, ANNOTATIONS } from "@disco-vm/abi";
import { Machine, type Marker, type Statistics } from "@disco-vm/machine";
import { parseElf } from "@disco-vm/mips";
import { Disco, type DiscoStatistics } from "@disco-vm/monitor";
import type { ImageName } from "@disco-vm/workloads";
import { breakdownOf, totalOf, type Breakdown } from "./breakdown.ts";
import { checkRadix, type Check } from "./check.ts";
import { bareMemory, guestMemory } from "./guest-memory.ts";
import { cycleLimit, type MonitorName, type RadixJob } from "./job.ts";

export interface RadixRun {
  readonly job: RadixJob;
  readonly check: Check;
  readonly cycles: number;
  readonly instructions: number;
  readonly breakdown: Breakdown;
  /** Cycles that each phase of the program took. */
  readonly phases: Phases;
  readonly statistics: Statistics;
  /** What Disco counted of itself; null on bare metal. */
  readonly disco: DiscoStatistics | null;
  readonly stateHash: string;
  /** Wall-clock time of the simulation alone, without making the machine and checking. */
  readonly hostSeconds: number;
  /** Processor time of the same, of all threads: the compiler's too, and whatever else the host does left out. */
  readonly hostCpuSeconds: number;
}

export interface Progress {
  readonly cycles: number;
  readonly instructions: number;
}

export const imageFor = (monitor: MonitorName): ImageName => (monitor === "none" ? "radix-bare" : "radix-disco");

/** Host milliseconds between two reports. No result depends on it. */
const REPORT_EVERY = 250;

export function simulate(job: RadixJob, image: Uint8Array, report: (progress: Progress) => void = () => undefined): RadixRun {
  const { cpus, memory, profile, timing, seed } = job;
  const commandLine = `-p ${cpus} -n ${job.keys} -r ${job.radix} -m ${job.maxKey} -s ${seed}`;
  const machineOptions = { profile, cpus, memory, timing, seed };
  const disco = job.monitor === "none" ? undefined : new Disco({ vms: [{ image, memory: (memory * 3) / 4, arguments: commandLine }] });
  const machine = new Machine(disco ? { ...machineOptions, monitor: disco } : { ...machineOptions, image, arguments: commandLine });

  const started = performance.now(), cpuBefore = process.cpuUsage();
  const end = runReporting(machine, cycleLimit(job), report);
  const hostSeconds = (performance.now() - started) / 1000, spent = process.cpuUsage(cpuBefore);

  if (end.reason !== "power-off") throw new Error(`the guest did not come to its end: ${end.message}`);
  const statistics = machine.statistics(), breakdown = breakdownOf(statistics, job.monitor);
  if (totalOf(breakdown) !== end.cycles * cpus)
    throw new Error(`bench: invariant broken: cycles by category sum to ${totalOf(breakdown)}, ${end.cycles} cycles of ${cpus} CPUs passed`);
  const check = checkRadix(parseElf(image), end.exitCode, job, disco ? guestMemory(disco) : bareMemory(machine));
  return {
    job, check, cycles: end.cycles, instructions: statistics.instructions, breakdown, phases: phasesOf(machine.markers),
    statistics, disco: disco?.statistics() ?? null, stateHash: machine.hash(),
    hostSeconds, hostCpuSeconds: (spent.user + spent.system) / 1e6,
  };
}

function runReporting(machine: Machine, limit: number, report: (progress: Progress) => void): ReturnType<Machine["run"]> {
  let last = performance.now();
  for (let slice = 100_000; ;) {
    const untilCycle = Math.min(limit, machine.cycles + slice);
    const result = machine.run({ untilCycle });
    if (result.reason !== "cycle-limit" || untilCycle === limit) return result;
    const now = performance.now();
    slice = Math.ceil(slice * Math.min(4, Math.max(0.25, REPORT_EVERY / Math.max(now - last, 0.1))));
    last = now;
    report({ cycles: machine.cycles, instructions: machine.core.cpus.reduce((n, cpu) => n + cpu.instructions, 0) });
  }
}

const PHASES = { init: ANNOTATIONS.regions.init, sort: ANNOTATIONS.regions.roi, check: ANNOTATIONS.regions.check } as const;
export type Phases = Readonly<Record<keyof typeof PHASES, number | null>>;

/** Between the markers where a region begins and ends. */
function phasesOf(markers: readonly Marker[]): Phases {
  const at = (kind: keyof typeof ANNOTATIONS.kinds, region: number): number | undefined =>
    markers.find(({ value }) => value === annotation(kind, region))?.cycle;
  const length = (region: number): number | null => {
    const begin = at("begin", region), end = at("end", region);
    return begin === undefined || end === undefined ? null : end - begin;
  };
  return { init: length(PHASES.init.value), sort: length(PHASES.sort.value), check: length(PHASES.check.value) };
}
