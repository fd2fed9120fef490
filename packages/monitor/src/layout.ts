/**
 * The monitor's structures in simulated machine memory, as data. Offsets are in bytes; members are doublewords.
 *
 * The two pages at the top of kseg3 are reached relative to register 0, because the R10000 has no scratch register and a
 * guest's k0 and k1 are live when the monitor is entered: `sd $k0, K0($0)` works with a 16-bit displacement. One wired TLB
 * pair maps them: the even page is the CPU's own, the odd page the special page of the virtual CPU it runs.
 */
import { SPECIAL_PAGE } from "@disco-vm/abi";
import { bitFields, record } from "./structures/bits.ts";

export const PAGE = 4096;
export const PAGE_SHIFT = 12;
/** Lowest bytes of each node: exception vectors and the monitor's code, reached through the low-memory alias. */
export const CODE_BYTES = 0x1_0000;

/** VA of the CPU area, and of the special page behind it. Index 0 of every machine TLB. */
export const WIRED_VA = 0xffff_ffff_ffff_e000n;
export const CPU_AREA_DISPLACEMENT = -0x2000;
export const SPECIAL_DISPLACEMENT = -0x1000;
/** Machine TLB entries 0 .. WIRED-1 are the monitor's. */
export const WIRED = 1;
export const MACHINE_TLB_ENTRIES = 64;

/** Cached, coherent exclusive on write (R10000 User's Manual, table 4-1), for TLB entries and xkphys. */
export const CACHED = 5;
/** xkphys address of a machine address, cached: how the monitor's code reaches memory without the TLB. */
export const xkphys = (machine: number): bigint => (2n << 62n) | (BigInt(CACHED) << 59n) | BigInt(machine);
export const fromXkphys = (address: bigint): number => Number(address & ((1n << 40n) - 1n));

/** A frame: the registers of a virtual CPU while the monitor runs on its behalf. */
const FRAME = { gpr: 32, hi: 1, lo: 1, epc: 1, status: 1 } as const;

/** What belongs to one CPU; a page, on the CPU's node. */
export const CPU_AREA = record({
  /** k0, k1 and at of whatever was interrupted, until the vector code has a frame or returns. */
  k0: 1, k1: 1, at: 1,
  /** Second-level TLB of the current virtual CPU, xkphys: its base, and the base with the present ASID's colour. */
  secondGlobal: 1, secondAsid: 1,
  /** xkphys address of the frame to save to: the current virtual CPU's area. */
  frame: 1,
  /** xkphys address of the table of fast emulation, 0 while the virtual CPU is outside its kernel mode. */
  emulation: 1,
  /** Machine Status to enter the guest's user mode with (EXL set). */
  statusUser: 1,
  /** Cause.IP of the virtual CPU, where the fast path looks for interrupts that a new Status would let in. */
  lines: 1,
  /** Virtual Count = machine Count - this, modulo 2^32. */
  countOffset: 1,
  /** Instruction word of the last privileged instruction. */
  instruction: 1,
  /** What the vector code shall do before it returns (see `WORK`), and on what. */
  work: 1, workTo: 1, workFrom: 1, fpSave: 1, fpLoad: 1,
  // From here on the vector code looks at nothing.
  /** Virtual CPU + 1, or 0. */
  current: 1,
  /** What a handler had begun when it asked for work or had to wait (see `OPERATION`), and its operands. */
  operation: 1, operandA: 1, operandB: 1,
  /** Bit c: CPU c waits for this one to flush its TLB. */
  flushRequests: 1,
  /** Nonzero: this CPU stays in the monitor (idle, or waiting for another) and flushes before it leaves. */
  quiet: 1,
  /** Cycle at which the time slice ends, 0 when nobody waits for the CPU; nonzero once Compare has been written. */
  sliceEnd: 1, timerArmed: 1,
  /** The run queue's line: what the scheduler reads and writes (costs.ts, `schedule`). */
  runQueue: 1,
  /** The virtual CPU + 1 whose translations the TLB holds, and whose floating-point registers the CPU holds (0: saved). */
  tlbOwner: 1, fpOwner: 1,
  /** Masks of the registers that the fast path writes. */
  masks: 32,
  /** A frame for exceptions inside the monitor: CTC1 of the guest's FCSR may trap. */
  ...prefixed("scratch", FRAME),
});

/** Bits of `work`, done in this order. */
export const WORK = bitFields({
  fpSave: [0, 0], fpLoad: [1, 1], clear: [2, 2], copy: [3, 3],
  /** Afterwards enter the gate again (code GATE.again), instead of returning to the guest. */
  again: [4, 4],
  /** Afterwards there is nobody to run. */
  idle: [5, 5],
  /** Store FCSR into the frame. */
  readFcsr: [6, 6],
});

export const OPERATION = { none: 0, clearPage: 1, unmapPage: 2, readFcsr: 3, switchOut: 4 } as const;

/** Codes of the vector code's gates. */
export const GATE_CODE = { exception: 0, again: 1, idle: 2, cacheError: 3 } as const;

/** What belongs to one virtual CPU and no guest may write; a page, on the node where it was placed. */
export const VCPU_AREA = record({
  ...FRAME,
  fpr: 32, fcsr: 1,
  /** 1: the monitor maps its supervisor segment linearly; 0 once it has written its TLB, unless the guest is a library OS. */
  linear: 1,
  /** Virtual performance controls and counters; they do not count. */
  performance: 4,
  /** `VCPU_STATE`, and the CPU that it runs or last ran on. */
  state: 1, cpu: 1,
  /** Pending interrupt lines, as Cause.IP (bits 15:8). */
  lines: 1,
  /** Cycle at which virtual Count next equals Compare, 0 for never (Compare was not written). */
  timerAt: 1,
  countOffset: 1,
  /** Where to go after the delay slot that runs out of line (see emulate/out-of-line.ts), and the branch's address + 1. */
  slotTarget: 1, slotBranch: 1,
  /** Bit h: the machine TLB may hold mappings of home h that the second-level TLB had to give up. */
  orphans: 1,
  /** One bit for each virtual TLB entry with pages larger than 4 KB. */
  largePages: 1,
  /** Hash of the virtual TLB by VPN2: first entry + 1 of each of 256 chains, and each entry's successor + 1; bytes. */
  chains: 32, next: 8,
  /** What the guest's TLB holds: 64 entries of `TLB_ENTRY`. */
  tlb: 64 * 4,
});

export const VCPU_STATE = {
  halted: 0, ready: 1, running: 2, idle: 3, off: 4,
  /** Wants to be idle, but its floating-point registers are still in its CPU. */
  idling: 5,
} as const;

/** An entry of the guest's TLB, as TLBR would give it. Bit 8 of EntryHi is set in an entry that matches nothing. */
export const TLB_ENTRY = record({ entryHi: 1, entryLo0: 1, entryLo1: 1, pageMask: 1 });
export const TLB_ENTRIES = 64;
export const TLB_UNMATCHED = 0x100n;
export const CHAINS = 256;

/**
 * An entry of the second-level TLB, one L1 line: tag = EntryHi of a 4 KB pair (ASID included), and the EntryLo pair for
 * the machine TLB. Bits 12:8 of a hardware EntryHi are 0, so that other values there make tags of their own.
 */
export const SECOND_ENTRY = record({ tag: 1, lo0: 1, lo1: 1, home: 1 });
/** Low 9 bits of the tag of a global entry. */
export const SECOND_GLOBAL = 0x1ffn;
/** Tag of an empty entry. */
export const SECOND_EMPTY = 0x200n;
/** `home`: the virtual TLB entry that the mapping came from, or none: linear mapping and special page. */
export const HOME = bitFields({ index: [5, 0], none: [6, 6] });
/** Colours: how many of an ASID's low bits move its entries to other sets. */
export const COLOUR_BITS = 3;

/** What belongs to one virtual machine. */
export const VM_AREA = record({
  pages: 1, vcpus: 1,
  /** `VM_FLAG`s. */
  flags: 1,
  /** Cycle at which it was started. */
  startedAt: 1,
  /** Number of virtual CPUs not powered off. */
  running: 1,
});
export const VM_FLAG = bitFields({
  /** No virtual CPU has written its TLB yet: the guest may still become a library OS. */
  linear: [0, 0],
  /** The guest said that it has no virtual memory subsystem. */
  library: [1, 1],
  off: [2, 2],
});

/** pmap: one entry for each guest-physical page. */
export const PMAP_ENTRY = record({ lo: 1, back: 3 });
export const BACKMAPS = 3;
/** Precomputed EntryLo of the machine page (G clear), and in the bits that EntryLo leaves unused: */
export const PMAP = bitFields({
  pfn: [33, 6], c: [5, 3], d: [2, 2], v: [1, 1],
  entryLo: [33, 1],
  /** The page is being cleared or taken away; handlers wait. */
  busy: [40, 40],
  /** There were more virtual addresses than backmaps: to take the page away, flush everything. */
  overflow: [41, 41],
});
/** A backmap: a virtual page pair under which the page is mapped, and the virtual CPUs (modulo 18) that may hold it. */
export const BACKMAP = bitFields({ region: [63, 62], vcpus: [61, 44], vpn2: [43, 13], low: [8, 0] });
export const BACKMAP_VCPUS = 18;
/** What tells one backmap from another: the tag of the second-level TLB entries it stands for. */
export const BACKMAP_KEY = BACKMAP.region.mask | BACKMAP.vpn2.mask | BACKMAP.low.mask;
export const PMAP_PER_PAGE = PAGE / PMAP_ENTRY.bytes;

/** memmap: one entry for each machine page, on the page's own node. */
export const MEMMAP_ENTRY = record({ owner: 1, replica: 1 });
export const MEMMAP = bitFields({ kind: [63, 60], vm: [55, 40], guestPage: [31, 0] });
export const PAGE_KIND = { free: 1, monitor: 2, guest: 3 } as const;

/** What belongs to one node: its free pages, a stack of page numbers (two to a doubleword) behind this record. */
export const NODE_AREA = record({ free: 1, pages: 1 });

/** Slot for one instruction in the special page, where a delay slot runs out of line. */
export const OUT_OF_LINE = { offset: 0xf00, address: SPECIAL_PAGE.address + 0xf00n, gateCode: 0x7fffe } as const;

function prefixed<const P extends string, T extends Readonly<Record<string, number>>>(prefix: P, members: T): { readonly [K in keyof T & string as `${P}${Capitalize<K>}`]: T[K] } {
  const out = Object.entries(members).map(([name, n]) => [prefix + name[0]!.toUpperCase() + name.slice(1), n]);
  return Object.fromEntries(out) as { readonly [K in keyof T & string as `${P}${Capitalize<K>}`]: T[K] }; // Renamed key by key.
}
