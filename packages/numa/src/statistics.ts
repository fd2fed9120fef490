import { CONTROLLER_COUNTER, CONTROLLER_COUNTERS, CPU_COUNTER, MISS_CLASSES, type MissClass } from "./layout.ts";
import type { Engine } from "./protocol/engine.ts";

export interface CpuStatistics {
  readonly misses: Readonly<Record<MissClass, number>>;
  /** Cycles between `start` and `ready`. */
  readonly stallCycles: number;
  readonly writeBacks: number;
  /** Received from homes. */
  readonly invalidations: number;
  readonly interventions: number;
}
export interface ControllerStatistics {
  readonly messages: number;
  readonly busyCycles: number;
  readonly waitedCycles: number;
  readonly longestWait: number;
}
export interface NumaStatistics {
  readonly cpus: readonly CpuStatistics[];
  /** By node; on a bus, its arbiter alone. */
  readonly controllers: readonly ControllerStatistics[];
}

export function statisticsOf(e: Engine): NumaStatistics {
  const cpu = (n: number): CpuStatistics => {
    const counter = (k: number): number => e.store.counter(n, k);
    return {
      misses: Object.fromEntries(MISS_CLASSES.map((name, k) => [name, counter(k)])) as Record<MissClass, number>, // all names
      stallCycles: counter(CPU_COUNTER.stall),
      writeBacks: counter(CPU_COUNTER.writeBacks),
      invalidations: counter(CPU_COUNTER.invalidations),
      interventions: counter(CPU_COUNTER.interventions),
    };
  };
  const controller = (n: number): ControllerStatistics => {
    const counter = (k: number): number => e.transport.controllers[n * CONTROLLER_COUNTERS + k]!;
    return {
      messages: counter(CONTROLLER_COUNTER.messages), busyCycles: counter(CONTROLLER_COUNTER.busy),
      waitedCycles: counter(CONTROLLER_COUNTER.waited), longestWait: counter(CONTROLLER_COUNTER.longestWait),
    };
  };
  const { nodes } = e.r;
  return {
    cpus: Array.from({ length: nodes }, (_, n) => cpu(n)),
    controllers: e.transport.network.bus ? [controller(nodes)] : Array.from({ length: nodes }, (_, n) => controller(n)),
  };
}
