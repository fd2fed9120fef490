/** The TLB of the CPU at hand: 4 KB pairs of the virtual CPU that owns it, as the second-level TLB has or had them. */
import type { Entry } from "./entry.ts";
import { MACHINE_TLB_ENTRIES, VCPU_AREA, WIRED } from "./layout.ts";
import { VPN2_OF } from "./structures/cp0.ts";

/** EntryHi that no access matches, another for each index: kseg0 is not translated. */
export const unmatchedHi = (index: number): bigint => 0xffff_ffff_8000_0000n + (BigInt(index) << 13n);

/** Index of the entry that an access to this page pair would hit, or -1 (TLBP). */
export function probe(e: Entry, entryHi: bigint): number {
  e.charge("tlbProbe");
  const index = e.cpu.probeTlb(entryHi);
  if (index >= 0) e.touchedTlb.add(index);
  return index;
}

/** Puts a pair into the TLB: over the entry it has already, or at random. */
export function write(e: Entry, entryHi: bigint, lo0: bigint, lo1: bigint): void {
  const found = probe(e, entryHi), at = found >= WIRED ? found : e.cpu.random();
  e.charge("tlbWrite");
  e.touchedTlb.add(at);
  e.cpu.writeTlb(at, { entryHi, entryLo0: lo0, entryLo1: lo1, pageMask: 0n });
}

/** Takes a pair out of the TLB, if it is there. */
export function drop(e: Entry, entryHi: bigint): void {
  const at = probe(e, entryHi);
  if (at < WIRED) return;
  clear(e, at);
}

function clear(e: Entry, index: number): void {
  e.charge("tlbWrite");
  e.cpu.writeTlb(index, { entryHi: unmatchedHi(index), entryLo0: 0n, entryLo1: 0n, pageMask: 0n });
}

/** Takes out a pair under every ASID. */
export function dropPair(e: Entry, entryHi: bigint): void {
  e.charge("tlbScan");
  for (let i = WIRED; i < MACHINE_TLB_ENTRIES; i++)
    if (((e.cpu.tlb(i).entryHi ^ entryHi) & VPN2_OF) === 0n) clear(e, i);
}

/** Takes out everything but the monitor's own entries. */
export function flush(e: Entry): void {
  e.charge("tlbFlush");
  if (e.current) e.set(VCPU_AREA.orphans, 0n);
  for (let i = WIRED; i < MACHINE_TLB_ENTRIES; i++)
    e.cpu.writeTlb(i, { entryHi: unmatchedHi(i), entryLo0: 0n, entryLo1: 0n, pageMask: 0n });
}
