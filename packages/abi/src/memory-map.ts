/**
 * Where things are: the segments of the R10000's 32-bit compatible address space that guests live in, and the physical
 * memory map of the machine, which is also the guest-physical map of a virtual machine.
 *
 * Sources: MIPS R10000 User's Manual v2.0, chapter 16 (segments); the map itself is this project's choice, shaped by
 * two facts: the exception vectors lie in the lowest pages, and the Origin 2000 aliases the lowest 64 KB of physical
 * addresses to each node's own memory so that every node has its own vectors.
 */

export interface Segment {
  /** First virtual address, sign-extended to 64 bits. */
  readonly base: bigint;
  readonly bytes: number;
  readonly doc: string;
}

export const SEGMENTS = {
  kuseg: { base: 0n, bytes: 0x8000_0000, doc: "user, mapped" },
  kseg0: { base: 0xffff_ffff_8000_0000n, bytes: 0x2000_0000, doc: "kernel, physical 0 up, cached" },
  kseg1: { base: 0xffff_ffff_a000_0000n, bytes: 0x2000_0000, doc: "kernel, physical 0 up, uncached: devices" },
  sseg: { base: 0xffff_ffff_c000_0000n, bytes: 0x2000_0000, doc: "supervisor, mapped: where a guest kernel of a virtual machine lives" },
  kseg3: { base: 0xffff_ffff_e000_0000n, bytes: 0x2000_0000, doc: "kernel, mapped: the monitor's own" },
} as const satisfies Record<string, Segment>;

export const PAGE_BYTES = 4096;

/** Physical RAM. */
export const RAM = {
  base: 0,
  /** RAM below the devices ends here at most (384 MB). */
  lowEnd: 0x1800_0000,
  /** Whatever RAM is left continues here. */
  highBase: 0x2000_0000,
  /** Physical addresses below this, as a CPU issues them, mean the first 64 KB of its own node's memory. */
  aliasBytes: 0x1_0000,
} as const;

/** All devices lie in this physical window; a CPU reaches them through kseg1. */
export const DEVICE_WINDOW = { base: 0x1f00_0000, bytes: 0x0100_0000 } as const;

/** A guest kernel in the supervisor segment sees guest-physical memory from the start of sseg, this much at most. */
export const SSEG_DIRECT_BYTES = 0x1000_0000;

/** Where images are linked. Below lie the vectors (bare metal) or nothing (virtual machine): the first 64 KB stay free. */
export const LINK_ADDRESSES = {
  bare: SEGMENTS.kseg0.base + 0x1_0000n,
  guest: SEGMENTS.sseg.base + 0x1_0000n,
} as const;

/** Physical address of each exception vector with Status.BEV = 0 (R10000 User's Manual, table 17-1). */
export const VECTORS = {
  tlbRefill: { offset: 0x000, doc: "TLB refill, 32-bit address space" },
  xtlbRefill: { offset: 0x080, doc: "TLB refill, 64-bit address space (Status.KX, SX or UX of the address' space)" },
  cacheError: { offset: 0x100, doc: "cache error" },
  general: { offset: 0x180, doc: "everything else, and a refill while Status.EXL = 1" },
} as const;
