import { bareCaches, type BareCaches } from "./bare-caches.ts";
import type { NumaConfig } from "./config.ts";
import { ACCESS_KINDS, checkAccess, FIRST_OF_DEVICE, type Access } from "./access.ts";
import { Earliest } from "./earliest.ts";
import { Lane } from "./lane.ts";
import type { NumaMemory } from "./numa-memory.ts";
import { profileOf } from "./profiles/index.ts";
import type { Profile } from "./profiles/profile.ts";
import { Histogram, reportOf, type NumaReport } from "./report.ts";

export type NumaOptionsAlone = Partial<Omit<NumaConfig, "map">> & {
  /** How nodes divide RAM, see NumaConfig.map. */
  readonly interleave?: "node" | "page";
};

/** The memory system alone, to be fed with accesses. Defaults: flash-1997, 1 CPU, 32 MB a node, the profile's CPUs a node. */
export function createNuma(options: NumaOptionsAlone = {}): Numa {
  const { interleave = "node", ...given } = options, profile = profileOf(given.profile ?? "flash-1997"), cpus = given.cpus ?? 1;
  const { cpusPerNode, memoryNodes } = { ...nodesFor(profile, cpus), ...given };
  const nodes = cpus / cpusPerNode + memoryNodes;
  return new Numa({
    ramBytes: nodes * (32 << 20), ...given, profile, cpus, cpusPerNode, memoryNodes,
    map: { aliasBytes: 0, interleave },
  });
}

/** How the profile's machine houses so many CPUs. */
function nodesFor({ nodes = {} }: Profile, cpus: number): { cpusPerNode: number; memoryNodes: number } {
  const { cpuNodes, memoryNodes = 0 } = nodes;
  if (cpuNodes === undefined) return { cpusPerNode: Math.min(nodes.cpusPerNode ?? 1, cpus), memoryNodes };
  // With fewer CPUs than that, the other nodes' memory is there all the same.
  return { cpusPerNode: Math.max(1, Math.ceil(cpus / cpuNodes)), memoryNodes: memoryNodes + Math.max(0, cpuNodes - cpus) };
}

/**
 * So many records are read before a CPU that has none among them counts as idle: its next access is then taken not to
 * come before what is done meanwhile.
 */
const LOOK_AHEAD = 65_536;

/**
 * In-order CPUs without anything but memory accesses. The CPU furthest behind goes next; accesses of a CPU are taken in
 * the order of the trace, and the order between CPUs follows from their clocks.
 */
export class Numa {
  readonly memory: NumaMemory;
  private readonly caches: BareCaches;
  private readonly lanes: Lane[];
  private readonly latencies: Histogram;
  private records = 0;
  private buffered = 0;
  /** When the latest thing was done past an idle CPU. */
  private frontier = 0;
  /** Per lane: when it goes on, Infinity if it waits or has no record; since when it has none, Infinity if it has. */
  private readonly due: Earliest;
  private readonly lacking: Earliest;
  /** Called when a CPU's misses to a page reach `hotPageThreshold`. */
  onHotPage: ((cpu: number, address: number) => void) | undefined;

  constructor(readonly config: NumaConfig) {
    this.caches = bareCaches(config, {
      ready: (cpu, time, missClass) => this.ready(cpu, time, missClass),
      done: (agent, time) => this.done(agent, time),
      hotPage: (cpu, address) => this.onHotPage?.(cpu, address),
    });
    this.memory = this.caches.numa;
    const { cpus, nodes } = this.memory.config;
    this.lanes = Array.from({ length: cpus + nodes }, () => new Lane());
    this.due = new Earliest(cpus + nodes, Infinity);
    this.lacking = new Earliest(cpus + nodes, 0);
    this.latencies = new Histogram();
  }

  /** Runs the accesses and everything they cause to the end. A further call goes on where this one stopped. */
  run(trace: Iterable<Access>): NumaReport {
    const accesses = trace[Symbol.iterator]();
    for (let more = true; more || this.pending;) {
      while (this.step(more));
      if (!more) continue;
      const next = accesses.next();
      if (next.done) more = false;
      else this.push(next.value);
    }
    return this.report();
  }

  async runAsync(trace: AsyncIterable<Access>): Promise<NumaReport> {
    for await (const access of trace) {
      this.push(access);
      while (this.step(true));
    }
    return this.run([]);
  }

  report(): NumaReport {
    return reportOf(this.memory, this.lanes, this.latencies);
  }

  private push(access: Access): void {
    const { cpu, address, gap = 0 } = access, { memory: { config } } = this;
    const code = checkAccess(access, config, () => `trace record ${this.records}`);
    const at = code < FIRST_OF_DEVICE ? cpu : config.cpus + cpu, lane = this.lanes[at]!; // checked
    if (lane.empty && lane.clock < this.frontier) {
      lane.idle += this.frontier - lane.clock;
      lane.clock = this.frontier;
    }
    lane.push(code + 8 * gap, address);
    this.records++;
    this.buffered++;
    this.plan(at);
  }

  /** After a lane has changed. */
  private plan(at: number): void {
    const lane = this.lanes[at]!; // a lane's number
    this.due.set(at, lane.empty || lane.state === 1 ? Infinity : lane.clock);
    this.lacking.set(at, lane.empty ? lane.clock : Infinity);
  }

  private get pending(): boolean {
    return this.memory.nextTime < Infinity || this.buffered > 0;
  }

  /** Does the next thing; false if that needs more of the trace, or if all is done. */
  private step(more: boolean): boolean {
    const { memory } = this, { first: next, time: first } = this.due, earliest = this.lacking.time;
    const patient = more && this.buffered < LOOK_AHEAD, now = patient ? Math.min(first, earliest) : first;
    if (memory.nextTime <= now && memory.nextTime < Infinity) {
      // Until somebody may go on, only messages can be next.
      memory.advance(now);
      return true;
    }
    if (first === Infinity || now < first || (patient && earliest === first)) return false;
    if (earliest < first) this.frontier = first;
    this.execute(next, this.lanes[next]!);
    this.plan(next);
    return true;
  }

  private execute(cpu: number, lane: Lane): void {
    const { caches } = this, again = lane.state === 2, { code, address } = lane;
    if (!again && code >= 8) {
      // Computes first; others may come before the access.
      const gap = Math.floor(code / 8);
      lane.busy += gap;
      lane.clock += gap;
      lane.code = code % 8;
      return;
    }
    if (code >= FIRST_OF_DEVICE) {
      lane.state = 1;
      lane.startedAt = lane.clock;
      if (ACCESS_KINDS[code] === "deviceRead") this.memory.readOnce(cpu, address, lane.clock);
      else this.memory.writeUnique(cpu, address, lane.clock);
      return;
    }
    const host = code === 0 ? caches.load(cpu, address) : code === 1 ? caches.store(cpu, address) : caches.fetch(cpu, address);
    if (host < 0) {
      if (again) this.memory.release(cpu, lane.clock); // a refused upgrade: now as a write miss
      lane.state = 1;
      lane.startedAt = lane.clock;
      this.memory.start(cpu, lane.clock);
      return;
    }
    const charge = caches.takeCharge(cpu);
    lane.l2Hits += charge;
    lane.busy++;
    lane.clock += 1 + charge;
    lane.accesses++;
    lane.pop();
    this.buffered--;
    if (again) {
      lane.state = 0;
      this.memory.release(cpu, lane.clock);
    }
  }

  private ready(cpu: number, time: number, missClass: number): void {
    const lane = this.lanes[cpu]!; // the model's own number
    this.latencies.add(missClass, time - lane.startedAt);
    lane.clock = time;
    lane.state = 2;
    this.plan(cpu);
  }

  /** A device's access: it goes on with the next one. */
  private done(agent: number, time: number): void {
    const lane = this.lanes[agent]!; // the model's own number
    lane.busy++;
    lane.accesses++;
    lane.pop();
    this.buffered--;
    lane.clock = time;
    lane.state = 0;
    this.plan(agent);
  }
}
