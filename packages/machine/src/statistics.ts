import { EXCEPTION_CODES, type Cpu } from "@disco-vm/mips";
import { invariant } from "./errors.ts";
import type { CpuStatistics as MemoryCounters, NumaStatistics } from "@disco-vm/numa";
import type { Kind } from "./cpu-state.ts";

/** Cycles of one CPU in one class. */
export interface Cycles {
  readonly busy: number;
  readonly stallLocal: number;
  readonly stallRemote: number;
}
/** Cycles of one CPU: they tile the time since power-on. */
export interface CpuCycles {
  readonly user: Cycles;
  readonly kernel: Cycles;
  readonly monitor: Cycles;
  readonly idle: number;
}
export interface CpuStatistics {
  readonly number: number;
  readonly node: number;
  /** Retired by the CPU. */
  readonly instructions: number;
  /** The same by the class whose cycles they took; under a monitor, user and kernel are the guest's. */
  readonly instructionsByClass: { readonly user: number; readonly kernel: number; readonly monitor: number };
  /** Charged by a monitor's handlers, their memory accesses included. */
  readonly monitorInstructions: number;
  readonly cycles: CpuCycles;
  /** Exceptions by name; TLBL and TLBS include refills, which are also counted apart. */
  readonly exceptions: Readonly<Record<string, number>>;
  /** Entries of the monitor by gate code. */
  readonly monitorEntries: Readonly<Record<string, number>>;
  /** L2 misses by class, and what the protocol did to this CPU; none in the functional flavour. */
  readonly memory: MemoryCounters | null;
}
export interface Statistics {
  /** Since power-on. */
  readonly cycles: number;
  readonly seconds: number;
  readonly instructions: number;
  readonly cpus: readonly CpuStatistics[];
  /** Cycles of all CPUs together; their sum is `cycles` times the number of CPUs. */
  readonly breakdown: CpuCycles;
  /** The memory system's controllers, by node; on a bus, its arbiter. */
  readonly controllers: NumaStatistics["controllers"];
  /** What the monitor counts, by virtual machine. */
  readonly monitor: unknown;
}

/** What a CPU is doing at the end counts as this, without changing the CPU. */
export type Rest = { readonly idle: true } | { readonly kind: Kind };

const KINDS = ["busy", "stallLocal", "stallRemote"] as const;

/** The counters of a CPU with the time from its clock to `end` added as `rest`. */
export function cpuCycles(cpu: Cpu, end: number, rest: Rest): CpuCycles {
  const left = end - cpu.cycle;
  const present = cpu.currentClass;
  const counted = [0, 1, 2].map((cls) => Object.fromEntries(KINDS.map((name, kind) =>
    [name, cpu.cycles(cls, kind) + ("kind" in rest && rest.kind === kind && cls === present ? left : 0)],
  )) as unknown as Cycles) as [Cycles, Cycles, Cycles];
  const idle = cpu.idleCycles + ("idle" in rest ? left : 0);
  const cycles: CpuCycles = { user: counted[0], kernel: counted[1], monitor: counted[2], idle };
  const sum = total(cycles);
  invariant(sum === end, `statistics: cycles of CPU ${cpu.number} sum to ${sum}, time is ${end}`);
  return cycles;
}

export function total(c: CpuCycles): number {
  return [c.user, c.kernel, c.monitor].reduce((sum, x) => sum + x.busy + x.stallLocal + x.stallRemote, c.idle);
}

export function addCycles(all: readonly CpuCycles[]): CpuCycles {
  const sum = (f: (c: CpuCycles) => number): number => all.reduce((s, c) => s + f(c), 0);
  const cls = (name: "user" | "kernel" | "monitor"): Cycles => ({
    busy: sum((c) => c[name].busy), stallLocal: sum((c) => c[name].stallLocal), stallRemote: sum((c) => c[name].stallRemote),
  });
  return { user: cls("user"), kernel: cls("kernel"), monitor: cls("monitor"), idle: sum((c) => c.idle) };
}

export function exceptionsOf(cpu: Cpu): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [name, code] of Object.entries(EXCEPTION_CODES)) if (cpu.exceptions(code)) counts[name] = cpu.exceptions(code);
  if (cpu.refills) counts["refills"] = cpu.refills;
  return counts;
}
