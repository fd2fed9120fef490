/** Invariants of machine memory: who owns each page, and that pmap and memmap are each other's inverse. */
import { BACKMAPS, CACHED, CODE_BYTES, MEMMAP, MEMMAP_ENTRY, PAGE, PAGE_KIND, PMAP, PMAP_ENTRY, PMAP_PER_PAGE, VM_AREA, VM_FLAG } from "../layout.ts";
import { addressOfPage, type Plan, type Vm } from "../plan.ts";
import { machineOf, pmapEntry } from "../pmap.ts";
import { freePages, memmapEntry, nodeOf, OWNER, slotPage } from "../structures/free-list.ts";
import type { Words } from "../structures/words.ts";

export type Report = (violation: string) => void;
const hex = (v: number | bigint): string => `0x${v.toString(16)}`;

export function checkMemmap(words: Words, plan: Plan, page: number, report: Report): void {
  const address = addressOfPage(page), owner = words.load64(memmapEntry(plan, address) + MEMMAP_ENTRY.owner), place = nodeOf(plan, address);
  const mine = page - place.firstPage < place.reserved, name = `memmap of machine page ${hex(address)}`;
  const kind = MEMMAP.kind.number(owner);
  if (mine !== (kind === PAGE_KIND.monitor)) return report(`${name}: ${mine ? "the monitor's page" : "not a page of the monitor"}, owner ${hex(owner)}`);
  if (kind === PAGE_KIND.monitor || owner === OWNER.free) return;
  const vm = plan.vms[MEMMAP.vm.number(owner)], guestPage = MEMMAP.guestPage.number(owner);
  if (kind !== PAGE_KIND.guest || !vm || guestPage >= vm.pages || owner !== OWNER.guest(vm.id, guestPage)) return report(`${name}: owner ${hex(owner)} is none`);
  const lo = words.load64(pmapEntry(words, vm, guestPage) + PMAP_ENTRY.lo);
  if (!PMAP.v.test(lo) || machineOf(lo) !== address) report(`${name}: ${vm.name} page ${guestPage} is elsewhere, pmap ${hex(lo)}`);
}

/** A page that the memmap says is free is in its node's list. (A sweep finds the same by going through the lists.) */
export function checkFree(words: Words, plan: Plan, page: number, report: Report): void {
  const address = addressOfPage(page), place = nodeOf(plan, address);
  if (words.load64(memmapEntry(plan, address) + MEMMAP_ENTRY.owner) !== OWNER.free) return;
  const free = Math.min(freePages(words, place), place.pages);
  for (let slot = 0; slot < free; slot++) if (slotPage(words, place, slot) === page) return;
  report(`page ${hex(page)} of node ${place.node} is lost: free, but not in the list`);
}

export function checkPmap(words: Words, plan: Plan, vm: Vm, guestPage: number, report: Report): void {
  const entry = pmapEntry(words, vm, guestPage), lo = words.load64(entry + PMAP_ENTRY.lo), name = `pmap of ${vm.name} page ${guestPage}`;
  const backs = Array.from({ length: BACKMAPS }, (_, k) => words.load64(entry + PMAP_ENTRY.back + 8 * k));
  if (!PMAP.v.test(lo)) {
    if (lo !== 0n || backs.some((b) => b !== 0n)) report(`${name}: not present, but ${hex(lo)} with backmaps ${backs.map(hex).join(" ")}`);
    return;
  }
  if ((lo & ~(PMAP.entryLo.mask | PMAP.busy.mask | PMAP.overflow.mask)) !== 0n) report(`${name}: unknown bits in ${hex(lo)}`);
  if (PMAP.c.number(lo) !== CACHED) report(`${name}: cache attribute ${PMAP.c.number(lo)}`);
  const machine = machineOf(lo);
  if (machine >= addressOfPage(plan.nodes.length * plan.nodes[0]!.pages - 1) + PAGE) return report(`${name}: machine page ${hex(machine)} does not exist`);
  const owner = words.load64(memmapEntry(plan, machine) + MEMMAP_ENTRY.owner);
  if (owner !== OWNER.guest(vm.id, guestPage)) report(`${name}: machine page ${hex(machine)} belongs to ${hex(owner)}`);
}

export function checkDirectory(words: Words, vm: Vm, report: Report): void {
  vm.pmapPages.forEach((at, k) => {
    const found = words.load64(vm.directory + 8 * k);
    if (found !== BigInt(at)) report(`pmap directory of ${vm.name}: pages from ${k * PMAP_PER_PAGE} at ${hex(found)}, not ${hex(at)}`);
  });
}

export function checkVm(words: Words, vm: Vm, report: Report): void {
  const flags = words.load64(vm.area + VM_AREA.flags), known = Object.values(VM_FLAG).reduce((all, f) => all | f.mask, 0n);
  if (words.load64(vm.area + VM_AREA.pages) !== BigInt(vm.pages) || words.load64(vm.area + VM_AREA.vcpus) !== BigInt(vm.vcpus.length) || (flags & ~known) !== 0n)
    report(`area of ${vm.name}: size, virtual CPUs or flags ${hex(flags)} are wrong`);
}

/** Cheap: the count is possible and the slots near the top hold free pages of the node. */
export function checkFreeTop(words: Words, plan: Plan, node: number, report: Report): void {
  const place = plan.nodes[node]!, free = freePages(words, place); // `node` comes from the plan.
  if (free > place.pages - place.reserved) return report(`free list of node ${node}: ${free} pages of ${place.pages - place.reserved}`);
  for (let slot = Math.max(0, free - 2); slot < free; slot++) checkSlot(words, plan, node, slot, report);
  // What was taken last lies above the top: it has an owner now, unless it has come back further down.
  if (free < place.pages - place.reserved) checkFree(words, plan, slotPage(words, place, free), report);
}

function checkSlot(words: Words, plan: Plan, node: number, slot: number, report: Report): void {
  const place = plan.nodes[node]!, page = slotPage(words, place, slot); // `node` comes from the plan.
  if (page < place.firstPage + Math.max(place.reserved, CODE_BYTES / PAGE) || page >= place.firstPage + place.pages)
    return report(`free list of node ${node}: slot ${slot} holds page ${hex(page)}`);
  const owner = words.load64(memmapEntry(plan, addressOfPage(page)) + MEMMAP_ENTRY.owner);
  if (owner !== OWNER.free) report(`free list of node ${node}: page ${hex(page)} belongs to ${hex(owner)}`);
}

/** All of it: each free page is in the list once, and no page is lost. */
export function checkFreeList(words: Words, plan: Plan, node: number, report: Report): void {
  const place = plan.nodes[node]!, free = freePages(words, place), seen = new Set<number>(); // `node` comes from the plan.
  checkFreeTop(words, plan, node, report);
  if (free > place.pages) return;
  for (let slot = 0; slot < free; slot++) {
    checkSlot(words, plan, node, slot, report);
    const page = slotPage(words, place, slot);
    if (seen.has(page)) report(`free list of node ${node}: page ${hex(page)} twice`);
    seen.add(page);
  }
  for (let k = place.reserved; k < place.pages; k++) {
    const page = place.firstPage + k, owner = words.load64(memmapEntry(plan, addressOfPage(page)) + MEMMAP_ENTRY.owner);
    if (owner === OWNER.free && !seen.has(page)) report(`page ${hex(page)} of node ${node} is lost: free, but not in the list`);
  }
}
