import { LINE, PAGE, type Resolved } from "../config.ts";
import { CPU_COUNTERS, PAGE_CLASSES, PHASE, REQUEST, TX, TX_CELLS, WANT, type Layout } from "../layout.ts";
import type { Network } from "../network.ts";
import { STATE } from "./cache-table.ts";

/** What both sides of the protocol know, in the region of linear memory, and how it is asked. */
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
  /** The home of each page. */
  private readonly homes: Uint16Array;
  /** The node of each CPU, then of each device. */
  private readonly nodes: Uint16Array;

  constructor(readonly r: Resolved, readonly at: Layout, network: Network, memory: WebAssembly.Memory, base: number) {
    const { buffer } = memory;
    this.nodes = Uint16Array.from({ length: r.cpus + r.nodes }, (_, n) => (n < r.cpus ? Math.floor(n / r.cpusPerNode) : n - r.cpus));
    this.homes = Uint16Array.from({ length: r.pages }, (_, page) => network.home(page << (PAGE - LINE)));
    this.tags = new Int32Array(buffer, base + at.cpus, (at.cpuStride / 4) * r.cpus);
    this.tx = new Int32Array(buffer, base + at.transactions, TX_CELLS * (r.cpus + r.nodes));
    this.writeBacks = new Int32Array(buffer, base + at.writeBacks, 2 * r.profile.writeBackBuffer * r.cpus);
    this.directory = new Uint8Array(buffer, base + at.directory, r.lines);
    this.sharers = new Uint32Array(buffer, base + at.sharers, at.words * r.lines);
    this.misses = new Uint16Array(buffer, base + at.misses, r.pages * r.cpus);
    this.classMisses = r.pageClasses ? new Uint16Array(buffer, base + at.classMisses, r.pages * r.cpus * PAGE_CLASSES) : undefined;
    this.counters = new Float64Array(buffer, base + at.statistics, CPU_COUNTERS * r.cpus);
  }

  home(line: number): number {
    return this.homes[line >>> (PAGE - LINE)]!;
  }

  /** The node of a CPU or device. */
  node(agent: number): number {
    return this.nodes[agent]!;
  }
  isCpu(agent: number): boolean { return agent < this.r.cpus; }

  /** Index into `tags` of a cell of what the CPU's lookup has written down. */
  request(cpu: number, cell: number): number {
    return (cpu * this.at.cpuStride + this.at.request + cell) >> 2;
  }
  wants(cpu: number): number { return this.tags[this.request(cpu, REQUEST.want)]!; }
  /** The request is under way. */
  taken(cpu: number): void { this.tags[this.request(cpu, REQUEST.want)] = WANT.nothing; }

  /** The first of the two L2 tags of the line's set, as an index into `tags`. */
  set(cpu: number, line: number): number {
    return (cpu * this.at.cpuStride + this.at.l2 + ((line & (this.r.l2Sets - 1)) << 3)) >> 2;
  }

  /** Index into `tags` of the line's L2 tag, or -1. */
  tagOf(cpu: number, line: number): number {
    const set = this.set(cpu, line), first = this.tags[set]!, second = this.tags[set + 1]!;
    if (first >>> 4 === line && first & 3) return set;
    return second >>> 4 === line && second & 3 ? set + 1 : -1;
  }

  cachedState(cpu: number, line: number): number {
    const tag = this.tagOf(cpu, line);
    return tag < 0 ? STATE.I : this.tags[tag]! & 3;
  }

  /** PHASE, or the state of the transaction. */
  phase(cpu: number): number { return this.tx[cpu * TX_CELLS + TX.state]!; }
  pins(cpu: number, line: number): boolean {
    return this.phase(cpu) === PHASE.pinned && this.tx[cpu * TX_CELLS + TX.line] === line;
  }

  /** The line's state at the CPU, cache, transaction and write-back buffer taken together. */
  state(cpu: number, line: number): number {
    const tx = cpu * TX_CELLS, phase = this.tx[tx + TX.state]!;
    if (phase > 0 && this.tx[tx + TX.line] === line) return phase;
    const entry = this.writeBackEntry(cpu, line);
    return entry >= 0 ? this.writeBacks[entry + 1]! : this.cachedState(cpu, line);
  }

  /** Index into `writeBacks` of the line's entry, for line -1 of an empty one; -1 if there is none. */
  writeBackEntry(cpu: number, line: number): number {
    if (line >= 0 && this.tx[cpu * TX_CELLS + TX.buffered] === 0) return -1;
    const entries = this.r.profile.writeBackBuffer, first = 2 * entries * cpu;
    for (let n = first; n < first + 2 * entries; n += 2) if (this.writeBacks[n] === line + 1) return n;
    return -1;
  }

  /** The first sharer word: of an exclusive line, the owner. */
  owner(line: number): number { return this.sharers[line * this.at.words]!; }
  setOwner(line: number, cpu: number): void {
    this.clearSharers(line);
    this.sharers[line * this.at.words] = cpu;
  }

  isSharer(line: number, cpu: number): boolean {
    return ((this.sharers[line * this.at.words + (cpu >> 5)]! >>> (cpu & 31)) & 1) === 1;
  }
  addSharer(line: number, cpu: number): void {
    this.sharers[line * this.at.words + (cpu >> 5)]! |= 1 << (cpu & 31);
  }
  sharedByOthers(line: number, cpu: number): boolean {
    const { words } = this.at;
    for (let w = 0; w < words; w++) {
      const own = w === cpu >> 5 ? 1 << (cpu & 31) : 0;
      if (this.sharers[line * words + w]! & ~own) return true;
    }
    return false;
  }
  shared(line: number): boolean {
    for (let w = 0; w < this.at.words; w++) if (this.sharers[line * this.at.words + w]) return true;
    return false;
  }
  clearSharers(line: number): void {
    const { words } = this.at;
    for (let w = 0; w < words; w++) this.sharers[line * words + w] = 0;
  }

  /** A field (BUSY) of what the home knows about a busy line: bytes of one word, or halves of two. */
  busy(line: number, field: number): number {
    const { words } = this.at;
    return words === 1 ? (this.sharers[line]! >>> (8 * field)) & 0xff
      : (this.sharers[line * words + (field >> 1)]! >>> (16 * (field & 1))) & 0xffff;
  }
  setBusy(line: number, field: number, value: number): void {
    const { words } = this.at, narrow = words === 1;
    const word = narrow ? line : line * words + (field >> 1), shift = narrow ? 8 * field : 16 * (field & 1);
    this.sharers[word] = (this.sharers[word]! & ~((narrow ? 0xff : 0xffff) << shift)) | (value << shift);
  }

  count(cpu: number, counter: number, by: number): void {
    this.counters[cpu * CPU_COUNTERS + counter]! += by;
  }
  counter(cpu: number, counter: number): number { return this.counters[cpu * CPU_COUNTERS + counter]!; }
  setCounter(cpu: number, counter: number, value: number): void { this.counters[cpu * CPU_COUNTERS + counter] = value; }
}
