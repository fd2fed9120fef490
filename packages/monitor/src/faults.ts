/** TLB exceptions of a guest: served from what the monitor knows, or the guest's own affair. */
import type { Entry } from "./entry.ts";
import { reflect, reflectTlb } from "./exceptions.ts";
import { CPU_AREA, OPERATION, PAGE, PMAP, PMAP_ENTRY, WORK, xkphys } from "./layout.ts";
import { addBackmap, allocate, pmapEntry } from "./pmap.ts";
import * as second from "./second-level.ts";
import { EXCEPTION, VPN2_OF } from "./structures/cp0.ts";
import { addWork, begin } from "./work.ts";
import { halfOf, homeOf, isGlobalSource, tagFor, sourceOf, type Half, type Source } from "./translate.ts";

/** TLBL, TLBS or Mod at `e.badVAddr`. */
export function tlbFault(e: Entry, code: number): void {
  const va = e.badVAddr, store = code !== EXCEPTION.TLBL;
  const source = sourceOf(e, va);
  if (!source) return missing(e, va, store);
  const half = halfOf(e, va, source);
  switch (half.problem) {
    case "invalid": return reflectTlb(e, store ? EXCEPTION.TLBS : EXCEPTION.TLBL, "general");
    case "bus": return reflect(e, isFetch(e) ? EXCEPTION.IBE : EXCEPTION.DBE);
    case "busy": return waitForPage(e, half.guestPage);
    case "absent":
      if (store && half.readOnly) return reflectTlb(e, EXCEPTION.Mod, "general");
      return giveClearPage(e, half.guestPage);
    case null:
      if (store && half.readOnly) return reflectTlb(e, EXCEPTION.Mod, "general");
      e.system.statistics.count("refill", e.vcpu.vm);
      mapPair(e, va, source, half);
  }
}

/** The guest's TLB has no such entry. One that was displaced there may linger here: to the guest, it is gone now. */
function missing(e: Entry, va: bigint, store: boolean): void {
  second.dropAddress(e, e.vcpu, (va & VPN2_OF) | e.asid);
  reflectTlb(e, store ? EXCEPTION.TLBS : EXCEPTION.TLBL, "refill");
}

const isFetch = (e: Entry): boolean => e.badVAddr === e.pc || (e.inSlot && e.badVAddr === BigInt.asUintN(64, e.pc + 4n));

/** Puts the pair around `va` into the second-level and the machine TLB; the other half if it can be had at once. */
export function mapPair(e: Entry, va: bigint, source: Source, half: Half): void {
  e.charge("mapPair");
  const otherVa = BigInt.asUintN(64, va ^ BigInt(PAGE)), odd = (va & BigInt(PAGE)) !== 0n;
  const other = halfOf(e, otherVa, source), global = isGlobalSource(source) ? 1n : 0n, tag = tagFor(e, va, source);
  for (const h of [half, other]) if (h.lo !== 0n && h.guestPage >= 0) addBackmap(e, e.vcpu, h.guestPage, tag);
  const [lo0, lo1] = odd ? [other.lo, half.lo] : [half.lo, other.lo];
  second.insert(e, e.vcpu, tag, lo0 | global, lo1 | global, homeOf(source));
}

/** First touch: a page of this node, cleared by the vector code before anybody sees it. The fault is then taken again. */
export function giveClearPage(e: Entry, guestPage: number): void {
  const machine = allocate(e, e.vcpu.vm, guestPage);
  begin(e, OPERATION.clearPage, guestPage);
  e.setOwn(CPU_AREA.workTo, xkphys(machine));
  addWork(e, WORK.clear.mask | WORK.again.mask);
}

export function pageIsClear(e: Entry, guestPage: number): void {
  const at = pmapEntry(e, e.vcpu.vm, guestPage) + PMAP_ENTRY.lo;
  e.store64(at, e.load64(at) & ~PMAP.busy.mask);
}

/** Another CPU's handler is at work on the page: the same gate is entered again when it is done. */
export function waitForPage(e: Entry, guestPage: number): void {
  const address = pmapEntry(e, e.vcpu.vm, guestPage) + PMAP_ENTRY.lo;
  e.wait = { until: { address, mask: PMAP.busy.mask, value: 0n } };
}
