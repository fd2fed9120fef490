/** Bounded reads of a big-endian ELF file, whose words are 32 or 64 bits. */
import { ElfError } from "./error.ts";

export class ElfReader {
  private readonly view: DataView;
  constructor(readonly bytes: Uint8Array, readonly is64: boolean) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Refuses a range that is not in the file; `field` says which header asked for it. An empty range may lie anywhere. */
  range(offset: bigint, size: bigint, field: string): Uint8Array {
    if (size === 0n) return new Uint8Array();
    const length = BigInt(this.bytes.length);
    if (offset > length || size > length - offset)
      throw new ElfError("truncated", field, `bytes 0x${offset.toString(16)} to 0x${(offset + size).toString(16)} within the file`, `a file of 0x${length.toString(16)} bytes`);
    return this.bytes.subarray(Number(offset), Number(offset + size));
  }

  /** The caller has checked that the header around the offset is in the file. */
  u16(offset: number): number { return this.view.getUint16(offset); }
  u32(offset: number): number { return this.view.getUint32(offset); }
  u8(offset: number): number { return this.view.getUint8(offset); }
  /** A size or an offset. */
  word(offset: number): bigint { return this.is64 ? this.view.getBigUint64(offset) : BigInt(this.view.getUint32(offset)); }
  /** An address: those of a 32-bit file are sign-extended, as the CPU holds them; given as an unsigned 64-bit number. */
  address(offset: number): bigint {
    return this.is64 ? this.view.getBigUint64(offset) : BigInt.asUintN(64, BigInt(this.view.getInt32(offset)));
  }
}
