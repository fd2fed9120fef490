/** Accesses of one CPU or device that have been read and not begun: kind + 8 * gap, and address, in turns. */
export class Lane {
  private items = new Float64Array(64);
  private first = 0;
  private end = 0;
  clock = 0;
  /** 0 runs, 1 waits for its line, 2 has it and must execute again. */
  state = 0;
  startedAt = 0;
  accesses = 0;
  busy = 0;
  l2Hits = 0;
  /** Without a record, while others went on. */
  idle = 0;

  get empty(): boolean { return this.first === this.end; }
  get code(): number { return this.items[this.first]!; }
  set code(code: number) { this.items[this.first] = code; }
  get address(): number { return this.items[this.first + 1]!; }
  push(code: number, address: number): void {
    if (this.end === this.items.length) {
      const kept = this.items.subarray(this.first, this.end);
      const room = kept.length * 2 > this.items.length ? new Float64Array(this.items.length * 2) : this.items;
      room.set(kept);
      this.items = room;
      this.end -= this.first;
      this.first = 0;
    }
    this.items[this.end++] = code;
    this.items[this.end++] = address;
  }
  pop(): void { this.first += 2; }
}
