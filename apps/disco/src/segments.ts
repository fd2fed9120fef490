import type { ElfImage } from "@disco-vm/mips";

/** The instruction word that the file has for an address. */
export function wordAt(elf: ElfImage, address: bigint): number | undefined {
  for (const { address: start, bytes } of elf.segments) {
    const offset = address - start;
    if (offset >= 0n && offset + 4n <= BigInt(bytes.length)) return new DataView(bytes.buffer, bytes.byteOffset).getUint32(Number(offset));
  }
  return undefined;
}
