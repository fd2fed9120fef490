import type { Resolved } from "../config.ts";
import { RESOURCE, RESOURCE_CELLS, type Layout } from "../layout.ts";
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
  /** RESOURCE_CELLS for each: when it is free, and counters. */
  readonly cells: Float64Array;
  /** 0: it serves any number at once. */
  private readonly queues: Uint8Array;

  constructor(readonly map: ResourceMap, at: Layout, memory: WebAssembly.Memory, base: number) {
    const { count, banks, buses, links, r: { contention } } = map;
    this.cells = new Float64Array(memory.buffer, base + at.resources, RESOURCE_CELLS * count);
    this.queues = new Uint8Array(count);
    this.queues.fill(Number(contention.controllers), 0, banks);
    this.queues.fill(Number(contention.memories), banks, buses);
    this.queues.fill(Number(contention.buses), buses, links);
    this.queues.fill(Number(contention.links), links);
  }

  /** Its time from `time` on; returns when that begins. */
  occupy(resource: number, time: number, cycles: number): number {
    if (cycles === 0) return time;
    const n = resource * RESOURCE_CELLS, { cells } = this;
    let start = time;
    if (this.queues[resource] !== 0) {
      if (cells[n]! > start) {
        start = cells[n]!;
        this.countWait(n, start - time);
      }
      cells[n] = start + cycles;
    }
    cells[n + RESOURCE.messages]!++;
    cells[n + RESOURCE.busy]! += cycles;
    return start;
  }

  /** `n`: the first cell of what is waited for. */
  countWait(n: number, cycles: number): void {
    const { cells } = this;
    cells[n + RESOURCE.waited]! += cycles;
    if (cycles > cells[n + RESOURCE.longestWait]!) cells[n + RESOURCE.longestWait] = cycles;
  }

  /** What has just begun there takes longer. */
  extend(resource: number, cycles: number): void {
    const n = resource * RESOURCE_CELLS;
    if (this.queues[resource]) this.cells[n]! += cycles;
    this.cells[n + RESOURCE.busy]! += cycles;
  }
}
