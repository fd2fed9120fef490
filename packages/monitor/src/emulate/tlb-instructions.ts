/** TLBR, TLBWI, TLBWR and TLBP on the guest's TLB, and what they mean for the two that Disco keeps. */
import type { Entry } from "../entry.ts";
import { TLB_UNMATCHED, VCPU_AREA, VM_AREA, VM_FLAG } from "../layout.ts";
import * as machineTlb from "../machine-tlb.ts";
import * as second from "../second-level.ts";
import { CP0, ENTRY_HI, VPN2_OF, CP0_WRITES } from "../structures/cp0.ts";
import { halfOf, isSpecial, reachable, sourceOf } from "../translate.ts";
import { mapPair } from "../faults.ts";
import * as virtualTlb from "../virtual-tlb.ts";
import type { GuestEntry } from "../virtual-tlb.ts";
import { virtualRandom } from "./registers.ts";

const PROBE_FAILED = 0xffff_ffff_8000_0000n;
const key = (e: Entry): bigint => e.register(CP0.entryHi) & (VPN2_OF | ENTRY_HI.asid.mask);

export function tlbProbe(e: Entry): void {
  const hit = virtualTlb.find(e, e.vcpu, key(e));
  e.setRegister(CP0.index, hit ? BigInt(hit.index) : PROBE_FAILED);
  if (hit) return;
  // The guest now knows that there is no such entry, so that there must not be one (facts.md §1.4).
  second.dropAddress(e, e.vcpu, key(e));
}

export function tlbRead(e: Entry): void {
  e.charge("guestTlbRead");
  const index = Number(e.register(CP0.index) & 63n), entry = virtualTlb.read(e, e.vcpu, index);
  second.dropHome(e, e.vcpu, index); // as for a failed probe: what was there before is gone
  e.setRegister(CP0.entryHi, virtualTlb.isMatched(entry) ? entry.entryHi : entry.entryHi & ~TLB_UNMATCHED);
  e.setRegister(CP0.entryLo0, entry.entryLo0);
  e.setRegister(CP0.entryLo1, entry.entryLo1);
  e.setRegister(CP0.pageMask, entry.pageMask);
  if (virtualTlb.isMatched(entry)) remap(e, entry);
}

export function tlbWriteIndexed(e: Entry): void {
  write(e, Number(e.register(CP0.index) & 63n), true);
}
export function tlbWriteRandom(e: Entry): void {
  write(e, virtualRandom(e), false);
}

function write(e: Entry, index: number, explicit: boolean): void {
  const { vcpu } = e;
  takeOver(e);
  const gone = virtualTlb.write(e, vcpu, index, fromRegisters(e));
  // An entry that the guest wrote over by name is gone for it, and with it whatever TLBWR displaced from there before.
  // What TLBWR displaces by chance may stay: the guest cannot tell it from a larger TLB.
  if (vcpu.second) {
    if (explicit) second.dropHome(e, vcpu, index);
    for (const other of gone.slice(1)) second.dropHome(e, vcpu, other.index);
  } else for (const { entry } of gone) forget(e, entry);
  const entry = virtualTlb.read(e, vcpu, index);
  second.dropOverlapping(e, vcpu, entry.entryHi, entry.pageMask, virtualTlb.isGlobalEntry(entry));
  remap(e, entry);
}

function fromRegisters(e: Entry): GuestEntry {
  const frameMask = ~((e.register(CP0.frameMask) & 0xffffn) << 18n);
  const lo = (n: number): bigint => e.register(n) & CP0_WRITES[CP0.entryLo0]!.bits & frameMask; // EntryLo0 is in CP0_WRITES.
  return {
    entryHi: key(e), entryLo0: lo(CP0.entryLo0), entryLo1: lo(CP0.entryLo1),
    pageMask: e.register(CP0.pageMask) & CP0_WRITES[CP0.pageMask]!.bits, // PageMask is in CP0_WRITES.
  };
}

/** Without a second-level TLB the machine TLB holds no more than the guest's. */
function forget(e: Entry, entry: GuestEntry): void {
  if (!virtualTlb.isMatched(entry)) return;
  if (entry.pageMask !== 0n) machineTlb.flush(e);
  else machineTlb.drop(e, entry.entryHi);
}

/**
 * The guest is about to use an entry it has just written: map the 4 KB pair at its start, if its pages are there already.
 * Where the monitor's own mappings rule, or for a larger page, the next miss will see to it.
 */
function remap(e: Entry, entry: GuestEntry): void {
  const va = virtualEntryAddress(entry);
  if (entry.pageMask !== 0n || !reachable(va) || ENTRY_HI.asid.get(entry.entryHi) !== e.asid) return;
  const source = sourceOf(e, va);
  if (source?.kind !== "entry" || isSpecial(va)) return;
  const even = halfOf(e, va, source), oddVa = va | 0x1000n;
  if (even.lo !== 0n) mapPair(e, va, source, even);
  else {
    const odd = halfOf(e, oddVa, source);
    if (odd.lo !== 0n) mapPair(e, oddVa, source, odd);
  }
}

/** First address of an entry, sign-extended from bit 43 in the kernel's regions as addresses are. */
function virtualEntryAddress(entry: GuestEntry): bigint {
  const va = entry.entryHi & VPN2_OF;
  return va >> 62n === 3n ? va | 0x3fff_f000_0000_0000n : va;
}

/** The first TLB write of a virtual CPU: from now on its supervisor segment is its own (unless the guest is a library OS). */
function takeOver(e: Entry): void {
  const { vcpu } = e, at = vcpu.vm.area + VM_AREA.flags;
  if (e.get(VCPU_AREA.linear) === 0n) return;
  const flags = e.load64(at);
  if (VM_FLAG.library.test(flags)) return;
  if (VM_FLAG.linear.test(flags)) e.store64(at, VM_FLAG.linear.put(flags, 0));
  e.set(VCPU_AREA.linear, 0n);
  second.clear(e, vcpu);
  machineTlb.flush(e);
}
