/**
 * A split virtqueue in guest memory, as its device sees it (VIRTIO 1.2, section 2.7). All numbers in it are little-endian. What a
 * driver got wrong is a value: the device then stops and says so in its status.
 */
import type { Transfer } from "./dma.ts";

export interface Piece {
  readonly address: number;
  readonly length: number;
  /** The device writes it. */
  readonly writable: boolean;
}

export interface Chain {
  readonly head: number;
  readonly pieces: readonly Piece[];
}

const DESCRIPTOR_BYTES = 16, USED_BYTES = 8;
const FLAG = { next: 1, write: 2, indirect: 4 } as const;
export const QUEUE_SIZE_MAX = 64;

export class Virtqueue {
  size = 0;
  ready = false;
  descriptors = 0;
  driver = 0;
  device = 0;
  private seen = 0;
  private used = 0;

  /** `read` is guest memory at physical addresses; undefined where there is none. */
  constructor(private readonly read: (address: number, length: number) => Uint8Array | undefined) {}

  reset(): void {
    Object.assign(this, { size: 0, ready: false, descriptors: 0, driver: 0, device: 0, seen: 0, used: 0 });
  }

  state(): unknown {
    const { size, ready, descriptors, driver, device, seen, used } = this;
    return { size, ready, descriptors, driver, device, seen, used };
  }

  /** The next chain that the driver has made available; null if there is none, undefined if the queue is broken. */
  take(): Chain | null | undefined {
    const index = this.half(this.driver + 2);
    if (index === undefined) return undefined;
    if (index === this.seen) return null;
    const head = this.half(this.driver + 4 + 2 * (this.seen % this.size));
    if (head === undefined) return undefined;
    this.seen = (this.seen + 1) & 0xffff;
    const pieces: Piece[] = [];
    for (let n = head, flags: number = FLAG.next; flags & FLAG.next;) {
      const d = n < this.size && pieces.length < this.size ? this.view(this.descriptors + n * DESCRIPTOR_BYTES, DESCRIPTOR_BYTES) : undefined;
      if (!d) return undefined;
      flags = d.getUint16(12, true);
      if (flags & FLAG.indirect) return undefined;
      pieces.push({ address: Number(d.getBigUint64(0, true)), length: d.getUint32(8, true), writable: (flags & FLAG.write) !== 0 });
      n = d.getUint16(14, true);
    }
    return { head, pieces };
  }

  /** What gives a chain back, of which so many bytes were written. */
  give(head: number, length: number): Transfer[] {
    const entry = new DataView(new ArrayBuffer(USED_BYTES)), index = new DataView(new ArrayBuffer(2));
    entry.setUint32(0, head, true);
    entry.setUint32(4, length, true);
    const at = this.device + 4 + USED_BYTES * (this.used % this.size);
    this.used = (this.used + 1) & 0xffff;
    index.setUint16(0, this.used, true);
    return [
      { address: at, length: USED_BYTES, bytes: new Uint8Array(entry.buffer) },
      { address: this.device + 2, length: 2, bytes: new Uint8Array(index.buffer) },
    ];
  }

  private half(address: number): number | undefined {
    return this.view(address, 2)?.getUint16(0, true);
  }

  private view(address: number, length: number): DataView | undefined {
    const bytes = this.read(address, length);
    return bytes && new DataView(bytes.buffer, bytes.byteOffset);
  }
}
