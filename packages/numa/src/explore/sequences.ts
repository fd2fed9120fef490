/** The place of something in an open hash table: mixes a word into a hash. */
export function mix(hash: number, word: number): number {
  const h = Math.imul(hash ^ word, 0x9e3779b1);
  return h ^ (h >>> 15);
}

/** Sequences of whole numbers, each kept once and known by its number. */
export class Sequences {
  private words = new Int32Array(1 << 16);
  /** Where each begins; behind the last, where it ends. */
  private starts = new Int32Array(1 << 12);
  /** Numbers plus one, by hash. */
  private table = new Int32Array(1 << 13);
  count = 0;

  at(id: number): number { return this.starts[id]!; }
  length(id: number): number { return this.starts[id + 1]! - this.starts[id]!; }
  /** All of them, one behind the other; until the next `intern`. */
  get content(): Int32Array { return this.words; }

  is(id: number, sequence: Int32Array, length: number): boolean {
    const { words, starts } = this, first = starts[id]!;
    if (starts[id + 1]! - first !== length) return false;
    for (let n = 0; n < length; n++) if (words[first + n] !== sequence[n]) return false;
    return true;
  }

  intern(sequence: Int32Array, length: number): number {
    let slot = this.slotOf(sequence, length);
    for (;;) {
      const id = this.table[slot]! - 1;
      if (id < 0) break;
      if (this.is(id, sequence, length)) return id;
      slot = (slot + 1) & (this.table.length - 1);
    }
    const id = this.count++, start = this.starts[id]!;
    if (start + length > this.words.length) this.words = grown(this.words);
    if (id + 2 > this.starts.length) this.starts = grown(this.starts);
    for (let n = 0; n < length; n++) this.words[start + n] = sequence[n]!;
    this.starts[id + 1] = start + length;
    this.table[slot] = id + 1;
    if (2 * this.count > this.table.length) this.rehash();
    return id;
  }

  private slotOf(sequence: Int32Array, length: number): number {
    let hash = length;
    for (let n = 0; n < length; n++) hash = mix(hash, sequence[n]!);
    return hash & (this.table.length - 1);
  }

  private rehash(): void {
    const table = this.table = new Int32Array(2 * this.table.length);
    for (let id = 0; id < this.count; id++) {
      let slot = this.slotOf(this.words.subarray(this.at(id), this.at(id + 1)), this.length(id));
      while (table[slot]) slot = (slot + 1) & (table.length - 1);
      table[slot] = id + 1;
    }
  }
}

export function grown(old: Int32Array): Int32Array<ArrayBuffer> {
  const wider = new Int32Array(2 * old.length);
  wider.set(old);
  return wider;
}
