import { mix } from "./sequences.ts";

/** As many entries as come: typed arrays one behind the other, since one has a limit. */
export class Column {
  private readonly chunks: (Uint32Array | Uint8Array)[] = [];
  length = 0;
  constructor(private readonly make: (length: number) => Uint32Array | Uint8Array) {}

  get(n: number): number { return this.chunks[n >>> CHUNK]![n & MASK]!; }
  set(n: number, value: number): void { this.chunks[n >>> CHUNK]![n & MASK] = value; }
  push(value: number): void {
    if ((this.length & MASK) === 0) this.chunks.push(this.make(1 << CHUNK));
    this.chunks[this.length >>> CHUNK]![this.length++ & MASK] = value;
  }
}
const CHUNK = 20, MASK = (1 << CHUNK) - 1;
export const words = (length: number): Uint32Array => new Uint32Array(length);
export const bytes = (length: number): Uint8Array => new Uint8Array(length);

/** States as `width` words each, numbered as they come. Each whole, so that no two are taken for one. */
export class StateSet {
  private readonly chunks: Uint32Array[] = [];
  /** Numbers plus one, by hash. */
  private table = new Uint32Array(1 << 16);
  count = 0;

  constructor(private readonly width: number) {}

  /** The state's number; `count` was that number if it is new. */
  add(state: Uint32Array): number {
    const { width } = this, mask = this.table.length - 1;
    let slot = hashOf(state, 0, width) & mask;
    for (;;) {
      const id = this.table[slot]! - 1;
      if (id < 0) break;
      const chunk = this.chunks[id >>> CHUNK]!, at = (id & MASK) * width;
      let n = 0;
      while (n < width && chunk[at + n] === state[n]) n++;
      if (n === width) return id;
      slot = (slot + 1) & mask;
    }
    const id = this.count++;
    if ((id & MASK) === 0) this.chunks.push(new Uint32Array(width << CHUNK));
    this.chunks[id >>> CHUNK]!.set(state, (id & MASK) * width);
    this.table[slot] = id + 1;
    if (this.count > 0.7 * this.table.length) this.rehash();
    return id;
  }

  get(id: number, into: Uint32Array): void {
    const { width } = this, chunk = this.chunks[id >>> CHUNK]!, at = (id & MASK) * width;
    for (let n = 0; n < width; n++) into[n] = chunk[at + n]!;
  }

  private rehash(): void {
    const { width } = this, table = this.table = new Uint32Array(2 * this.table.length), mask = table.length - 1;
    for (let id = 0; id < this.count; id++) {
      let slot = hashOf(this.chunks[id >>> CHUNK]!, (id & MASK) * width, width) & mask;
      while (table[slot]) slot = (slot + 1) & mask;
      table[slot] = id + 1;
    }
  }
}

function hashOf(state: Uint32Array, at: number, width: number): number {
  let hash = 0;
  for (let n = 0; n < width; n++) hash = mix(hash, state[at + n]!);
  return hash ^ (hash >>> 13);
}
