import type { Statistics } from "@disco-vm/machine";
import type { MonitorName } from "./job.ts";

/** Cycles of all CPUs by what they were spent on; they tile elapsed cycles times CPUs. */
export interface Breakdown {
  /** The program, its library operating system included. */
  readonly user: number;
  /** The program, waiting for memory of its own node, and of others. */
  readonly stallLocal: number;
  readonly stallRemote: number;
  /** A guest's kernel, its stalls included. */
  readonly kernel: number;
  /** The monitor, its stalls included. */
  readonly monitor: number;
  readonly idle: number;
}

export const CATEGORIES = ["user", "stallLocal", "stallRemote", "kernel", "monitor", "idle"] as const satisfies readonly (keyof Breakdown)[];

/**
 * SPLASHOS and its program are one: on Disco the monitor counts its supervisor mode as user time. On bare metal the same
 * image runs in kernel mode, and no other kernel is there, so kernel mode is the program's time.
 */
export function breakdownOf({ breakdown: { user, kernel, monitor, idle } }: Pick<Statistics, "breakdown">, under: MonitorName): Breakdown {
  const all = (c: typeof user): number => c.busy + c.stallLocal + c.stallRemote;
  const program = under === "none" ? [user, kernel] : [user], rest = under === "none" ? [] : [kernel];
  const sum = (classes: readonly (typeof user)[], of: (c: typeof user) => number): number => classes.reduce((n, c) => n + of(c), 0);
  return {
    user: sum(program, (c) => c.busy),
    stallLocal: sum(program, (c) => c.stallLocal),
    stallRemote: sum(program, (c) => c.stallRemote),
    kernel: sum(rest, all),
    monitor: all(monitor),
    idle,
  };
}

export const totalOf = (b: Breakdown): number => CATEGORIES.reduce((n, name) => n + b[name], 0);

/** The same as fractions of their sum. */
export function fractionsOf(b: Breakdown): Breakdown {
  const total = totalOf(b);
  return Object.fromEntries(CATEGORIES.map((name) => [name, b[name] / total])) as unknown as Breakdown; // all categories
}
