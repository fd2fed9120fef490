/** Taking a machine page away from a guest-physical page: no TLB anywhere may map it when it is given back. */
import type { Entry } from "./entry.ts";
import { BACKMAP, BACKMAP_VCPUS, BACKMAPS, OPERATION, CPU_AREA, PMAP, PMAP_ENTRY } from "./layout.ts";
import * as machineTlb from "./machine-tlb.ts";
import type { Vcpu } from "./plan.ts";
import { pmapEntry, release } from "./pmap.ts";
import * as second from "./second-level.ts";
import { flushed, flushOthers } from "./shootdown.ts";
import { begin } from "./work.ts";

/** From now on the page reads as zeros; it gets a machine page again when it is touched. */
export function unmapPage(e: Entry, guestPage: number): void {
  const { vm } = e.vcpu, entry = pmapEntry(e, vm, guestPage), lo = e.load64(entry + PMAP_ENTRY.lo);
  if (!PMAP.v.test(lo)) return;
  if (PMAP.busy.test(lo)) return; // somebody is giving it or taking it away: zeros either way
  e.charge("unmap");
  e.store64(entry + PMAP_ENTRY.lo, lo | PMAP.busy.mask);
  const holders = PMAP.overflow.test(lo) ? forgetAll(e) : forgetBackmaps(e, entry);
  begin(e, OPERATION.unmapPage, guestPage, flushOthers(e, holders));
  finishUnmap(e);
}

/** Goes on once the other CPUs have flushed. */
export function finishUnmap(e: Entry): void {
  if (!flushed(e, e.own(CPU_AREA.operandB))) return;
  release(e, e.vcpu.vm, Number(e.own(CPU_AREA.operandA)));
  begin(e, OPERATION.none, 0);
}

/** Drops the page's mappings; the virtual CPUs that may hold one. */
function forgetBackmaps(e: Entry, entry: number): readonly Vcpu[] {
  const holders = new Set<Vcpu>();
  for (let k = 0; k < BACKMAPS; k++) {
    const back = e.load64(entry + PMAP_ENTRY.back + 8 * k);
    if (back === 0n) continue;
    const tag = back & ~BACKMAP.vcpus.mask, set = BACKMAP.vcpus.get(back);
    for (const vcpu of e.vcpu.vm.vcpus) {
      if (!((set >> BigInt(vcpu.index % BACKMAP_VCPUS)) & 1n)) continue;
      e.charge("unmapHolder");
      holders.add(vcpu);
      second.dropTag(e, vcpu, tag);
    }
  }
  return [...holders];
}

/** Too many virtual addresses to remember: all mappings go. */
function forgetAll(e: Entry): readonly Vcpu[] {
  for (const vcpu of e.vcpu.vm.vcpus) second.clear(e, vcpu);
  machineTlb.flush(e);
  return e.vcpu.vm.vcpus;
}
