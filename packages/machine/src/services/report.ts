import { invariant } from "../errors.ts";

/** What a cycle of a service went into. */
export const CATEGORIES = ["user", "kernel", "stall", "sync", "idle"] as const;
export type Category = (typeof CATEGORIES)[number];
/**
 * Cycles by what they went into: instructions in user mode, in kernel mode, waiting for memory, for a lock (whatever was
 * executed meanwhile), for work.
 */
export type ServiceCycles = Readonly<Record<Category, number>>;

/** What one service has cost, without what was done within it by another: an interrupt, a fault of its own. */
export interface ServiceStatistics {
  readonly name: string;
  /** How often it has ended. */
  readonly count: number;
  /** Cycles of those times together. */
  readonly cycles: ServiceCycles;
  /** Cycles of the times that have not ended, or were given up. */
  readonly unfinished: ServiceCycles;
  /** Cycles of the shortest and the longest time; 0 if it has never ended. */
  readonly least: number;
  readonly most: number;
  /** Times that took 2^n cycles or more and less than 2^(n+1), by n; the first also those of 0. */
  readonly histogram: readonly number[];
}

/** Where the cycles of all CPUs went. */
export interface Services {
  readonly cpus: number;
  /** Since power-on. */
  readonly cycles: number;
  /** The most expensive first. All their cycles together are `cpus` times `cycles`. */
  readonly services: readonly ServiceStatistics[];
  /** Ends and names of services of which no beginning was seen: a mistake in the annotations, unless it is 0. */
  readonly unmatched: number;
}

export type Counts = Record<Category, number>;
export const noCycles = (): Counts => ({ user: 0, kernel: 0, stall: 0, sync: 0, idle: 0 });
export const sumOf = (c: ServiceCycles): number => CATEGORIES.reduce((sum, category) => sum + c[category], 0);
export function add(to: Counts, cycles: ServiceCycles): void {
  for (const category of CATEGORIES) to[category] += cycles[category];
}

/** The same, still being counted. */
export class Tally {
  count = 0;
  readonly cycles = noCycles();
  readonly unfinished = noCycles();
  least = 0;
  most = 0;
  readonly histogram: number[] = [];

  /** One more time has ended. */
  ended(cycles: ServiceCycles): void {
    const all = sumOf(cycles), bucket = Math.floor(Math.log2(Math.max(1, all)));
    add(this.cycles, cycles);
    this.least = this.count === 0 ? all : Math.min(this.least, all);
    this.most = Math.max(this.most, all);
    while (this.histogram.length <= bucket) this.histogram.push(0);
    this.histogram[bucket]!++;
    this.count++;
  }
  all(): number {
    return sumOf(this.cycles) + sumOf(this.unfinished);
  }
}

/** The report of tallies, to which nothing is to be added; they must tile the time of all CPUs. */
export function reportOf(tallies: ReadonlyMap<string, Tally>, machine: Omit<Services, "services">): Services {
  const sorted = [...tallies].sort(([a, x], [b, y]) => y.all() - x.all() || (a < b ? -1 : 1));
  const sum = sorted.reduce((all, [, tally]) => all + tally.all(), 0);
  invariant(sum === machine.cpus * machine.cycles, `services: cycles sum to ${sum}, expected ${machine.cpus} times ${machine.cycles}`);
  return {
    ...machine,
    services: sorted.map(([name, { count, cycles, unfinished, least, most, histogram }]) =>
      ({ name, count, cycles: { ...cycles }, unfinished: { ...unfinished }, least, most, histogram: [...histogram] })),
  };
}
