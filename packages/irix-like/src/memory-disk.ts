/** A root disk for a virtual machine, whose monitor has none: memory behind the kernel's image, which kernel/vdisk.c looks at. */
import { PAGE_BYTES } from "@disco-vm/abi";

/** What is in an ELF file, as machines and virtual machines take it. */
export interface LoadedImage {
  readonly entry: bigint;
  readonly segments: readonly { readonly address: bigint; readonly bytes: Uint8Array; readonly memoryBytes: number }[];
}

/** The kernel with a disk in the memory behind it. */
export function withMemoryDisk({ entry, segments }: LoadedImage, disk: Uint8Array): LoadedImage {
  const end = segments.reduce((last, { address, memoryBytes }) => (address + BigInt(memoryBytes) > last ? address + BigInt(memoryBytes) : last), segments[0]?.address ?? 0n);
  const page = BigInt(PAGE_BYTES), address = ((end + page - 1n) / page) * page;
  return { entry, segments: [...segments, { address, bytes: disk, memoryBytes: disk.length }] };
}
