import { BUSY, PHASE, REQUEST, TX, TX_CELLS, TX_USED, WANT } from "../layout.ts";
import type { NumaMemory } from "../numa-memory.ts";
import { DIRECTORY } from "../protocol/directory-table.ts";
import type { Versions } from "../protocol/versions.ts";
import type { Channels } from "./channels.ts";
import type { Lanes } from "./lanes.ts";
import { Sequences } from "./sequences.ts";

/** Cells of a CPU in the content of its node; cells of transactions follow one another as in TX. */
export interface Block { readonly want: number; readonly line: number; readonly tags: number; readonly tx: number; readonly writeBacks: number; readonly cells: number }
/** What a node has, in this order: cells of its CPUs, of its device, versions of its CPUs' copies, then of buffers, messages. */
export interface Node {
  readonly cpus: readonly number[];
  readonly cells: Int32Array;
  readonly versions: Int32Array;
  readonly lanes: readonly number[];
}
/** Words of a line in what the home has. */
export const HOME = { directory: 0, sharers: 1, memory: 2, words: 3 } as const;

/**
 * All state that a few lines and messages about them can have, without time. What no longer matters is left out, so
 * that states with the same future are one. Versions are told apart only as the latest, 1, and others, 0.
 *
 * A state is a word for each node and one for the lines at their home: the number of what is there. Few different things
 * are, so that a state of millions takes 16 bytes (the collapse method of Holzmann, The SPIN Model Checker, 2003, chapter 9).
 */
export class Snapshot {
  readonly nodes: readonly Node[];
  readonly block: Block;
  readonly contents = new Sequences();
  /** Words of a state. */
  readonly width: number;
  private readonly versions: Versions;
  private readonly memory: Int32Array;
  private readonly scratch = new Int32Array(4096);
  /** What the simulator holds; -1: something else. */
  private readonly held: Int32Array;

  constructor(private readonly numa: NumaMemory, private readonly lines: readonly number[], private readonly lanes: Lanes, channels: Channels) {
    const { layout, config, versions, engine: { store } } = numa;
    if (!versions) throw new Error("Snapshot: expected a model in check mode");
    this.versions = versions;
    this.memory = new Int32Array(store.tags.buffer);
    const first = (array: Int32Array): number => array.byteOffset >> 2, range = (from: number, count: number): number[] => Array.from({ length: count }, (_, n) => from + n);
    const transaction = (agent: number): number[] => range(first(store.tx) + agent * TX_CELLS, TX_USED);
    const entries = 2 * config.profile.writeBackBuffer, dataTags = 2 * config.dataSets, tags = dataTags + 2 * config.l2Sets;
    // The model fetches nothing, so the L1I is empty. Accesses do not go back, so there are no journals.
    const request = REQUEST.journal / 4, tx = request + tags;
    this.block = { want: REQUEST.want / 4, line: REQUEST.line / 4, tags: request, tx, writeBacks: tx + TX_USED, cells: tx + TX_USED + entries };
    const home = numa.network.home(lines[0]!);
    this.nodes = Array.from({ length: config.nodes }, (_, node) => {
      const cpus = range(node * config.cpusPerNode, config.cpusPerNode), device = numa.device(node);
      const cells = cpus.flatMap((cpu) => {
        const own = first(store.tags) + (cpu * layout.cpuStride) / 4;
        return [...range(own + layout.request / 4, request), ...range(own + layout.l1d / 4, dataTags), ...range(own + layout.l2 / 4, tags - dataTags), ...transaction(cpu), ...range(first(store.writeBacks) + entries * cpu, entries)];
      });
      const held = [versions.copies, versions.buffers].flatMap((array) => cpus.flatMap((cpu) => lines.map((line) => (array.byteOffset - versions.all.byteOffset) / 4 + cpu * config.lines + line)));
      return {
        cpus, cells: Int32Array.from([...cells, ...transaction(device)]), versions: Int32Array.from(held),
        lanes: range(0, lanes.count).filter((lane) => channels.placeOf(lane, home) === node),
      };
    });
    this.width = config.nodes + 1;
    this.held = new Int32Array(this.width).fill(-1);
  }

  /** Takes the state, which is in order; the simulator is left in it. */
  take(state: Uint32Array): void {
    const { scratch, contents, held } = this, { length } = this.nodes;
    this.forget();
    for (let k = 0; k <= length; k++) {
      const end = k < length ? this.readNode(this.nodes[k]!) : this.readHome(), id = held[k]!;
      if (id < 0 || !contents.is(id, scratch, end)) held[k] = contents.intern(scratch, end);
      state[k] = held[k]!;
    }
  }

  /** Puts the simulator into the state. After moves, `take` must have been called, or `lose`. */
  put(state: Uint32Array): void {
    const { held } = this, { length } = this.nodes;
    for (let k = 0; k <= length; k++) {
      if (held[k] === state[k]) continue;
      held[k] = state[k]!;
      if (k < length) this.writeNode(this.nodes[k]!, state[k]!);
      else this.writeHome(state[k]!);
    }
  }
  /** The simulator has come into a state that is not taken. */
  lose(): void { this.held.fill(-1); }

  private readNode({ cells, versions, lanes }: Node): number {
    const { memory, scratch, versions: { all } } = this;
    let at = 0;
    for (let n = 0; n < cells.length; n++) scratch[at++] = memory[cells[n]!]!;
    for (let n = 0; n < versions.length; n++) scratch[at++] = all[versions[n]!]!;
    for (let n = 0; n < lanes.length; n++) at = this.lanes.write(lanes[n]!, scratch, at);
    return at;
  }
  private writeNode({ cells, versions, lanes }: Node, id: number): void {
    const { memory, contents: { content }, versions: { all } } = this;
    let at = this.contents.at(id);
    for (let n = 0; n < cells.length; n++) memory[cells[n]!] = content[at++]!;
    for (let n = 0; n < versions.length; n++) all[versions[n]!] = content[at++]!;
    for (let n = 0; n < lanes.length; n++) at = this.lanes.read(lanes[n]!, content, at);
  }

  private readHome(): number {
    const { lines, scratch, versions, numa: { engine: { store } } } = this;
    for (let n = 0; n < lines.length; n++) {
      const at = n * HOME.words, line = lines[n]!;
      scratch[at + HOME.directory] = store.directory[line]!;
      scratch[at + HOME.sharers] = store.sharers[line]!; // one word: few CPUs
      scratch[at + HOME.memory] = versions.memory[line]!;
    }
    return lines.length * HOME.words;
  }
  private writeHome(id: number): void {
    const { lines, contents: { content }, versions, numa: { engine: { store } } } = this;
    for (let n = 0; n < lines.length; n++) {
      const at = this.contents.at(id) + n * HOME.words, line = lines[n]!;
      store.directory[line] = content[at + HOME.directory]!;
      store.sharers[line] = content[at + HOME.sharers]!;
      versions.memory[line] = content[at + HOME.memory]!;
      versions.latest[line] = 1;
    }
  }

  /** Zeroes cells whose content will not be read before it is written. */
  private forget(): void {
    const { config, engine: { store } } = this.numa, { tx, tags } = store;
    let waiting = 0;
    for (let n = 0; n < this.lines.length; n++) {
      const line = this.lines[n]!;
      if (this.versions.latest[line] !== 1) this.versions.normalise(line);
      if (store.directory[line]! < DIRECTORY.BI) continue;
      for (let next = store.busy(line, BUSY.head); next; next = tx[(next - 1) * TX_CELLS + TX.next]!) waiting |= 1 << next;
    }
    for (let agent = 0; agent < config.cpus + config.nodes; agent++)
      if (!(waiting & (2 << agent))) tx[agent * TX_CELLS + TX.kind] = 0;
    for (let cpu = 0; cpu < config.cpus; cpu++) {
      const at = cpu * TX_CELLS, state = tx[at + TX.state]!;
      if (state === PHASE.idle || state === PHASE.waiting) tx[at + TX.line] = 0;
      if (state <= 0) tx[at + TX.index] = tx[at + TX.recharge] = 0;
      if (!tx[at + TX.deferredEvent]) tx[at + TX.deferredC] = 0;
      const request = store.request(cpu, 0);
      if (tags[request + REQUEST.want / 4] === WANT.nothing) for (let n = 0; n < REQUEST.journal / 4; n++) tags[request + n] = 0;
    }
  }
}
