import { BUSY, PHASE, REQUEST, TX, TX_CELLS, TX_USED, WANT } from "../layout.ts";
import type { NumaMemory } from "../numa-memory.ts";
import { DIRECTORY } from "../protocol/directory-table.ts";
import { VERSION } from "../protocol/messages.ts";
import type { Versions } from "../protocol/versions.ts";

export interface Flying { readonly message: number; readonly a: number; readonly line: number; readonly c: number }
export type Lanes = ReadonlyMap<string, readonly Flying[]>;
export interface SnapshotState {
  /** Cells that are not 0, as three characters each: number, lower and upper half. */
  readonly cells: string;
  readonly lanes: Lanes;
  /** The lanes as text; with `cells`, the state's name. */
  readonly flying: string;
}

/**
 * All state that a few lines and messages about them can have, without time. What no longer matters is left out, so
 * that states with the same future are one. Versions are told apart only as the latest, 1, and others, 0.
 */
export class Snapshot {
  private readonly versions: Versions;
  /** Every cell that can differ: array and index. */
  private readonly cells: (readonly [Int32Array | Uint32Array | Uint8Array, number])[] = [];
  private readonly count: number;

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
  }

  take(lanes: Lanes): SnapshotState {
    this.forget();
    const latest = this.lines.map((line) => this.versions.normalise(line));
    const relative = new Map<string, readonly Flying[]>();
    let flying = "";
    for (const lane of [...lanes.keys()].sort()) {
      const messages = lanes.get(lane)!.map((m) => { // its own key
        const fresh = Math.floor(m.c / VERSION) === latest[this.lines.indexOf(m.line)];
        return { ...m, c: (m.c % VERSION) + (fresh ? VERSION : 0) };
      });
      relative.set(lane, messages);
      flying += lane;
      for (const m of messages) flying += String.fromCharCode(m.message, m.a, m.line, m.c & 0xffff, m.c >>> 16);
    }
    let cells = "";
    for (let n = 0; n < this.count; n++) {
      const [array, at] = this.cells[n]!, value = array[at]!;
      if (value) cells += String.fromCharCode(n, value & 0xffff, value >>> 16);
    }
    return { cells, lanes: relative, flying };
  }

  put({ cells }: SnapshotState): void {
    for (const [array, at] of this.cells) array[at] = 0;
    for (let k = 0; k < cells.length; k += 3) {
      const [array, at] = this.cells[cells.charCodeAt(k)]!; // as `take` wrote
      array[at] = cells.charCodeAt(k + 1) | (cells.charCodeAt(k + 2) << 16);
    }
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
