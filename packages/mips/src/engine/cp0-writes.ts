import { R } from "./cells.ts";

const ALL = (1n << 64n) - 1n;
const PTE_BASE = { context: ALL << 23n & ALL, xContext: ALL << 37n & ALL } as const;

/** What a write leaves: `bits` of the value, and of the old content what is in `keeps`. */
export interface Cp0Write {
  readonly bits: bigint;
  readonly keeps?: bigint;
  /** A register of 32 bits: the value's upper half is dropped and its bit 31 copied into it first. */
  readonly narrow?: true;
}

/**
 * What a write stores in CP0 registers (R10000 User's Manual, chapter 14). Of the others, EntryHi, Status, Count, Compare,
 * Cause, Wired, Config and 25 are dealt with by name; what is left ignores writes.
 */
export const CP0_WRITES: Readonly<Partial<Record<number, Cp0Write>>> = {
  [R.index]: { bits: 0xffff_ffff_8000_003fn, narrow: true },
  [R.entryLo0]: { bits: 0xc000_0003_ffff_ffffn },
  [R.entryLo1]: { bits: 0xc000_0003_ffff_ffffn },
  [R.context]: { bits: PTE_BASE.context, keeps: ALL & ~PTE_BASE.context },
  [R.pageMask]: { bits: 0x1ff_e000n },
  [R.epc]: { bits: ALL },
  [R.llAddr]: { bits: ALL, narrow: true },
  [R.watchLo]: { bits: 0xffff_ffff_ffff_fffbn, narrow: true },
  [R.watchHi]: { bits: 0xffn },
  [R.xContext]: { bits: PTE_BASE.xContext, keeps: ALL & ~PTE_BASE.xContext },
  [R.frameMask]: { bits: 0xffffn },
  [R.diagnostic]: { bits: 0x3_0000n },
  [R.ecc]: { bits: 0x3ffn },
  [R.tagLo]: { bits: ALL, narrow: true },
  [R.tagHi]: { bits: ALL, narrow: true },
  [R.errorEpc]: { bits: ALL },
};
/** R, VPN2 and ASID. */
export const ENTRY_HI_WRITABLE = 0xc000_0fff_ffff_e0ffn;
/** Status bits 24, 23 and 17 read 0. */
export const STATUS_WRITABLE = 0xffff_ffffn & ~((1n << 24n) | (1n << 23n) | (1n << 17n));

/** Registers that nothing is derived from, so that a write is a store and the next instruction follows at once. */
export const STORED: readonly number[] = [
  R.index, R.entryLo0, R.entryLo1, R.context, R.pageMask, R.epc, R.xContext, R.frameMask, R.tagLo, R.tagHi, R.errorEpc,
];
