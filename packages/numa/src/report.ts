import { PAGE } from "./config.ts";
import { MISS_CLASSES, type MissClass } from "./layout.ts";
import type { NumaMemory } from "./numa-memory.ts";
import type { CpuStatistics, LinkStatistics, ResourceStatistics } from "./statistics.ts";

/** Width of a bucket of the latency histogram, and their number; the last one holds everything beyond. */
const WIDTH = 40, BUCKETS = 64;

/** Miss latencies as the CPU sees them, but for the L2 hit that it is charged when it executes again. */
export class Histogram {
  private readonly counts = new Float64Array(MISS_CLASSES.length * BUCKETS);
  private readonly sums = new Float64Array(MISS_CLASSES.length);
  private readonly least = new Float64Array(MISS_CLASSES.length).fill(Infinity);
  private readonly most = new Float64Array(MISS_CLASSES.length);

  add(missClass: number, cycles: number): void {
    this.counts[missClass * BUCKETS + Math.min(BUCKETS - 1, Math.floor(cycles / WIDTH))]!++;
    this.sums[missClass]! += cycles;
    if (cycles < this.least[missClass]!) this.least[missClass] = cycles;
    if (cycles > this.most[missClass]!) this.most[missClass] = cycles;
  }

  report(restart: number): LatencyReport[] {
    return MISS_CLASSES.flatMap((missClass, n) => {
      const counts = [...this.counts.subarray(n * BUCKETS, (n + 1) * BUCKETS)], misses = counts.reduce((a, b) => a + b);
      if (!misses) return [];
      return [{
        missClass, misses, mean: this.sums[n]! / misses + restart, least: this.least[n]! + restart, most: this.most[n]! + restart,
        buckets: counts.map((count, k) => ({ from: k * WIDTH + restart, count })).filter((b) => b.count),
      }];
    });
  }
}

export interface LatencyReport {
  readonly missClass: MissClass;
  readonly misses: number;
  /** Cycles, from the access to its end. */
  readonly mean: number;
  readonly least: number;
  readonly most: number;
  /** 40 cycles wide each. */
  readonly buckets: readonly { readonly from: number; readonly count: number }[];
}

/** What queueing at it came to. */
export interface Queueing {
  /** Part of the time that it was kept. */
  readonly utilisation: number;
  /** Cycles that a message waited. */
  readonly meanWait: number;
}

/** Of a message, besides its line; assumption, in all profiles. */
const LINE_BYTES = 128, HEADER_BYTES = 16;

export interface NumaReport {
  readonly profile: string;
  /** Nanoseconds of a cycle. */
  readonly cycleNs: number;
  /** Until the last CPU was done. */
  readonly cycles: number;
  readonly accesses: number;
  readonly misses: Readonly<Record<MissClass, number>>;
  readonly latency: readonly LatencyReport[];
  readonly cpus: readonly (CpuStatistics & { readonly accesses: number; readonly cycles: number; readonly busyCycles: number; readonly l2HitCycles: number; readonly idleCycles: number })[];
  /** Coherent accesses that leave no copy, of devices, by node. */
  readonly devices: readonly { readonly accesses: number; readonly cycles: number }[];
  /** By node; on a bus its arbiter alone, and none of the others. */
  readonly controllers: readonly (ResourceStatistics & Queueing)[];
  readonly memories: readonly (ResourceStatistics & Queueing)[];
  readonly buses: readonly (ResourceStatistics & Queueing)[];
  /** Links over which something went, and the bytes. */
  readonly links: readonly (LinkStatistics & Queueing & { readonly bytes: number })[];
  /** Pages that were missed, most misses first, at most 100. */
  readonly pages: readonly { readonly address: number; readonly home: number; readonly misses: readonly number[] }[];
}

interface CpuTime { readonly accesses: number; readonly clock: number; readonly busy: number; readonly l2Hits: number; readonly idle: number }

export function reportOf(numa: NumaMemory, times: readonly CpuTime[], latencies: Histogram): NumaReport {
  const statistics = numa.statistics(), { cpus, pages, profile } = numa.config;
  const cycles = Math.max(...times.map((t) => t.clock));
  const misses = Object.fromEntries(MISS_CLASSES.map((m) => [m, statistics.cpus.reduce((sum, c) => sum + c.misses[m], 0)])) as Record<MissClass, number>; // all classes
  const heat: { page: number; total: number }[] = [];
  for (let page = 0; page < pages; page++) {
    let total = 0;
    for (let cpu = 0; cpu < cpus; cpu++) total += numa.engine.store.misses[page * cpus + cpu]!;
    if (total) heat.push({ page, total });
  }
  heat.sort((a, b) => b.total - a.total || a.page - b.page);
  const queueing = <T extends ResourceStatistics>(s: T): T & Queueing =>
    ({ ...s, utilisation: cycles ? s.busyCycles / cycles : 0, meanWait: s.messages ? s.waitedCycles / s.messages : 0 });
  return {
    profile: profile.name, cycleNs: profile.cycleNs, cycles, accesses: times.reduce((sum, t) => sum + t.accesses, 0), misses,
    latency: latencies.report(profile.l2Hit),
    cpus: statistics.cpus.map((c, n) => {
      const { accesses, clock, busy, l2Hits, idle } = times[n]!; // one for each CPU
      return { ...c, accesses, cycles: clock, busyCycles: busy, l2HitCycles: l2Hits, idleCycles: idle };
    }),
    devices: times.slice(cpus).map(({ accesses, clock }) => ({ accesses, cycles: clock })),
    controllers: statistics.controllers.map(queueing),
    memories: statistics.memories.map(queueing),
    buses: statistics.buses.map(queueing),
    links: statistics.links.filter((l) => l.messages).map((l) => ({ ...queueing(l), bytes: l.messages * HEADER_BYTES + l.lines * LINE_BYTES })),
    pages: heat.slice(0, 100).map(({ page }) => {
      const address = numa.address(page * 2 ** PAGE);
      return { address, home: numa.home(address), misses: [...numa.engine.store.misses.subarray(page * cpus, (page + 1) * cpus)] };
    }),
  };
}
