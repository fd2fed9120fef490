import type { Core, LineGeometry, MemorySystem } from "@disco-vm/mips";
import type { Kind } from "./cpu-state.ts";
import type { NumaStatistics } from "@disco-vm/numa";
import type { Layout, Wanted } from "./budget.ts";
import type { AddressMap } from "./address-map.ts";
import type { Lookahead } from "./scheduler.ts";

/** How long messages outside the caches take, in cycles. */
export interface Latency {
  /** From the CPU's node until the device or memory of node `to` acts. */
  request(from: number, to: number): number;
  /** From there until the CPU has the answer. */
  reply(from: number, to: number): number;
}

/** What a CPU has changed in memory and caches. */
export interface Journal {
  /** Up to which cycle each CPU has run with its journal open, or 0. */
  readonly until: Float64Array;
  open(cpu: number): void;
  close(cpu: number): void;
  /** Takes everything back, and closes. `wrote` is told of bytes of RAM, by host address. */
  undo(cpu: number, wrote: (host: number, bytes: number) => void): void;
  /** The CPU was blocked because there is no more room. */
  full(cpu: number): boolean;
}

export interface Connection {
  readonly core: Core;
  /** What a CPU waited for is there at a cycle. */
  wake(cpu: number, at: number, kind: Kind): void;
  /** The CPU's misses to the page at a machine address have reached the threshold, at a cycle. */
  hotPage(cpu: number, address: number, at: number): void;
  /** The access that `dma` has begun is done at a cycle. */
  moved(at: number): void;
}

/** What the machine needs of the memory behind the CPUs, flat or with caches. */
export interface MemorySide {
  readonly system: MemorySystem;
  /** The scheduler's bounds. */
  readonly lookahead: Lookahead;
  /** For each CPU, when the next message is due that may concern it at once, or Infinity. */
  readonly soonest: Float64Array;
  /** When the next message is due, or Infinity. */
  nextTime(): number;
  /**
   * Handles messages up to that time, no further than one that wakes somebody, and up to one for a CPU whose journal is open:
   * returns that CPU, or -1. `now`: the time of the last one.
   */
  advance(until: number): number;
  now(): number;
  /** Present if what CPUs do can be taken back. */
  readonly journal?: Journal;
  /** Whether the CPU has a copy of the line at a machine address; `changed`: one that its stores may have changed. */
  caches(cpu: number, address: number, changed: boolean): boolean;
  readonly latency: Latency;
  /** Bytes that a handler's accesses to memory are recorded by. */
  readonly lineBytes: number;
  hops(from: number, to: number): number;
  /** The CPUs exist now; wake-ups may come. */
  connect(connection: Connection): void;
  /** One access of a replay, as the CPU's own: 0 and more when done, BLOCKED when it is to be tried again. */
  access(cpu: number, store: boolean, address: number): number;
  /** An access of the CPU, its own or a replay's, has returned BLOCKED just now. */
  blocked(cpu: number): void;
  /** The CPU was woken, and what it waited for is kept for it until `release`: until its access has executed again. */
  holds(cpu: number): boolean;
  /** Another CPU waits for that. */
  wanted(cpu: number): boolean;
  release(cpu: number): void;
  /** A coherent access by node 0's devices, one at a time: of the line at a machine address. Without caches there is none. */
  readonly dma?: (store: boolean, address: number, now: number) => void;
  /** What a CPU that is blocked waits for. */
  waitsFor(cpu: number): Kind;
  missCount(address: number, cpu: number): number;
  clearMissCounts(address: number): void;
  /** Counters, plain data; undefined if there is nothing to count. */
  statistics(): NumaStatistics | undefined;
  /** Names of regions of the layout, and plain data, that decide the future. */
  stateRegions(): readonly { readonly base: number; readonly bytes: number }[];
  state(): unknown;
}

/** A kind of memory side: what it needs of the linear memory, and how to build it there. */
export interface MemorySideKind {
  readonly geometry: LineGeometry;
  regions(map: AddressMap): Wanted[];
  build(where: { memory: WebAssembly.Memory; layout: Layout; map: AddressMap; cpus: readonly number[] }): MemorySide;
}
