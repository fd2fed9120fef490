import { MachineError } from "../errors.ts";

export const SECTOR_BYTES = 512;

/** What is on a disk. A disk's contents are part of the run's input: the same bytes, the same run. */
export interface DiskStore {
  /** A multiple of 512. */
  readonly bytes: number;
  read(offset: number, length: number): Uint8Array;
  write(offset: number, bytes: Uint8Array): void;
}

const PIECE = 4096;

/** A disk that begins as the given bytes, which are never changed: what is written is kept beside them. */
export class MemoryDisk implements DiskStore {
  readonly bytes: number;
  private readonly written = new Map<number, Uint8Array>();

  constructor(private readonly base: Uint8Array, bytes: number = base.length) {
    if (!Number.isInteger(bytes / SECTOR_BYTES) || bytes < Math.max(SECTOR_BYTES, base.length))
      throw new MachineError("bad-option", `MemoryDisk: expected a multiple of ${SECTOR_BYTES} bytes, ${base.length} at least, got ${bytes}; pad the image`);
    this.bytes = bytes;
  }

  read(offset: number, length: number): Uint8Array {
    const out = new Uint8Array(length);
    for (let done = 0; done < length;) {
      const at = offset + done, within = at % PIECE, n = Math.min(PIECE - within, length - done);
      const piece = this.written.get(at - within);
      out.set(piece ? piece.subarray(within, within + n) : this.base.subarray(at, at + n), done);
      done += n;
    }
    return out;
  }

  write(offset: number, bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length;) {
      const at = offset + done, within = at % PIECE, n = Math.min(PIECE - within, bytes.length - done);
      let piece = this.written.get(at - within);
      if (!piece) {
        piece = new Uint8Array(PIECE);
        piece.set(this.base.subarray(at - within, at - within + PIECE));
        this.written.set(at - within, piece);
      }
      piece.set(bytes.subarray(done, done + n), within);
      done += n;
    }
  }

  /** The whole disk as it is now. */
  contents(): Uint8Array {
    return this.read(0, this.bytes);
  }
}
