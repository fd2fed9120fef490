import { bareCaches, type BareCaches } from "../bare-caches.ts";
import { InvariantError } from "../errors.ts";
import { PHASE, TX, TX_CELLS } from "../layout.ts";
import type { NumaMemory } from "../numa-memory.ts";
import { PROFILES } from "../profiles/index.ts";
import { STATE } from "../protocol/cache-table.ts";
import { DIRECTORY } from "../protocol/directory-table.ts";
import { MESSAGE, MESSAGE_NAMES } from "../protocol/messages.ts";
import type { Store } from "../protocol/store.ts";
import type { Tables } from "../protocol/tables.ts";
import type { Versions } from "../protocol/versions.ts";
import { laneOf } from "./channels.ts";
import { Snapshot, type Flying, type StateName } from "./snapshot.ts";

export interface ModelSize {
  /** CPUs that access the lines. */
  readonly cpus: number;
  readonly lines: number;
  /** "own": the lines' home is CPU 0's node. "node": CPUs 0 and 1 share that node. "third": a node whose CPU does nothing. "bus": uma-1997. */
  readonly home: "own" | "node" | "third" | "bus";
  /** So many of the last nodes have a device that reads and writes the lines. */
  readonly devices: number;
}

export interface Move {
  /** In words. */
  readonly name: () => string;
  /** Nobody asks for anything new: if only such moves happen, they must end. */
  readonly internal: boolean;
  readonly act: () => void;
}

/** The simulator itself, its lookup code included, without time: what can happen next, and what must hold. */
export class Model {
  readonly numa: NumaMemory;
  private readonly bare: BareCaches;
  private readonly store: Store;
  private readonly versions: Versions;
  private readonly snapshot: Snapshot;
  private readonly everybody: readonly number[];
  private readonly lines: readonly number[];
  private readonly devices: readonly number[];
  private lanes = new Map<string, readonly Flying[]>();
  private posted: Flying[] = [];

  constructor(size: ModelSize, tables?: Tables) {
    const { home } = size, idle = home === "third" ? 1 : 0, together = home === "node" ? 2 : 1;
    const cpus = Math.ceil((size.cpus + idle) / together) * together, nodes = cpus / together;
    const base = PROFILES[home === "bus" ? "uma-1997" : "flash-1997"];
    this.bare = bareCaches(
      // One set of caches, with room for both lines.
      { cpus, cpusPerNode: together, ramBytes: 4096 * nodes, contention: false, map: { aliasBytes: 0 }, profile: { ...base, writeBackBuffer: 1, caches: { l1i: 128, l1d: 64, l2: 256 } } },
      { post: (_time, message, a, line, c) => { this.posted.push({ message, a, line, c }); }, ready: () => {} },
      { check: true, ...(tables && { tables }) },
    );
    const { numa } = this.bare;
    this.numa = numa;
    this.store = numa.engine.store;
    this.versions = numa.versions!; // check mode
    this.everybody = Array.from({ length: size.cpus }, (_, n) => n);
    this.lines = Array.from({ length: size.lines }, (_, n) => (home === "third" ? 32 * size.cpus : 0) + n);
    this.devices = Array.from({ length: Math.min(size.devices, nodes) }, (_, n) => numa.device(nodes - 1 - n));
    this.snapshot = new Snapshot(numa, this.lines);
  }

  take(): StateName { return this.snapshot.take(this.lanes); }
  put(state: StateName): void {
    this.lanes = new Map(this.snapshot.put(state));
    this.posted = [];
  }

  moves(): Move[] {
    return [...this.arrivals(), ...this.everybody.flatMap((cpu) => this.movesOf(cpu)), ...this.devices.flatMap((device) => this.movesOfDevice(device))];
  }

  private arrivals(): Move[] {
    return [...this.lanes].map(([lane, messages]) => {
      const { message, a, line, c } = messages[0]!; // lanes without messages are deleted
      const to = message < MESSAGE.DATA_S || message === MESSAGE.FORWARD ? "from" : "at";
      return { name: () => `${MESSAGE_NAMES[message]} ${to} ${this.name(a)} for line ${line} arrives (lane ${lane})`, internal: true, act: () => {
        if (messages.length === 1) this.lanes.delete(lane);
        else this.lanes.set(lane, messages.slice(1));
        this.numa.handle(0, message, a, line, c);
      } };
    });
  }

  private movesOf(cpu: number): Move[] {
    const { numa, store } = this, phase = store.phase(cpu), line = store.tx[cpu * TX_CELLS + TX.line]!;
    const move = (name: string, internal: boolean, act: () => void): Move => ({ name: () => `CPU ${cpu}${name}`, internal, act });
    if (phase === PHASE.pinned) return [move(" executes again", true, () => {
      // What came for a store is M.
      if (!this.access(cpu, line, store.cachedState(cpu, line) === STATE.M)) throw new InvariantError(`CPU ${cpu} does not find the line that came`);
      numa.release(cpu, 0);
    })];
    if (phase === PHASE.refused) return [
      move(", refused, gives up as an SC does", true, () => numa.release(cpu, 0)),
      move(", refused, stores again", true, () => {
        numa.release(cpu, 0);
        this.begin(cpu, line, true);
      }),
    ];
    if (phase !== PHASE.idle) return [];
    return this.lines.flatMap((of) => {
      const all = [
        move(` loads from line ${of}`, false, () => this.begin(cpu, of, false)),
        move(` stores to line ${of}`, false, () => this.begin(cpu, of, true)),
      ];
      const cached = store.cachedState(cpu, of);
      if (cached !== STATE.I && (cached === STATE.S || store.buffers(cpu, -1)))
        all.push(move(` replaces line ${of}`, false, () => numa.engine.replace(cpu, of, cached)));
      return all;
    });
  }

  private movesOfDevice(device: number): Move[] {
    const { numa } = this;
    if (this.store.tx[device * TX_CELLS + TX.once]) return [];
    return this.lines.flatMap((line) => [
      { name: () => `${this.name(device)} reads line ${line}`, internal: false, act: () => numa.readOnce(device, line * 128, 0) },
      { name: () => `${this.name(device)} writes to line ${line}`, internal: false, act: () => numa.writeUnique(device, line * 128, 0) },
    ]);
  }

  private name(agent: number): string { return this.store.isCpu(agent) ? `CPU ${agent}` : `device ${agent - this.numa.device(0)}`; }

  private access(cpu: number, line: number, store: boolean): boolean {
    if ((store ? this.bare.store(cpu, line * 128) : this.bare.load(cpu, line * 128)) < 0) return false;
    if (store) this.versions.write(cpu, line);
    else this.versions.read(cpu, line);
    return true;
  }
  private begin(cpu: number, line: number, store: boolean): void {
    if (!this.access(cpu, line, store)) this.numa.start(cpu, 0);
  }

  /** After a move: puts what it has sent into lanes, and throws if something does not hold. */
  settle(): void {
    for (const m of this.posted) {
      const lane = laneOf(this.numa.network, (agent) => this.store.node(agent), m.message, m.a, m.line, m.c);
      this.lanes.set(lane, [...(this.lanes.get(lane) ?? []), m]);
    }
    this.posted = [];
    const phases = this.everybody.map((cpu) => this.store.phase(cpu));
    const quiet = this.lanes.size === 0 && !phases.includes(PHASE.pinned) && !phases.includes(PHASE.refused);
    for (const line of this.lines) this.checkLine(line, quiet);
    if (quiet) this.checkNobodyWaits();
  }

  private checkLine(line: number, quiet: boolean): void {
    const { store } = this, holders = this.everybody.filter((cpu) => store.cachedState(cpu, line) !== STATE.I);
    const exclusive = holders.filter((cpu) => store.cachedState(cpu, line) >= STATE.E);
    if (exclusive.length && holders.length > 1) throw new InvariantError(`CPU ${exclusive[0]} has line ${line} exclusive, CPUs ${holders.join(", ")} have copies`);
    if (!quiet) return;
    const entry = store.directory[line]!, first = store.owner(line);
    if (entry >= DIRECTORY.BI) throw new InvariantError("the directory is busy, and no message is under way");
    for (const cpu of holders) {
      const known = entry === DIRECTORY.S ? store.isSharer(line, cpu) && !exclusive.length : entry === DIRECTORY.E && first === cpu && exclusive.length === 1;
      if (!known) throw new InvariantError(`the directory does not know the copy of CPU ${cpu}`);
    }
    if (entry === DIRECTORY.E && !exclusive.length) throw new InvariantError(`the directory has CPU ${first} as owner, which has no copy`);
  }

  private checkNobodyWaits(): void {
    const { devices, store } = this;
    for (const cpu of this.everybody) {
      if (store.phase(cpu) !== PHASE.idle) throw new InvariantError(`deadlock: CPU ${cpu} waits, and no message is under way`);
      if (this.lines.some((line) => store.buffers(cpu, line))) throw new InvariantError(`deadlock: CPU ${cpu} waits for the home to take its line, and no message is under way`);
    }
    if (devices.some((device) => store.tx[device * TX_CELLS + TX.once])) throw new InvariantError("deadlock: a device waits, and no message is under way");
  }
}
