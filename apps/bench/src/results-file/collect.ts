import { CYCLES_PER_SECOND } from "@disco-vm/machine";
import { fractionsOf } from "../radix/breakdown.ts";
import type { RadixRun } from "../radix/simulate.ts";
import type { Run, Speed } from "./schema.ts";

const mips = ({ instructions, hostSeconds }: RadixRun): number => (hostSeconds > 0 ? instructions / hostSeconds / 1e6 : 0);

/** A finished run as results.json has it. */
export function runResult(run: RadixRun): Run {
  const { job, check } = run;
  return {
    profile: job.profile, monitor: job.monitor, cpus: job.cpus,
    correct: check.guest && check.host, problem: check.problem,
    cycles: run.cycles, seconds: run.cycles / CYCLES_PER_SECOND,
    instructions: run.instructions, hostSeconds: run.hostSeconds, hostCpuSeconds: run.hostCpuSeconds, simulatedMips: mips(run),
    stateHash: run.stateHash, outputHash: check.output,
    breakdown: fractionsOf(run.breakdown), breakdownCycles: run.breakdown,
    phases: run.phases,
    misses: missesOf(run),
    disco: discoOf(run),
  };
}

export function speedResult(run: RadixRun): Speed {
  const { job, check } = run;
  return {
    flavour: job.timing ? "timed" : "functional", profile: job.timing ? job.profile : null, monitor: job.monitor, cpus: job.cpus,
    keys: job.keys, correct: check.guest && check.host,
    instructions: run.instructions, hostSeconds: run.hostSeconds, hostCpuSeconds: run.hostCpuSeconds, simulatedMips: mips(run),
  };
}

/** The classes of all CPUs added up. */
function missesOf({ statistics }: RadixRun): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { memory } of statistics.cpus)
    for (const [name, n] of Object.entries(memory?.misses ?? {})) sums[name] = (sums[name] ?? 0) + n;
  return sums;
}

function discoOf({ statistics, disco }: RadixRun): Run["disco"] {
  const [vm] = disco?.vms ?? [];
  if (!disco || !vm) return null;
  return {
    ...statistics.breakdown.monitor,
    refills: disco.tlb.refills, refillsToHandlers: disco.tlb.toHandlers,
    entries: vm.entries, handlerInstructions: vm.instructions, cycles: vm.cycles, pages: vm.pagesAllocated,
  };
}
