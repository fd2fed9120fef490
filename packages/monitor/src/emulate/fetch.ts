/** Instructions of the guest, by their addresses. */
import type { Entry } from "../entry.ts";
import { CPU_AREA, PAGE, PAGE_SHIFT, PMAP } from "../layout.ts";
import * as machineTlb from "../machine-tlb.ts";
import { machineOf } from "../pmap.ts";
import { halfOf, sourceOf } from "../translate.ts";
import { ENTRY_LO, VPN2_OF } from "../structures/cp0.ts";

/**
 * The word at a virtual address that the guest has just executed from, or null if its page has gone since. The machine
 * TLB knows best: the guest's own TLB may have displaced the entry.
 */
export function fetchWord(e: Entry, va: bigint): number | null {
  e.charge("fetchWord");
  const at = machineTlb.probe(e, (va & VPN2_OF) | e.asid), odd = (va & BigInt(PAGE)) !== 0n;
  let lo = 0n;
  if (at >= 0) {
    const entry = e.cpu.tlb(at);
    lo = odd ? entry.entryLo1 : entry.entryLo0;
  } else {
    const source = sourceOf(e, va);
    if (source) lo = halfOf(e, va, source).lo;
  }
  if (!ENTRY_LO.v.test(lo)) return null;
  return e.cpu.load32(machineOf(lo & PMAP.entryLo.mask) + Number(va & BigInt(2 ** PAGE_SHIFT - 1))) >>> 0;
}

/** The privileged instruction at hand: the vector code has read it, unless it is in a delay slot. */
export function privilegedWord(e: Entry): number | null {
  if (e.inSlot) return fetchWord(e, BigInt.asUintN(64, e.pc + 4n));
  return Number(e.own(CPU_AREA.instruction) & 0xffff_ffffn);
}
