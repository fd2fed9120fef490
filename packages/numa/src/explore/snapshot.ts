import { BUSY, PHASE, REQUEST, TX, TX_CELLS, TX_USED, WANT } from "../layout.ts";
import type { NumaMemory } from "../numa-memory.ts";
import { DIRECTORY } from "../protocol/directory-table.ts";
import { VERSION } from "../protocol/messages.ts";
import type { Versions } from "../protocol/versions.ts";

export interface Flying { readonly message: number; readonly a: number; readonly line: number; readonly c: number }
export type Lanes = ReadonlyMap<string, readonly Flying[]>;
/**
 * A state by its name: for each lane its own name, the number of its messages and five characters for each; then a
 * mark; then cells that are not 0, as three characters each: number, lower and upper half.
 */
export type StateName = string;
const END = "\0", NAMED = "\u0001", MESSAGE_CHARACTERS = 5;

/**
 * All state that a few lines and messages about them can have, without time. What no longer matters is left out, so
 * that states with the same future are one. Versions are told apart only as the latest, 1, and others, 0.
 */
export class Snapshot {
  private readonly versions: Versions;
  /** Every cell that can differ: array and index. */
  private readonly cells: (readonly [Int32Array | Uint32Array | Uint8Array, number])[] = [];
  private readonly count: number;
  private readonly characters: Uint16Array;
  /** What was put last: it is put again for each thing that may happen there. */
  private last: { readonly name: StateName; readonly lanes: Lanes; readonly end: number } = { name: "", lanes: new Map(), end: 0 };

  constructor(private readonly numa: NumaMemory, private readonly lines: readonly number[]) {
    const { layout, config, versions } = numa, { store } = numa.engine;
    if (!versions) throw new Error("Snapshot: expected a model in check mode");
    this.versions = versions;
    for (let cpu = 0; cpu < config.cpus; cpu++) {
      const first = cpu * layout.cpuStride;
      const tags = (at: number, cells: number): void => { for (let n = 0; n < cells; n++) this.cells.push([store.tags, (first + at) / 4 + n]); };
      tags(layout.request, REQUEST.bytes / 4);
      tags(layout.l1d, 2 * config.dataSets);
      tags(layout.l1i, 2 * config.fetchSets);
      tags(layout.l2, 2 * config.l2Sets);
      for (const line of lines) this.cells.push([versions.copies, cpu * config.lines + line], [versions.buffers, cpu * config.lines + line]);
    }
    store.tx.forEach((_, n) => { if (n % TX_CELLS < TX_USED) this.cells.push([store.tx, n]); });
    store.writeBacks.forEach((_, n) => this.cells.push([store.writeBacks, n]));
    for (const line of lines) {
      this.cells.push([store.directory, line], [versions.memory, line], [versions.latest, line]);
      for (let w = 0; w < layout.words; w++) this.cells.push([store.sharers, line * layout.words + w]);
    }
    this.count = this.cells.length;
    this.characters = new Uint16Array(3 * this.count);
  }

  take(lanes: Lanes): StateName {
    this.forget();
    const latest = this.lines.map((line) => this.versions.normalise(line));
    let name = "";
    for (const lane of [...lanes.keys()].sort()) {
      const messages = lanes.get(lane)!; // its own key
      name += lane + NAMED + String.fromCharCode(messages.length);
      for (const { message, a, line, c } of messages) {
        const fresh = Math.floor(c / VERSION) === latest[this.lines.indexOf(line)];
        const told = (c % VERSION) + (fresh ? VERSION : 0);
        name += String.fromCharCode(message, a, line, told & 0xffff, told >>> 16);
      }
    }
    const { cells, characters } = this;
    let used = 0;
    for (let n = 0; n < this.count; n++) {
      const [array, at] = cells[n]!, value = array[at]!;
      if (!value) continue;
      characters[used++] = n;
      characters[used++] = value & 0xffff;
      characters[used++] = value >>> 16;
    }
    // At once: a string put together of thousands of pieces is taken apart again to be compared.
    return name + END + String.fromCharCode(...characters.subarray(0, used));
  }

  /** Puts the cells back; returns what is in the lanes. */
  put(name: StateName): Lanes {
    if (name !== this.last.name) this.last = { name, ...this.lanesOf(name) };
    const { lanes, end } = this.last;
    for (const [array, at] of this.cells) array[at] = 0;
    for (let k = end; k < name.length; k += 3) {
      const [array, at] = this.cells[name.charCodeAt(k)]!; // as `take` wrote
      array[at] = name.charCodeAt(k + 1) | (name.charCodeAt(k + 2) << 16);
    }
    return lanes;
  }

  private lanesOf(name: StateName): { lanes: Lanes; end: number } {
    const lanes = new Map<string, readonly Flying[]>();
    let k = 0;
    while (name[k] !== END) {
      const named = name.indexOf(NAMED, k), lane = name.slice(k, named), count = name.charCodeAt(named + 1);
      k = named + 2;
      lanes.set(lane, Array.from({ length: count }, (_, n) => {
        const at = k + n * MESSAGE_CHARACTERS, [message, a, line, low, high] = [0, 1, 2, 3, 4].map((m) => name.charCodeAt(at + m)) as [number, number, number, number, number]; // five
        return { message, a, line, c: low + high * 2 ** 16 };
      }));
      k += count * MESSAGE_CHARACTERS;
    }
    return { lanes, end: k + 1 };
  }

  /** Zeroes cells whose content will not be read before it is written. */
  private forget(): void {
    const { config, engine: { store } } = this.numa, { tx } = store;
    let waiting = 0;
    for (const line of this.lines) {
      if (store.directory[line]! < DIRECTORY.BI) continue;
      for (let next = store.busy(line, BUSY.head); next; next = tx[(next - 1) * TX_CELLS + TX.next]!) waiting |= 1 << next;
    }
    for (let agent = 0; agent < config.cpus + config.nodes; agent++)
      if (!(waiting & (2 << agent))) tx[agent * TX_CELLS + TX.kind] = 0;
    for (let cpu = 0; cpu < config.cpus; cpu++) {
      const at = cpu * TX_CELLS, state = tx[at + TX.state]!;
      if (state === PHASE.idle) tx[at + TX.line] = 0;
      if (state <= 0) tx[at + TX.index] = tx[at + TX.recharge] = 0;
      if (!tx[at + TX.deferredEvent]) tx[at + TX.deferredC] = 0;
      const request = store.request(cpu, 0);
      if (store.wants(cpu) === WANT.nothing) store.tags.fill(0, request, request + REQUEST.bytes / 4);
    }
  }
}
