/**
 * Guest-physical memory: the pmap gives each guest-physical page its machine page, as an EntryLo ready for the TLB, and
 * the virtual pages under which it is mapped; the memmap gives each machine page its owner (paper §4.2.2).
 */
import type { Entry } from "./entry.ts";
import { broken, invariant } from "./errors.ts";
import { BACKMAP, BACKMAP_KEY, BACKMAP_VCPUS, BACKMAPS, CACHED, MEMMAP_ENTRY, PAGE_SHIFT, PMAP, PMAP_ENTRY, PMAP_PER_PAGE } from "./layout.ts";
import type { Vcpu, Vm } from "./plan.ts";
import { memmapEntry, nodeOf, OWNER, pop, push } from "./structures/free-list.ts";
import type { Words } from "./structures/words.ts";

/** Address of a page's entry; the directory says where the page of the pmap is. */
export function pmapEntry(words: Words, vm: Vm, guestPage: number): number {
  invariant(guestPage >= 0 && guestPage < vm.pages, () => `guest page ${guestPage} of ${vm.pages}`);
  const page = Number(words.load64(vm.directory + 8 * Math.floor(guestPage / PMAP_PER_PAGE)));
  return page + (guestPage % PMAP_PER_PAGE) * PMAP_ENTRY.bytes;
}
export const entryLoOf = (machine: number): bigint => PMAP.pfn.of(machine / 2 ** PAGE_SHIFT) | PMAP.c.of(CACHED) | PMAP.d.of(1) | PMAP.v.of(1);
export const machineOf = (lo: bigint): number => PMAP.pfn.number(lo) * 2 ** PAGE_SHIFT;

/** Takes a free page for a guest page and makes each point at the other. The page is not mapped yet while `busy`. */
export function give(words: Words, entry: number, vm: Vm, guestPage: number, machine: number, memmap: number, busy: boolean): void {
  words.store64(memmap + MEMMAP_ENTRY.owner, OWNER.guest(vm.id, guestPage));
  words.store64(entry + PMAP_ENTRY.lo, entryLoOf(machine) | (busy ? PMAP.busy.mask : 0n));
}

/** A machine page for a guest page, on the best node that has one. */
export function allocate(e: Entry, vm: Vm, guestPage: number): number {
  const { plan } = e.system;
  e.charge("allocate");
  const order = e.system.place({ node: e.cpu.node, vm: vm.id, guestPage });
  for (const node of order) {
    e.charge("allocateNode");
    e.cpu.lock(`node ${node}`);
    const place = plan.nodes[node];
    invariant(place, () => `placement chose node ${node}`);
    const machine = pop(e, place);
    e.cpu.unlock(`node ${node}`);
    if (machine < 0) continue;
    give(e, pmapEntry(e, vm, guestPage), vm, guestPage, machine, memmapEntry(plan, machine), true);
    e.system.statistics.allocated(vm, node);
    return machine;
  }
  broken("no free page although memory is not over-committed");
}

/** Gives a machine page back. Nothing may map it any more. */
export function release(e: Entry, vm: Vm, guestPage: number): void {
  const entry = pmapEntry(e, vm, guestPage), lo = e.load64(entry + PMAP_ENTRY.lo), machine = machineOf(lo);
  invariant(PMAP.v.test(lo), () => `guest page ${guestPage} has no machine page to give back`);
  e.charge("release");
  for (let k = 0; k < BACKMAPS; k++) e.store64(entry + PMAP_ENTRY.back + 8 * k, 0n);
  e.store64(entry + PMAP_ENTRY.lo, 0n);
  e.store64(memmapEntry(e.system.plan, machine) + MEMMAP_ENTRY.owner, OWNER.free);
  const place = nodeOf(e.system.plan, machine);
  e.cpu.lock(`node ${place.node}`);
  push(e, place, machine);
  e.cpu.unlock(`node ${place.node}`);
  e.system.statistics.released(vm, place.node);
}

/** Remembers that a virtual CPU maps the page under a tag of the second-level TLB. */
export function addBackmap(e: Entry, vcpu: Vcpu, guestPage: number, tag: bigint): void {
  const entry = pmapEntry(e, vcpu.vm, guestPage), mine = vcpuBit(vcpu);
  e.charge("backmap");
  let free = -1;
  for (let k = 0; k < BACKMAPS; k++) {
    const at = entry + PMAP_ENTRY.back + 8 * k, back = e.load64(at);
    if (back === 0n) {
      if (free < 0) free = at;
    } else if (((back ^ tag) & BACKMAP_KEY) === 0n) {
      if ((back & mine) === 0n) e.store64(at, back | mine);
      return;
    }
  }
  if (free >= 0) e.store64(free, (tag & BACKMAP_KEY) | mine);
  else e.store64(entry + PMAP_ENTRY.lo, e.load64(entry + PMAP_ENTRY.lo) | PMAP.overflow.mask);
}

export const vcpuBit = (vcpu: Vcpu): bigint => BACKMAP.vcpus.of(2 ** (vcpu.index % BACKMAP_VCPUS));
