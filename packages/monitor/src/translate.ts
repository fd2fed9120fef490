/**
 * From a guest's virtual address to a machine page: first what the monitor itself maps (special page, linear supervisor
 * segment, the unmapped low addresses of Status.ERL), then the guest's TLB, then the pmap.
 */
import { SEGMENTS, SPECIAL_PAGE } from "@disco-vm/abi";
import type { Entry } from "./entry.ts";
import { HOME, PAGE_SHIFT, PMAP, PMAP_ENTRY, VCPU_AREA } from "./layout.ts";
import { entryLoOf, pmapEntry } from "./pmap.ts";
import { NO_HOME, tagOf } from "./second-level.ts";
import { CP0, ENTRY_LO, STATUS, VPN2_OF } from "./structures/cp0.ts";
import { find, isGlobalEntry, type GuestEntry } from "./virtual-tlb.ts";

/** What maps a page pair. */
export type Source =
  | { readonly kind: "linear"; readonly base: bigint }
  | { readonly kind: "entry"; readonly index: number; readonly entry: GuestEntry };

/** One page of a pair: ready for the TLB, or why not. */
export interface Half {
  /** EntryLo without G; 0 (not valid) unless `problem` is null or "readOnly". */
  readonly lo: bigint;
  readonly guestPage: number;
  /** invalid: the guest's entry is. absent: no machine page yet. busy: wait. bus: there is no such guest memory. */
  readonly problem: null | "invalid" | "absent" | "busy" | "bus";
  /** The guest's own entry forbids stores. */
  readonly readOnly: boolean;
}

const SSEG_END = SEGMENTS.sseg.base + BigInt(SEGMENTS.sseg.bytes);
const LOW_2_GB = 1n << 31n;
export const inSseg = (va: bigint): boolean => va >= SEGMENTS.sseg.base && va < SSEG_END;
const SPECIAL_VPN = SPECIAL_PAGE.address >> BigInt(PAGE_SHIFT);
export const isSpecial = (va: bigint): boolean => va >> BigInt(PAGE_SHIFT) === SPECIAL_VPN;

/** Addresses that a machine in user or supervisor mode can reach: no TLB entry for others has an effect. */
export const reachable = (va: bigint): boolean => va >> 62n < 2n || inSseg(va);

/** What maps the pair that `va` belongs to, or null: a TLB miss of the guest. */
export function sourceOf(e: Entry, va: bigint): Source | null {
  e.charge("translate");
  if (va < LOW_2_GB && STATUS.erl.test(e.register(CP0.status))) return { kind: "linear", base: 0n };
  if (inSseg(va) && e.get(VCPU_AREA.linear) !== 0n) return { kind: "linear", base: SEGMENTS.sseg.base };
  const hit = find(e, e.vcpu, (va & VPN2_OF) | e.asid);
  if (hit) return { kind: "entry", ...hit };
  // The special page is there whatever the guest's TLB says; its neighbour is not.
  return isSpecial(va) ? { kind: "linear", base: 0n } : null;
}

export const isGlobalSource = (source: Source): boolean => source.kind === "linear" || isGlobalEntry(source.entry);
export const homeOf = (source: Source): bigint => (source.kind === "linear" ? NO_HOME : HOME.index.of(source.index));
export const tagFor = (e: Entry, va: bigint, source: Source): bigint => tagOf((va & VPN2_OF) | e.asid, isGlobalSource(source));

export function halfOf(e: Entry, va: bigint, source: Source): Half {
  if (isSpecial(va)) return { lo: entryLoOf(e.vcpu.special), guestPage: -1, problem: null, readOnly: false };
  const at = source.kind === "linear" ? { pa: va - source.base, writable: true } : guestPhysical(va, source.entry);
  if (!at) return { lo: 0n, guestPage: -1, problem: "invalid", readOnly: false };
  const { vm } = e.vcpu, page = at.pa >> BigInt(PAGE_SHIFT), readOnly = !at.writable;
  if (page < 0n || page >= BigInt(vm.pages)) return { lo: 0n, guestPage: -1, problem: "bus", readOnly };
  const guestPage = Number(page), pmap = e.load64(pmapEntry(e, vm, guestPage) + PMAP_ENTRY.lo);
  if (PMAP.busy.test(pmap)) return { lo: 0n, guestPage, problem: "busy", readOnly };
  if (!PMAP.v.test(pmap)) return { lo: 0n, guestPage, problem: "absent", readOnly };
  const lo = pmap & PMAP.entryLo.mask;
  return { lo: readOnly ? lo & ~PMAP.d.mask : lo, guestPage, problem: null, readOnly };
}

/** What the guest's entry says of an address; null where it is not valid. Same arithmetic as the hardware's. */
function guestPhysical(va: bigint, entry: GuestEntry): { readonly pa: bigint; readonly writable: boolean } | null {
  const offset = (entry.pageMask >> 1n) | 0xfffn, lo = (va & (offset + 1n)) !== 0n ? entry.entryLo1 : entry.entryLo0;
  if (!ENTRY_LO.v.test(lo)) return null;
  const page = ENTRY_LO.pfn.get(lo) << BigInt(PAGE_SHIFT);
  return { pa: (page & ~offset) | (va & offset), writable: ENTRY_LO.d.test(lo) };
}
