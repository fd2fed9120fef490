/** A growing byte buffer with the encodings that the WebAssembly binary format uses (core specification, section 5). */
export class Bytes {
  private data: Uint8Array;
  private view: DataView;
  length = 0;

  constructor(capacity = 256) {
    this.data = new Uint8Array(capacity);
    this.view = new DataView(this.data.buffer);
  }

  private room(n: number): void {
    if (this.length + n <= this.data.length) return;
    const grown = new Uint8Array(Math.max(this.data.length * 2, this.length + n));
    grown.set(this.data.subarray(0, this.length));
    this.data = grown;
    this.view = new DataView(grown.buffer);
  }

  byte(b: number): void {
    this.room(1);
    this.data[this.length++] = b;
  }

  bytes(b: Uint8Array): void {
    this.room(b.length);
    this.data.set(b, this.length);
    this.length += b.length;
  }

  /** Unsigned LEB128 of an integer below 2^32. */
  u32(n: number): void {
    this.room(5);
    n >>>= 0;
    while (n > 0x7f) {
      this.data[this.length++] = (n & 0x7f) | 0x80;
      n >>>= 7;
    }
    this.data[this.length++] = n;
  }

  /** Signed LEB128 of a 32-bit integer. */
  s32(n: number): void {
    this.room(5);
    n |= 0;
    for (;;) {
      const b = n & 0x7f;
      n >>= 7;
      if ((n === 0 && !(b & 0x40)) || (n === -1 && b & 0x40)) {
        this.data[this.length++] = b;
        return;
      }
      this.data[this.length++] = b | 0x80;
    }
  }

  /** Signed LEB128 of a 64-bit integer. */
  s64(n: bigint): void {
    this.room(10);
    n = BigInt.asIntN(64, n);
    for (;;) {
      const b = Number(n & 0x7fn);
      n >>= 7n;
      if ((n === 0n && !(b & 0x40)) || (n === -1n && b & 0x40)) {
        this.data[this.length++] = b;
        return;
      }
      this.data[this.length++] = b | 0x80;
    }
  }

  f32(n: number): void {
    this.room(4);
    this.view.setFloat32(this.length, n, true);
    this.length += 4;
  }

  f64(n: number): void {
    this.room(8);
    this.view.setFloat64(this.length, n, true);
    this.length += 8;
  }

  name(s: string): void {
    const utf8 = new TextEncoder().encode(s);
    this.u32(utf8.length);
    this.bytes(utf8);
  }

  /** Length-prefixed contents of another buffer. */
  block(inner: Bytes): void {
    this.u32(inner.length);
    this.bytes(inner.view8());
  }

  view8(): Uint8Array<ArrayBuffer> {
    return this.data.subarray(0, this.length) as Uint8Array<ArrayBuffer>;
  }
}
