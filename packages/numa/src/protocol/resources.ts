import type { Resolved } from "../config.ts";
import { RESOURCE_COUNTER, RESOURCE_COUNTERS, type Layout } from "../layout.ts";
import type { Network } from "../network.ts";

/** Where each kind of resource begins: places' controllers, places' banks, places' buses, links. */
export class ResourceMap {
  readonly banks: number;
  readonly buses: number;
  readonly links: number;
  readonly count: number;

  constructor(readonly r: Resolved, readonly network: Network) {
    const { places } = network, { banks } = r.profile.timing;
    this.banks = places;
    this.buses = this.banks + places * banks;
    this.links = this.buses + places;
    this.count = this.links + network.links.length;
  }
}

/** What messages queue for, first come first served. */
export class Resources {
  /** RESOURCE_COUNTERS for each. */
  readonly counters: Float64Array;
  /** When each is free. */
  readonly free: Float64Array;
  /** 0: it serves any number at once. */
  private readonly queues: Uint8Array;

  constructor(readonly map: ResourceMap, at: Layout, memory: WebAssembly.Memory, base: number) {
    const { count, banks, buses, links, r: { contention } } = map;
    this.free = new Float64Array(memory.buffer, base + at.free, count);
    this.counters = new Float64Array(memory.buffer, base + at.resources, RESOURCE_COUNTERS * count);
    this.queues = new Uint8Array(count);
    this.queues.fill(Number(contention.controllers), 0, banks);
    this.queues.fill(Number(contention.memories), banks, buses);
    this.queues.fill(Number(contention.buses), buses, links);
    this.queues.fill(Number(contention.links), links);
  }

  /** Its time from `time` on; returns when that begins. */
  occupy(resource: number, time: number, cycles: number): number {
    if (cycles === 0) return time;
    const n = resource * RESOURCE_COUNTERS, { counters } = this;
    let start = time;
    if (this.queues[resource]) {
      if (this.free[resource]! > start) {
        start = this.free[resource]!;
        const waited = start - time;
        counters[n + RESOURCE_COUNTER.waited]! += waited;
        if (waited > counters[n + RESOURCE_COUNTER.longestWait]!) counters[n + RESOURCE_COUNTER.longestWait] = waited;
      }
      this.free[resource] = start + cycles;
    }
    counters[n + RESOURCE_COUNTER.messages]!++;
    counters[n + RESOURCE_COUNTER.busy]! += cycles;
    return start;
  }

  /** What has just begun there takes longer. */
  extend(resource: number, cycles: number): void {
    if (this.queues[resource]) this.free[resource]! += cycles;
    this.counters[resource * RESOURCE_COUNTERS + RESOURCE_COUNTER.busy]! += cycles;
  }
}
