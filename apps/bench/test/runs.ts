/** Results made up for tests of what is made of results. */
import type { Breakdown } from "../src/radix/breakdown.ts";
import { fractionsOf } from "../src/radix/breakdown.ts";
import type { Run } from "../src/results-file/schema.ts";

export const breakdown = (parts: Partial<Breakdown>): Breakdown =>
  ({ user: 0, stallLocal: 0, stallRemote: 0, kernel: 0, monitor: 0, idle: 0, ...parts });

export function madeUp(parts: Partial<Run> & { readonly cpus: number; readonly cycles: number }): Run {
  const breakdownCycles = parts.breakdownCycles ?? breakdown({ user: parts.cycles * parts.cpus });
  return {
    profile: "flash-1997", monitor: "disco", correct: true, problem: null,
    seconds: parts.cycles * 2.5e-9, instructions: 1000, hostSeconds: 0.5, hostCpuSeconds: 0.6, simulatedMips: 0.002,
    stateHash: "0".repeat(32), outputHash: "0".repeat(64),
    breakdown: fractionsOf(breakdownCycles), breakdownCycles,
    phases: { init: 1, sort: parts.cycles / 2, check: 1 }, misses: {}, disco: null,
    ...parts,
  };
}
