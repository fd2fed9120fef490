import { PAGE, LINE, type Resolved } from "../config.ts";
import { CPU_COUNTERS, PAGE_CLASSES, PHASE, RESOURCE_CELLS, REQUEST, TX, TX_CELLS, type Layout } from "../layout.ts";
import { STATE } from "./cache-table.ts";
import { homeCyclesOf } from "./home-side.ts";
import type { ResourceMap } from "./resources.ts";

/** The region of linear memory as TypeScript sees it; `Cells` is the same for the protocol's code. */
export class Store {
  readonly tx: Int32Array;
  readonly tags: Int32Array;
  /** Line plus one, then state, for each entry. */
  readonly writeBacks: Int32Array;
  readonly directory: Uint8Array;
  /** For each line `at.words` words: bit vector, or owner, or what BUSY says. */
  readonly sharers: Uint32Array;
  /** By page, then CPU; saturating. */
  readonly misses: Uint16Array;
  readonly classMisses: Uint16Array | undefined;
  readonly counters: Float64Array;
  /** RESOURCE_CELLS for each resource. */
  readonly resources: Float64Array;
  /** For each pair of places, PAIR_COUNTER: what links have carried follows from it. */
  readonly pairs: Float64Array;
  /** How long a message keeps each link: without a line, and with one. */
  readonly linkCycles: Float64Array;
  /** The node of each CPU, then of each device. */
  private readonly nodes: Uint16Array;

  constructor(readonly r: Resolved, readonly at: Layout, map: ResourceMap, memory: WebAssembly.Memory, base: number) {
    const { buffer } = memory, { network } = map, { places } = network;
    this.tags = new Int32Array(buffer, base + at.cpus, (at.cpuStride / 4) * r.cpus);
    this.tx = new Int32Array(buffer, base + at.transactions, TX_CELLS * (r.cpus + r.nodes));
    this.writeBacks = new Int32Array(buffer, base + at.writeBacks, 2 * r.profile.writeBackBuffer * r.cpus);
    this.directory = new Uint8Array(buffer, base + at.directory, r.lines);
    this.sharers = new Uint32Array(buffer, base + at.sharers, at.words * r.lines);
    this.misses = new Uint16Array(buffer, base + at.misses, r.pages * r.cpus);
    this.classMisses = r.pageClasses ? new Uint16Array(buffer, base + at.classMisses, r.pages * r.cpus * PAGE_CLASSES) : undefined;
    this.counters = new Float64Array(buffer, base + at.statistics, CPU_COUNTERS * r.cpus);
    this.resources = new Float64Array(buffer, base + at.resources, RESOURCE_CELLS * map.count);
    this.pairs = new Float64Array(buffer, base + at.pairs, 2 * places ** 2);
    // What stays as it is.
    this.nodes = new Uint16Array(buffer, base + at.agentNodes, r.cpus + r.nodes);
    this.nodes.forEach((_, n) => { this.nodes[n] = n < r.cpus ? Math.floor(n / r.cpusPerNode) : n - r.cpus; });
    const homes = new Uint16Array(buffer, base + at.homes, r.pages);
    homes.forEach((_, page) => { homes[page] = network.home(page << (PAGE - LINE)); });
    new Float64Array(buffer, base + at.transit, places ** 2).set(network.transit);
    new Int32Array(buffer, base + at.routeAt, places ** 2 + 1).set(network.routeAt);
    new Int32Array(buffer, base + at.route, network.route.length).set(network.route);
    const { occupancy } = r.profile.timing;
    this.linkCycles = new Float64Array(buffer, base + at.linkCycles, 2 * network.links.length);
    network.links.forEach(({ width }, n) => this.linkCycles.set([occupancy.linkShort / width, occupancy.linkLine / width], 2 * n));
    const homeCycles = homeCyclesOf(r.profile.timing);
    new Float64Array(buffer, base + at.homeCycles, homeCycles.length).set(homeCycles);
  }

  /** The node of a CPU or device. */
  node(agent: number): number { return this.nodes[agent]!; }
  isCpu(agent: number): boolean { return agent < this.r.cpus; }

  /** Index into `tags` of a cell of what the CPU's lookup has written down. */
  request(cpu: number, cell: number): number { return (cpu * this.at.cpuStride + this.at.request + cell) >> 2; }
  wants(cpu: number): number { return this.tags[this.request(cpu, REQUEST.want)]!; }

  /** STATE of the line in the CPU's cache. */
  cachedState(cpu: number, line: number): number {
    const set = (cpu * this.at.cpuStride + this.at.l2 + ((line & (this.r.l2Sets - 1)) << 3)) >> 2;
    for (let way = 0; way < 2; way++) {
      const tag = this.tags[set + way]!;
      if (tag >>> 4 === line && tag & 3) return tag & 3;
    }
    return STATE.I;
  }

  /** PHASE, or the state of the transaction. */
  phase(cpu: number): number { return this.tx[cpu * TX_CELLS + TX.state]!; }
  pins(cpu: number, line: number): boolean { return this.phase(cpu) === PHASE.pinned && this.tx[cpu * TX_CELLS + TX.line] === line; }

  /** Whether the CPU's write-back buffer has the line; -1: an empty entry. */
  buffers(cpu: number, line: number): boolean {
    const entries = 2 * this.r.profile.writeBackBuffer;
    for (let n = entries * cpu; n < entries * (cpu + 1); n += 2) if (this.writeBacks[n] === line + 1) return true;
    return false;
  }

  /** The first sharer word: of an exclusive line, the owner. */
  owner(line: number): number { return this.sharers[line * this.at.words]!; }
  isSharer(line: number, cpu: number): boolean {
    return ((this.sharers[line * this.at.words + (cpu >> 5)]! >>> (cpu & 31)) & 1) === 1;
  }

  /** A field (BUSY) of what the home knows about a busy line: bytes of one word, or halves of two. */
  busy(line: number, field: number): number {
    const { words } = this.at;
    return words === 1 ? (this.sharers[line]! >>> (8 * field)) & 0xff
      : (this.sharers[line * words + (field >> 1)]! >>> (16 * (field & 1))) & 0xffff;
  }

  counter(cpu: number, counter: number): number { return this.counters[cpu * CPU_COUNTERS + counter]!; }
}
