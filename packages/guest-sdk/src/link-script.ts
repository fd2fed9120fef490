/** Where an image lies in memory, as a linker script. */
import { LINK_ADDRESSES, PAGE_BYTES } from "@disco-vm/abi";

/** Bare metal (kernel mode, kseg0), or a virtual machine with Disco's monitor calls (supervisor mode, sseg). */
export const PLATFORMS = ["bare", "disco"] as const;

export type Platform = (typeof PLATFORMS)[number];

/** Where and how an image is linked that is not for a platform: see `imageScript`. */
export interface LinkTarget {
  /** A linker script. */
  readonly script: string;
  /** For the linker, after the flags that everything is linked with. */
  readonly flags?: readonly string[];
}

const LINK_ADDRESS: Readonly<Record<Platform, bigint>> = { bare: LINK_ADDRESSES.bare, disco: LINK_ADDRESSES.guest };

/** The script for a platform's images. */
export function linkScript(platform: Platform): string {
  return imageScript(LINK_ADDRESS[platform]);
}

/**
 * An image from that virtual address up. Code, constants and data in pages of their own, so that a monitor that
 * replicates or migrates pages can tell them apart. `image_end` is where the heap begins.
 */
export function imageScript(address: bigint): string {
  const start = `0x${BigInt.asUintN(64, address).toString(16)}`;
  return `/* Linker script for images at ${start}. */
OUTPUT_ARCH(mips)
ENTRY(_start)
PHDRS
{
  text PT_LOAD FLAGS(5);
  data PT_LOAD FLAGS(6);
}
SECTIONS
{
  . = ${start};
  .text : { *(.text.start) *(.text .text.*) } :text
  . = ALIGN(16);
  .rodata : { *(.rodata .rodata.*) } :text
  . = ALIGN(${PAGE_BYTES});
  .data : { *(.data .data.* .sdata .sdata.*) } :data
  . = ALIGN(128);
  .bss : { *(.bss .bss.* .sbss .sbss.* COMMON) } :data
  image_end = .;
  /* For tools, not loaded. */
  .annotations 0 : { KEEP(*(.annotations)) } :NONE
  /DISCARD/ :
  {
    *(.reginfo) *(.MIPS.abiflags) *(.MIPS.options) *(.gnu.attributes)
    *(.pdr) *(.mdebug*) *(.comment) *(.eh_frame*) *(.note*)
  }
}
`;
}
