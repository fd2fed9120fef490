import type { ModuleBuilder } from "@disco-vm/wasm";
import { DATA_LINE, FETCH_LINE, LINE, PAGE, resolve, type NumaConfig, type Resolved } from "./config.ts";
import { NumaError } from "./errors.ts";
import type { LineGeometry, LineHooks, MemoryCode } from "./hooks.ts";
import { Journal } from "./journal.ts";
import { layoutOf, MISS_CLASSES, PAGE_CLASSES, REQUEST, type Layout, type MissClass } from "./layout.ts";
import { emitLookup } from "./lookup.ts";
import { MissRing } from "./miss-ring.ts";
import { Network } from "./network.ts";
import { Engine } from "./protocol/engine.ts";
import { STATE } from "./protocol/cache-table.ts";
import { DIRECTORY } from "./protocol/directory-table.ts";
import { MESSAGE } from "./protocol/messages.ts";
import { clearMisses } from "./protocol/page-counters.ts";
import { ResourceMap } from "./protocol/resources.ts";
import { PROTOCOL, type Tables } from "./protocol/tables.ts";
import { Versions } from "./protocol/versions.ts";
import { VERSIONS_MODULE, versionImports } from "./protocol/versions-code.ts";
import { statisticsOf, type NumaStatistics } from "./statistics.ts";

/** Where the model's events go and what it tells. */
export interface NumaSink {
  /**
   * To be handed to `handle` at `time`, after events of the same time that were posted before. Without it, the model keeps
   * its messages itself: `advance` handles them.
   */
  post?(time: number, kind: number, a: number, b: number, c: number): void;
  /** The CPU's access may execute again at `time`, now or later. Its stall class: `isLocal(missClass)`. */
  ready(cpu: number, time: number, missClass: number): void;
  /** The CPU's misses to the page at that machine address have reached the threshold. */
  hotPage?(cpu: number, address: number): void;
  /** What `readOnce` or `writeUnique` asked for is done at `time`, now or later. */
  done?(agent: number, time: number): void;
}

export interface NumaOptions extends NumaConfig {
  readonly memory: WebAssembly.Memory;
  /** Offset in `memory` of a zeroed region of `numaBytes(config)` bytes, a multiple of 64 KB. */
  readonly base: number;
  /** Offset in `memory` of RAM. */
  readonly ramBase: number;
  readonly sink: NumaSink;
  /** The model's event kinds are kindBase to kindBase + 21. Default 0. */
  readonly kindBase?: number;
  /** Check mode: each copy carries a version. Slow. */
  readonly check?: boolean;
  /** The protocol. Default: the tables that the documentation shows. */
  readonly tables?: Tables;
}

/** Bytes of linear memory that the model takes. */
export function numaBytes(config: NumaConfig): number {
  const r = resolve(config);
  return layoutOf(r, new ResourceMap(r, new Network(r))).bytes;
}

/** The memory system of a machine: lookup code beside the CPUs, the protocol behind it. */
export class NumaMemory {
  readonly geometry: LineGeometry;
  readonly config: Resolved;
  readonly layout: Layout;
  readonly network: Network;
  /** Protocol state and tables: for tests and tools. */
  readonly engine: Engine;
  readonly versions: Versions | undefined;
  /** With `journalBytes`. */
  readonly journal: Journal | undefined;
  /** The region: everything that decides the model's future but messages in flight. */
  readonly region: { readonly base: number; readonly bytes: number };

  constructor(private readonly options: NumaOptions) {
    const { memory, base, sink } = options;
    const r = this.config = resolve(options);
    this.network = new Network(r);
    const resources = new ResourceMap(r, this.network);
    const at = this.layout = layoutOf(r, resources);
    if (base % 65536 !== 0 || base + at.bytes > memory.buffer.byteLength)
      throw new NumaError("bad-config", `base: expected a multiple of 65536 with ${at.bytes} bytes of memory behind it, got ${base}; ask numaBytes() for the size`);
    if (r.ramBytes >= 2 ** 32)
      throw new NumaError("bad-config", `ramBytes: expected less than 4 GB, since offsets have 32 bits, got ${r.ramBytes}; give the nodes less`);
    this.region = { base, bytes: at.stateBytes };
    this.geometry = { dataLine: 1 << DATA_LINE, dataSets: r.dataSets, fetchLine: 1 << FETCH_LINE, fetchSets: r.fetchSets };
    this.journal = r.journalBytes ? new Journal(r, at, memory, base) : undefined;
    this.versions = options.check ? new Versions(r.cpus, r.lines) : undefined;
    this.engine = new Engine(r, at, resources, {
      post: sink.post && ((time, kind, a, b, c) => sink.post?.(time, kind, a, b, c)),
      ready: (cpu, time, missClass) => sink.ready(cpu, time, missClass),
      done: (agent, time) => sink.done?.(agent, time),
      hotPage: (cpu, line) => sink.hotPage?.(cpu, this.address((line >>> (PAGE - LINE)) * (1 << PAGE))),
    }, memory, base, options.kindBase ?? 0, options.tables ?? PROTOCOL);
  }

  /** Emits load, store, fetch and cacheOp, exported as numa_load and so on, into the module that the CPU's code is in. */
  emit(b: ModuleBuilder, hooks: LineHooks): MemoryCode {
    const { code, ...lookup } = emitLookup(b, hooks, this.config, this.layout, this.options.base, this.options.ramBase);
    this.engine.emit(b, lookup, this.versions !== undefined);
    return code;
  }
  /** What that module imports besides the memory: something in check mode only. */
  get imports(): WebAssembly.Imports {
    return this.versions ? { [VERSIONS_MODULE]: versionImports(this.versions) } : {};
  }

  /** Connects the instance of that module; `cpus` are what its functions take as `cpu`, by CPU number. */
  bind(exports: WebAssembly.Exports, cpus: readonly number[]): void { this.engine.bind(exports, cpus); }

  /** The CPU's access has returned BLOCKED at cycle `now`: sends the request that the lookup has written down. */
  start(cpu: number, now: number): void { this.engine.start(cpu, now); }
  /** An event that was posted has its time. */
  handle(time: number, kind: number, a: number, b: number, c: number): void {
    this.engine.handle(time, kind, a, b, c);
  }
  /**
   * Handles the messages that the model keeps, in order, up to time `until`; no further than what makes it tell something,
   * so that this can be taken account of first; and up to one that changes the caches of a CPU whose journal is open: returns
   * that CPU, or -1. `now`: the time of the last one handled.
   */
  advance(until: number): number { return this.engine.advance(until); }
  get now(): number { return this.engine.now; }
  /** When the next of them is due, or Infinity. */
  get nextTime(): number { return this.engine.nextTime; }
  /** The same for each node; behind them, for a bus's arbiter. Only what is due at its node can concern a CPU at once. */
  get soonest(): Float64Array { return this.engine.soonest; }
  /** After `ready`, the access has been executed again, at `now` at the latest: its line may be taken away. */
  release(cpu: number, now: number): void { this.engine.release(cpu, now); }

  /** Whether another CPU has asked for the line that is the CPU's until `release`. */
  wanted(cpu: number): boolean { return this.engine.wanted(cpu); }

  /** Whether the CPU has a copy of the line at that machine address; `changed`: one that its stores may have changed. */
  caches(cpu: number, address: number, changed: boolean): boolean {
    const { store } = this.engine, line = this.offset(address) >>> LINE;
    return store.directory[line] !== DIRECTORY.U && store.cachedState(cpu, line) >= (changed ? STATE.M : STATE.S);
  }

  /** A node's device, as `readOnce` and `writeUnique` name it; there, a CPU's number stands for its uncached accesses. */
  device(node: number): number { return this.config.cpus + node; }
  /** A coherent read, at cycle `now`, of the line at that machine address, of which no copy is kept. `sink.done` says when. */
  readOnce(agent: number, address: number, now: number): void { this.engine.once(agent, MESSAGE.READ_ONCE, this.offset(address) >>> LINE, now); }
  /** A coherent write to that line, in memory: all copies are gone when it is done. */
  writeUnique(agent: number, address: number, now: number): void { this.engine.once(agent, MESSAGE.WRITE_UNIQUE, this.offset(address) >>> LINE, now); }

  /** The node whose memory holds that machine address (on a bus: -1), and whether it is the CPU's own. */
  home(address: number): number {
    const place = this.network.home(this.offset(address) >>> LINE);
    return this.network.bus ? -1 : place;
  }
  /** Whether the CPU's blocked access waits for its own node (on a bus: always). */
  requestIsLocal(cpu: number): boolean {
    const line = this.engine.store.tags[this.engine.store.request(cpu, REQUEST.line)]!;
    return this.network.bus || this.network.home(line) === this.engine.store.node(cpu);
  }
  hops(from: number, to: number): number { return this.network.hops(from, to); }
  /**
   * How soon something may change for a CPU, in cycles: by what another CPU does from now on, and by a message at a place
   * that is not the CPU's. A request goes through the controller of its own node first.
   */
  get lookahead(): { readonly cpu: number; readonly event: number } {
    const { issue, latency } = this.config.profile.timing, { shortest } = this.network;
    return this.config.cpusPerNode > 1 ? { cpu: issue, event: 0 } : { cpu: issue + latency.forward + shortest, event: shortest };
  }
  /** Unloaded cycles of a short message from a processor to another node's controller, and of its answer's way back. */
  requestLatency(from: number, to: number): number {
    const { issue, latency } = this.config.profile.timing;
    return issue + (from === to ? 0 : latency.forward + this.network.transit[from * this.network.places + to]!);
  }
  replyLatency(from: number, to: number): number {
    const { deliver, latency } = this.config.profile.timing;
    return deliver + (from === to ? 0 : latency.reply + this.network.transit[from * this.network.places + to]!);
  }

  /**
   * L2 misses of the CPU to the page at that machine address since they were last cleared; at most 65535. With
   * `pageSampling` n, of each CPU's misses each n-th.
   */
  missCount(address: number, cpu: number): number {
    return this.engine.store.misses[this.pageOf(address) * this.config.cpus + cpu]!;
  }
  /** The same by class; with the option `pageClasses`. */
  missCounts(address: number, cpu: number): Readonly<Record<MissClass, number>> {
    const { classMisses } = this.engine.store;
    if (!classMisses) throw new NumaError("bad-call", "numa: expected the option pageClasses, got none; set it to have misses by page and class");
    const at = (this.pageOf(address) * this.config.cpus + cpu) * PAGE_CLASSES;
    return Object.fromEntries(MISS_CLASSES.map((name, k) => [name, classMisses[at + k]!])) as Record<MissClass, number>; // all names
  }
  clearMissCounts(address: number): void { clearMisses(this.engine.store, this.pageOf(address)); }
  private pageOf(address: number): number { return this.offset(address) >>> PAGE; }

  /** From now on the latest `capacity` misses are kept in the ring that this returns; 0: none. No part of the model's state. */
  record(capacity: number): MissRing | undefined {
    if (!(Number.isInteger(capacity) && capacity >= 0 && capacity <= 2 ** 24)) throw new NumaError("bad-call", `numa.record: expected 0 to ${2 ** 24} misses, got ${capacity}; the ring is kept in memory`);
    this.engine.ring = capacity === 0 ? undefined : new MissRing(capacity, (n) => {
      const line = this.address(n * 2 ** LINE);
      return { line, page: line - (line % 2 ** PAGE), node: this.home(line) };
    });
    return this.engine.ring;
  }
  statistics(): NumaStatistics { return statisticsOf(this.engine); }

  /** Offset in RAM of a machine address, and back. */
  offset(address: number): number {
    const { lowEnd, highBase, ramBytes } = this.config;
    const offset = address < lowEnd ? address : address - highBase + lowEnd;
    if (!(offset >= 0 && offset < ramBytes && (address < lowEnd || address >= highBase)))
      throw new NumaError("bad-call", `numa: expected an address in RAM, got 0x${address.toString(16)}; RAM ends at 0x${this.address(ramBytes - 1).toString(16)}`);
    return offset;
  }
  address(offset: number): number {
    const { lowEnd, highBase } = this.config;
    return offset < lowEnd ? offset : offset - lowEnd + highBase;
  }
}
