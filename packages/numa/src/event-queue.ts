/**
 * Events as plain numbers: a time, a kind and three arguments, in typed arrays. Events of equal time come out in the
 * order in which they went in. Kinds are the user's; a `NumaMemory` that is given `post` takes a
 * range of them from its `kindBase` on.
 */
export class EventQueue {
  /** Heap of slot numbers; the event itself stays in its slot. */
  private heap: Int32Array;
  private time: Float64Array;
  private order: Float64Array;
  private kinds: Int32Array;
  private as: Float64Array;
  private bs: Float64Array;
  private cs: Float64Array;
  private free: Int32Array;
  private count = 0;
  private next = 0;
  /** The event that `take` has taken out. NaN: fields of doubles from the start, for the host's compiler. */
  at = NaN;
  kind = 0;
  a = NaN;
  b = NaN;
  c = NaN;

  constructor(capacity = 256) {
    this.heap = new Int32Array(capacity);
    this.time = new Float64Array(capacity);
    this.order = new Float64Array(capacity);
    this.kinds = new Int32Array(capacity);
    this.as = new Float64Array(capacity);
    this.bs = new Float64Array(capacity);
    this.cs = new Float64Array(capacity);
    this.free = Int32Array.from({ length: capacity }, (_, n) => n);
  }

  get length(): number {
    return this.count;
  }

  /** Time of the next event, or Infinity. */
  peekTime(): number {
    return this.count ? this.time[this.heap[0]!]! : Infinity;
  }

  post(time: number, kind: number, a: number, b: number, c: number): void {
    if (this.count === this.heap.length) this.grow();
    const slot = this.free[this.count]!;
    this.time[slot] = time;
    this.order[slot] = this.next++;
    this.kinds[slot] = kind;
    this.as[slot] = a;
    this.bs[slot] = b;
    this.cs[slot] = c;
    const heap = this.heap, times = this.time;
    let i = this.count++;
    while (i > 0) {
      const up = (i - 1) >> 1, parent = heap[up]!;
      // The new event is the youngest: it passes only a later one.
      if (times[parent]! <= time) break;
      heap[i] = parent;
      i = up;
    }
    heap[i] = slot;
  }

  /** Takes the next event out into `at`, `kind`, `a`, `b`, `c`; false if there is none. */
  take(): boolean {
    if (this.count === 0) return false;
    const heap = this.heap, slot = heap[0]!;
    this.at = this.time[slot]!;
    this.kind = this.kinds[slot]!;
    this.a = this.as[slot]!;
    this.b = this.bs[slot]!;
    this.c = this.cs[slot]!;
    const count = --this.count;
    this.free[count] = slot;
    if (count) this.sink(heap[count]!, count);
    return true;
  }

  private sink(slot: number, count: number): void {
    const heap = this.heap;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= count) break;
      if (child + 1 < count && this.before(heap[child + 1]!, heap[child]!)) child++;
      if (!this.before(heap[child]!, slot)) break;
      heap[i] = heap[child]!;
      i = child;
    }
    heap[i] = slot;
  }

  private before(x: number, y: number): boolean {
    const s = this.time[x]!, t = this.time[y]!;
    return s < t || (s === t && this.order[x]! < this.order[y]!);
  }

  private grow(): void {
    const old = this.heap.length, size = old * 2;
    const wider = <T extends Int32Array | Float64Array>(a: T, b: T): T => { b.set(a); return b; };
    this.heap = wider(this.heap, new Int32Array(size));
    this.time = wider(this.time, new Float64Array(size));
    this.order = wider(this.order, new Float64Array(size));
    this.kinds = wider(this.kinds, new Int32Array(size));
    this.as = wider(this.as, new Float64Array(size));
    this.bs = wider(this.bs, new Float64Array(size));
    this.cs = wider(this.cs, new Float64Array(size));
    this.free = wider(this.free, new Int32Array(size));
    for (let n = old; n < size; n++) this.free[n] = n;
  }

  /** The events to come, in order: [time, kind, a, b, c]. */
  state(): number[][] {
    return [...this.heap.subarray(0, this.count)]
      .sort((x, y) => (this.before(x, y) ? -1 : 1))
      .map((s) => [this.time[s]!, this.kinds[s]!, this.as[s]!, this.bs[s]!, this.cs[s]!]);
  }
}
