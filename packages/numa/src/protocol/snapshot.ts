import { BUSY, PHASE, REQUEST, TX, TX_CELLS, WANT } from "../layout.ts";
import type { NumaMemory } from "../numa-memory.ts";
import { DIRECTORY } from "./directory-table.ts";
import { VERSION } from "./messages.ts";
import type { Versions } from "./versions.ts";

export type Lane = readonly (readonly [message: number, a: number, c: number])[];
export type Lanes = ReadonlyMap<string, Lane>;
export interface SnapshotState {
  readonly cells: Int32Array;
  readonly versions: unknown;
  readonly lanes: Lanes;
  readonly key: string;
}

/**
 * All state that one line and messages about it can have, without time. What no longer matters is left out, so that
 * states with the same future are one. Versions are told apart only as the latest, 1, and others, 0.
 */
export class Snapshot {
  private readonly versions: Versions;
  /** Cells of `tags` that are in use, past the requests. */
  private readonly tags: number[] = [];

  constructor(private readonly numa: NumaMemory, private readonly line: number) {
    if (!numa.versions) throw new Error("Snapshot: expected a model in check mode");
    this.versions = numa.versions;
    const { layout, config } = numa;
    for (let cpu = 0; cpu < config.cpus; cpu++) {
      const first = cpu * layout.cpuStride;
      for (let n = 0; n < 4; n++) this.tags.push((first + layout.request) / 4 + n);
      for (const [at, sets] of [[layout.l1d, config.dataSets], [layout.l1i, config.fetchSets], [layout.l2, config.l2Sets]] as const)
        for (let n = 0; n < 2 * sets; n++) this.tags.push((first + at) / 4 + n);
    }
  }

  take(lanes: Lanes): SnapshotState {
    const { engine, layout } = this.numa, { line, tags } = this;
    this.forget();
    const latest = this.versions.normalise(line);
    const relative = new Map<string, Lane>();
    for (const lane of [...lanes.keys()].sort())
      relative.set(lane, lanes.get(lane)!.map(([m, a, c]) => [m, a, (c % VERSION) + (Math.floor(c / VERSION) === latest ? VERSION : 0)] as const)); // its own key
    const { tx, writeBacks } = engine, { words } = layout;
    const cells = new Int32Array(tags.length + tx.length + writeBacks.length + 1 + words);
    for (let n = 0; n < tags.length; n++) cells[n] = engine.tags[tags[n]!]!;
    cells.set(tx, tags.length);
    cells.set(writeBacks, tags.length + tx.length);
    const rest = tags.length + tx.length + writeBacks.length;
    cells[rest] = engine.directory[line]!;
    cells.set(engine.sharers.subarray(line * words, (line + 1) * words), rest + 1);
    const versions = this.versions.state();
    let key = String.fromCharCode(...new Uint16Array(cells.buffer)) + JSON.stringify(versions);
    for (const [lane, messages] of relative) key += `${lane}:${messages.join(" ")};`;
    return { cells, versions, lanes: relative, key };
  }

  put({ cells, versions }: SnapshotState): void {
    const { engine, layout } = this.numa, { line, tags } = this, { tx, writeBacks } = engine;
    for (let n = 0; n < tags.length; n++) engine.tags[tags[n]!] = cells[n]!;
    let at = tags.length;
    tx.set(cells.subarray(at, at += tx.length));
    writeBacks.set(cells.subarray(at, at += writeBacks.length));
    engine.directory[line] = cells[at++]!;
    engine.sharers.set(cells.subarray(at), line * layout.words);
    this.versions.restore(versions);
  }

  /** Zeroes cells whose content will not be read before it is written. */
  private forget(): void {
    const { engine, layout, config } = this.numa, { tx } = engine;
    const waiting = new Set<number>();
    if (engine.directory[this.line]! >= DIRECTORY.BI) {
      const head = (engine.sharers[this.line * layout.words]! >>> BUSY.head) & 0xff;
      for (let next = head; next; next = tx[(next - 1) * TX_CELLS + TX.next]!) waiting.add(next - 1);
    }
    for (let cpu = 0; cpu < config.cpus; cpu++) {
      const at = cpu * TX_CELLS;
      const clear = (...cells: number[]): void => { for (const c of cells) tx[at + c] = 0; };
      if (tx[at + TX.state] === PHASE.idle) clear(TX.line);
      if (tx[at + TX.state]! <= 0) clear(TX.index, TX.recharge);
      if (!tx[at + TX.deferredEvent]) clear(TX.deferredC);
      if (!waiting.has(cpu)) clear(TX.kind);
      const request = (cpu * layout.cpuStride + layout.request) / 4;
      if (engine.tags[request + REQUEST.want / 4] === WANT.nothing) engine.tags.fill(0, request, request + REQUEST.bytes / 4);
    }
  }
}
