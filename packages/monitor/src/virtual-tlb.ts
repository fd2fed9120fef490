/**
 * The TLB that the guest believes it has: 64 entries with pages of any size, as TLBR, TLBP, TLBWI and TLBWR see them.
 * The machine TLB never holds them as they are, so nothing of it need be kept free for the monitor.
 *
 * To find an entry without a search of all 64, those with 4 KB pages are chained by a hash of their VPN2; the few with
 * larger pages are named by a bit mask.
 */
import type { Entry } from "./entry.ts";
import { CHAINS, TLB_ENTRIES, TLB_ENTRY, TLB_UNMATCHED, VCPU_AREA } from "./layout.ts";
import type { Vcpu } from "./plan.ts";
import { ENTRY_HI, ENTRY_LO, STATUS, VPN2_OF, CP0 } from "./structures/cp0.ts";
import { loadByte, storeByte } from "./structures/words.ts";

export interface GuestEntry {
  readonly entryHi: bigint;
  readonly entryLo0: bigint;
  readonly entryLo1: bigint;
  readonly pageMask: bigint;
}

const OFFSET = 0x1fffn;
export const entryAddress = (vcpu: Vcpu, index: number): number => vcpu.area + VCPU_AREA.tlb + index * TLB_ENTRY.bytes;
export const isGlobalEntry = (entry: GuestEntry): boolean => ENTRY_LO.g.test(entry.entryLo0 & entry.entryLo1);
export const isMatched = (entry: GuestEntry): boolean => (entry.entryHi & TLB_UNMATCHED) === 0n;

export function read(e: Entry, vcpu: Vcpu, index: number): GuestEntry {
  const at = entryAddress(vcpu, index);
  return {
    entryHi: e.load64(at + TLB_ENTRY.entryHi), entryLo0: e.load64(at + TLB_ENTRY.entryLo0),
    entryLo1: e.load64(at + TLB_ENTRY.entryLo1), pageMask: e.load64(at + TLB_ENTRY.pageMask),
  };
}

export function matches(entry: GuestEntry, entryHi: bigint): boolean {
  if (!isMatched(entry) || ((entry.entryHi ^ entryHi) & VPN2_OF & ~entry.pageMask) !== 0n) return false;
  return isGlobalEntry(entry) || ENTRY_HI.asid.get(entry.entryHi) === ENTRY_HI.asid.get(entryHi);
}

/** Two entries that one address would hit. */
export function overlap(a: GuestEntry, b: GuestEntry): boolean {
  if (!isMatched(a) || !isMatched(b)) return false;
  if (((a.entryHi ^ b.entryHi) & VPN2_OF & ~(a.pageMask | b.pageMask)) !== 0n) return false;
  return isGlobalEntry(a) || isGlobalEntry(b) || ENTRY_HI.asid.get(a.entryHi) === ENTRY_HI.asid.get(b.entryHi);
}

const chainOf = (entryHi: bigint): number => Number(ENTRY_HI.vpn2.get(entryHi) & BigInt(CHAINS - 1));
const bit = (index: number): bigint => 1n << BigInt(index);

function* candidates(e: Entry, vcpu: Vcpu, entryHi: bigint): Generator<number> {
  e.charge("guestTlbProbe");
  for (let i = loadByte(e, vcpu.area + VCPU_AREA.chains, chainOf(entryHi)); i !== 0;) {
    e.charge("guestTlbChain");
    const index = i - 1;
    i = loadByte(e, vcpu.area + VCPU_AREA.next, index);
    yield index;
  }
  yield* largePages(e, vcpu);
}

function* largePages(e: Entry, vcpu: Vcpu): Generator<number> {
  const large = e.get(VCPU_AREA.largePages, vcpu);
  for (let i = 0; large >> BigInt(i); i++) {
    if (!(large & bit(i))) continue;
    e.charge("guestTlbChain");
    yield i;
  }
}

/** The entry that an address hits, as TLBP would find it with this EntryHi. */
export function find(e: Entry, vcpu: Vcpu, entryHi: bigint): { readonly index: number; readonly entry: GuestEntry } | null {
  for (const index of candidates(e, vcpu, entryHi)) {
    const entry = read(e, vcpu, index);
    if (matches(entry, entryHi)) return { index, entry };
  }
  return null;
}

/** Removes an entry from the lookup structures: it keeps its EntryLo but matches nothing any more. */
function remove(e: Entry, vcpu: Vcpu, index: number, entry: GuestEntry): void {
  if (!isMatched(entry)) return;
  e.store64(entryAddress(vcpu, index) + TLB_ENTRY.entryHi, TLB_UNMATCHED);
  if (entry.pageMask !== 0n) {
    e.set(VCPU_AREA.largePages, e.get(VCPU_AREA.largePages, vcpu) & ~bit(index), vcpu);
    return;
  }
  const heads = vcpu.area + VCPU_AREA.chains, links = vcpu.area + VCPU_AREA.next, chain = chainOf(entry.entryHi);
  const after = loadByte(e, links, index), first = loadByte(e, heads, chain);
  if (first === index + 1) return storeByte(e, heads, chain, after);
  for (let i = first; i !== 0; i = loadByte(e, links, i - 1)) {
    e.charge("guestTlbChain");
    if (loadByte(e, links, i - 1) === index + 1) return storeByte(e, links, i - 1, after);
  }
}

/**
 * TLBWI at an index. Entries that would match an address of the new one leave the TLB, wired ones too, and Status.TS
 * says so (R10000 User's Manual, table 14-11). Returns the entries that are no more, the displaced one first.
 */
export function write(e: Entry, vcpu: Vcpu, index: number, wanted: GuestEntry): { readonly index: number; readonly entry: GuestEntry }[] {
  e.charge("guestTlbWrite");
  const global = wanted.entryLo0 & wanted.entryLo1 & ENTRY_LO.g.mask;
  const entry: GuestEntry = {
    entryHi: wanted.entryHi & ~(wanted.pageMask | OFFSET) & VPN2_OF | (wanted.entryHi & ENTRY_HI.asid.mask),
    entryLo0: (wanted.entryLo0 & ~ENTRY_LO.g.mask) | global, entryLo1: (wanted.entryLo1 & ~ENTRY_LO.g.mask) | global,
    pageMask: wanted.pageMask,
  };
  const gone = [{ index, entry: read(e, vcpu, index) }];
  remove(e, vcpu, index, gone[0]!.entry);
  for (const other of overlapping(e, vcpu, entry)) {
    const dead = read(e, vcpu, other);
    if (!overlap(dead, entry)) continue;
    remove(e, vcpu, other, dead);
    gone.push({ index: other, entry: dead });
  }
  const status = e.register(CP0.status, vcpu);
  e.setRegister(CP0.status, STATUS.ts.put(status, gone.length > 1 ? 1 : 0), vcpu);
  const at = entryAddress(vcpu, index);
  for (const name of ["entryHi", "entryLo0", "entryLo1", "pageMask"] as const) e.store64(at + TLB_ENTRY[name], entry[name]);
  link(e, vcpu, index, entry);
  return gone;
}

/** Entries that a new one might overlap: its chain and the large pages, or all if it is large itself. */
function overlapping(e: Entry, vcpu: Vcpu, entry: GuestEntry): number[] {
  if (entry.pageMask === 0n) return [...candidates(e, vcpu, entry.entryHi)];
  e.charge("guestTlbChain", TLB_ENTRIES);
  return Array.from({ length: TLB_ENTRIES }, (_, i) => i);
}

function link(e: Entry, vcpu: Vcpu, index: number, entry: GuestEntry): void {
  if (entry.pageMask !== 0n) {
    e.set(VCPU_AREA.largePages, e.get(VCPU_AREA.largePages, vcpu) | bit(index), vcpu);
    return;
  }
  const heads = vcpu.area + VCPU_AREA.chains, chain = chainOf(entry.entryHi);
  storeByte(e, vcpu.area + VCPU_AREA.next, index, loadByte(e, heads, chain));
  storeByte(e, heads, chain, index + 1);
}
