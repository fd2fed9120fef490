import { invariant } from "./errors.ts";

export const PAGE_SHIFT = 12;
const PAGE_BYTES = 1 << PAGE_SHIFT;

/**
 * RAM as the host sees it. Each doubleword is stored in the host's order, so the guest's byte at offset a is the
 * host's byte at a ^ 7 (halfword ^ 6, word ^ 4): see docs/memory.md. Writes through here are remembered by page, for
 * the incremental state hash.
 */
export class Ram {
  private readonly bytes: Uint8Array;
  private readonly words: Uint32Array;
  private readonly doublewords: BigUint64Array;
  private readonly written = new Set<number>();

  /** `changed` is told of each write: host address and length, before or after it. */
  constructor(
    memory: WebAssembly.Memory, readonly base: number, readonly length: number,
    private readonly changed: (host: number, length: number) => void = () => {},
  ) {
    this.bytes = new Uint8Array(memory.buffer, base, length);
    this.words = new Uint32Array(memory.buffer, base, length / 4);
    this.doublewords = new BigUint64Array(memory.buffer, base, length / 8);
  }

  read64(offset: number): bigint {
    return this.doublewords[this.aligned(offset, 8) >>> 3]!;
  }

  write64(offset: number, value: bigint): void {
    this.doublewords[this.aligned(offset, 8) >>> 3] = value;
    this.note(offset, 8);
  }

  read32(offset: number): number {
    return this.words[(this.aligned(offset, 4) >>> 2) ^ 1]!;
  }

  write32(offset: number, value: number): void {
    this.words[(this.aligned(offset, 4) >>> 2) ^ 1] = value;
    this.note(offset, 4);
  }

  readBytes(offset: number, length: number): Uint8Array {
    this.inside(offset, length);
    const out = new Uint8Array(length);
    for (let i = 0; i < length; i++) out[i] = this.bytes[((offset + i) ^ 7) >>> 0]!;
    return out;
  }

  writeBytes(offset: number, from: Uint8Array): void {
    this.inside(offset, from.length);
    for (let i = 0; i < from.length; i++) this.bytes[((offset + i) ^ 7) >>> 0] = from[i]!;
    this.note(offset, from.length);
  }

  /** An access of 1 to 8 bytes within a doubleword, zero-extended. */
  read(offset: number, size: number): bigint {
    this.within(offset, size);
    const within = BigInt(8 - size - (offset & 7)) * 8n;
    return BigInt.asUintN(size * 8, this.doublewords[offset >>> 3]! >> within);
  }

  write(offset: number, size: number, value: bigint): void {
    this.within(offset, size);
    for (let i = size - 1, v = value; i >= 0; i--, v >>= 8n) this.bytes[((offset + i) ^ 7) >>> 0] = Number(v & 0xffn);
    this.note(offset, size);
  }

  /** Pages written through here since the last call. */
  takeWritten(): number[] {
    const pages = [...this.written];
    this.written.clear();
    return pages;
  }

  get pages(): number {
    return this.length / PAGE_BYTES;
  }

  private note(offset: number, length: number): void {
    for (let p = offset >>> PAGE_SHIFT; p * PAGE_BYTES < offset + length; p++) this.written.add(p);
    this.changed(this.base + offset, length);
  }

  private inside(offset: number, length: number): void {
    invariant(offset >= 0 && offset + length <= this.length, `Ram: offset ${offset} + ${length} lies outside ${this.length} bytes`);
  }

  private aligned(offset: number, size: number): number {
    this.inside(offset, size);
    invariant(offset % size === 0, `Ram: offset ${offset} is not aligned to ${size}`);
    return offset;
  }

  private within(offset: number, size: number): void {
    this.inside(offset, size);
    invariant((offset & 7) + size <= 8, `Ram: ${size} bytes at offset ${offset} are not within one doubleword`);
  }
}
