import { bareCaches, type BareCaches } from "../bare-caches.ts";
import { InvariantError } from "../errors.ts";
import { PHASE, TX, TX_CELLS } from "../layout.ts";
import type { NumaMemory } from "../numa-memory.ts";
import { PROFILES } from "../profiles/index.ts";
import { STATE } from "../protocol/cache-table.ts";
import { DIRECTORY } from "../protocol/directory-table.ts";
import { MESSAGE, MESSAGE_NAMES, VERSION_SHIFT } from "../protocol/messages.ts";
import type { Store } from "../protocol/store.ts";
import type { Tables } from "../protocol/tables.ts";
import type { Versions } from "../protocol/versions.ts";
import { Channels } from "./channels.ts";
import { aOf, argumentOf, Lanes, lineOf, messageOf, wordOf } from "./lanes.ts";
import { Snapshot } from "./snapshot.ts";
import { Symmetry } from "./symmetry.ts";

export interface ModelSize {
  /** CPUs that access the lines. */
  readonly cpus: number;
  readonly lines: number;
  /** Only the first so many CPUs use the second line. */
  readonly both: number;
  /** "own": the lines' home is CPU 0's node. "node": CPUs 0 and 1 share that node. "third": a node whose CPU does nothing. "bus": uma-1997. */
  readonly home: "own" | "node" | "third" | "bus";
  /** So many of the last nodes have a device that reads and writes the lines. */
  readonly devices: number;
}

/**
 * What may happen next, as a number: below LANES that the first message of that lane arrives; else, in units of AGENT, which
 * CPU or device does something, and what: one of the following, plus the line's place in the list.
 */
const AGENT = 16, EXECUTES = 0, GIVES_UP = 1, STORES_AGAIN = 2, LOADS = 4, STORES = 6, REPLACES = 8, READS = 10, WRITES = 12;

/** The simulator itself, its lookup code included, without time: what can happen next, and what must hold. */
export class Model {
  readonly numa: NumaMemory;
  readonly snapshot: Snapshot;
  readonly symmetry: Symmetry;
  private readonly bare: BareCaches;
  private readonly store: Store;
  private readonly versions: Versions;
  private readonly everybody: readonly number[];
  private readonly lines: readonly number[];
  private readonly devices: readonly number[];
  private readonly channels: Channels;
  private readonly lanes: Lanes;
  /** Message, a, line and c of what the move at hand has sent. */
  private readonly posted: number[] = [];

  constructor(private readonly size: ModelSize, symmetry: boolean, tables?: Tables) {
    const { home } = size, idle = home === "third" ? 1 : 0, together = home === "node" ? 2 : 1;
    const cpus = Math.ceil((size.cpus + idle) / together) * together, nodes = cpus / together;
    const base = PROFILES[home === "bus" ? "uma-1997" : "flash-1997"];
    this.bare = bareCaches(
      // One set of caches, with room for both lines.
      { cpus, cpusPerNode: together, ramBytes: 4096 * nodes, contention: false, map: { aliasBytes: 0 }, profile: { ...base, writeBackBuffer: 1, caches: { l1i: 128, l1d: 64, l2: 256 } } },
      { post: (_time, message, a, line, c) => { this.posted.push(message, a, line, c); }, ready: () => {} },
      { check: true, ...(tables && { tables }) },
    );
    const { numa } = this.bare;
    this.numa = numa;
    this.store = numa.engine.store;
    this.versions = numa.versions!; // check mode
    this.everybody = Array.from({ length: size.cpus }, (_, n) => n);
    this.lines = Array.from({ length: size.lines }, (_, n) => (home === "third" ? 32 * size.cpus : 0) + n);
    this.devices = Array.from({ length: Math.min(size.devices, nodes) }, (_, n) => numa.device(nodes - 1 - n));
    this.channels = new Channels(numa.network, cpus + nodes, (agent) => this.store.node(agent));
    this.lanes = new Lanes(this.channels.count);
    this.snapshot = new Snapshot(numa, this.lines, this.lanes, this.channels);
    // What devices ask for names CPUs and lines in too many places.
    const renames = symmetry && !this.devices.length && size.both >= size.cpus, alone = renames && together === 1;
    this.symmetry = new Symmetry(numa, this.snapshot, this.channels, this.lines, alone ? this.everybody.filter((cpu) => home !== "own" || cpu > 0) : [], renames);
  }

  /** Writes down all moves from the state that the simulator is in; returns how many there are. */
  moves(into: Int32Array): number {
    const { lanes, store, lines } = this;
    let count = 0;
    for (let lane = 0; lane < lanes.count; lane++) if (lanes.lengths[lane]) into[count++] = lane;
    for (const cpu of this.everybody) {
      const first = lanes.count + cpu * AGENT, phase = store.phase(cpu);
      if (phase === PHASE.pinned) into[count++] = first + EXECUTES;
      if (phase === PHASE.refused) {
        into[count++] = first + GIVES_UP;
        into[count++] = first + STORES_AGAIN;
      }
      if (phase !== PHASE.idle) continue;
      const uses = cpu < this.size.both ? lines.length : 1;
      for (let n = 0; n < uses; n++) {
        into[count++] = first + LOADS + n;
        into[count++] = first + STORES + n;
        const cached = store.cachedState(cpu, lines[n]!);
        if (cached !== STATE.I && (cached === STATE.S || store.buffers(cpu, -1))) into[count++] = first + REPLACES + n;
      }
    }
    for (const device of this.devices) {
      if (store.tx[device * TX_CELLS + TX.once]) continue;
      for (let n = 0; n < lines.length; n++) {
        into[count++] = lanes.count + device * AGENT + READS + n;
        into[count++] = lanes.count + device * AGENT + WRITES + n;
      }
    }
    return count;
  }

  /** Nobody asks for anything new: if only such moves happen, they must end. */
  internal(move: number): boolean {
    return move < this.lanes.count || (move - this.lanes.count) % AGENT < LOADS;
  }

  /** Makes the move, and puts what it has sent into lanes. */
  act(move: number): void {
    const { lanes, lines, posted, versions } = this;
    posted.length = 0;
    this.change(move);
    for (let n = 0; n < lines.length; n++) if (versions.latest[lines[n]!] !== 1) lanes.age(n);
    for (let k = 0; k < posted.length; k += 4) {
      const message = posted[k]!, a = posted[k + 1]!, line = posted[k + 2]!, c = posted[k + 3]!;
      lanes.push(this.channels.of(message, a, line, c), wordOf(message, a, line - lines[0]!, c, c >>> VERSION_SHIFT === versions.latest[line]!));
    }
  }

  private change(move: number): void {
    const { numa, lanes, lines } = this;
    if (move < lanes.count) {
      const word = lanes.shift(move);
      return numa.handle(0, messageOf(word), aOf(word), lines[lineOf(word)]!, argumentOf(word));
    }
    const agent = Math.floor((move - lanes.count) / AGENT), what = (move - lanes.count) % AGENT, line = lines[what & 1]!;
    switch (what < LOADS ? what : what & ~1) {
      case EXECUTES: return this.executes(agent);
      case GIVES_UP: return numa.release(agent, 0);
      case STORES_AGAIN: {
        const again = this.store.tx[agent * TX_CELLS + TX.line]!;
        numa.release(agent, 0);
        return this.begin(agent, again, true);
      }
      case LOADS: return this.begin(agent, line, false);
      case STORES: return this.begin(agent, line, true);
      case REPLACES: return numa.engine.replace(agent, line, this.store.cachedState(agent, line));
      case READS: return numa.readOnce(agent, line * 128, 0);
      default: return numa.writeUnique(agent, line * 128, 0);
    }
  }

  /** In words; before the move is made. */
  name(move: number): string {
    const { lanes, lines } = this, name = (agent: number): string => (this.store.isCpu(agent) ? `CPU ${agent}` : `device ${agent - this.numa.device(0)}`);
    if (move < lanes.count) {
      const word = lanes.first(move), message = messageOf(word), to = message < MESSAGE.DATA_S || message === MESSAGE.FORWARD ? "from" : "at";
      return `${MESSAGE_NAMES[message]} ${to} ${name(aOf(word))} for line ${lines[lineOf(word)]} arrives (lane ${this.channels.name(move)})`;
    }
    const agent = Math.floor((move - lanes.count) / AGENT), what = (move - lanes.count) % AGENT, line = `line ${lines[what & 1]}`;
    const words: Readonly<Record<number, string>> = {
      [EXECUTES]: " executes again", [GIVES_UP]: ", refused, gives up as an SC does", [STORES_AGAIN]: ", refused, stores again",
      [LOADS]: ` loads from ${line}`, [STORES]: ` stores to ${line}`, [REPLACES]: ` replaces ${line}`, [READS]: ` reads ${line}`, [WRITES]: ` writes to ${line}`,
    };
    return `${name(agent)}${words[what < LOADS ? what : what & ~1]}`;
  }

  private executes(cpu: number): void {
    const line = this.store.tx[cpu * TX_CELLS + TX.line]!;
    // What came for a store is M.
    if (!this.access(cpu, line, this.store.cachedState(cpu, line) === STATE.M)) throw new InvariantError(`CPU ${cpu} does not find the line that came`);
    this.numa.release(cpu, 0);
  }
  private access(cpu: number, line: number, store: boolean): boolean {
    if ((store ? this.bare.store(cpu, line * 128) : this.bare.load(cpu, line * 128)) < 0) return false;
    if (store) this.versions.write(cpu, line);
    else this.versions.read(cpu, line);
    return true;
  }
  private begin(cpu: number, line: number, store: boolean): void {
    if (!this.access(cpu, line, store)) this.numa.start(cpu, 0);
  }

  /** Throws if something does not hold in the state that the simulator is in. */
  check(): void {
    const { store } = this;
    let quiet = this.lanes.empty;
    for (const cpu of this.everybody) {
      const phase = store.phase(cpu);
      if (phase === PHASE.pinned || phase === PHASE.refused) quiet = false;
    }
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
