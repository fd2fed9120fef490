/** The free pages of a node: a stack of page numbers, two to a doubleword, in the node's own memory. */
import { MEMMAP, MEMMAP_ENTRY, NODE_AREA, PAGE_KIND } from "../layout.ts";
import { addressOfPage, pageOfAddress, type NodePlace, type Plan } from "../plan.ts";
import { invariant } from "../errors.ts";
import type { Words } from "./words.ts";

const cell = (place: NodePlace, slot: number): { at: number; shift: bigint } =>
  ({ at: place.area + NODE_AREA.bytes + (slot >> 1) * 8, shift: slot & 1 ? 0n : 32n });

export const freePages = (words: Words, place: NodePlace): number => Number(words.load64(place.area + NODE_AREA.free));

/** The page number in a slot of the stack. */
export function slotPage(words: Words, place: NodePlace, slot: number): number {
  const { at, shift } = cell(place, slot);
  return Number((words.load64(at) >> shift) & 0xffff_ffffn);
}

/** Machine address of a free page, or -1. The caller gives it an owner. */
export function pop(words: Words, place: NodePlace): number {
  const free = freePages(words, place);
  if (free === 0) return -1;
  words.store64(place.area + NODE_AREA.free, BigInt(free - 1));
  return addressOfPage(slotPage(words, place, free - 1));
}

export function push(words: Words, place: NodePlace, address: number): void {
  const free = freePages(words, place), { at, shift } = cell(place, free);
  invariant(free < place.pages, () => `node ${place.node} has more free pages than pages`);
  words.store64(at, (words.load64(at) & ~(0xffff_ffffn << shift)) | (BigInt(pageOfAddress(address)) << shift));
  words.store64(place.area + NODE_AREA.free, BigInt(free + 1));
}

export function nodeOf(plan: Plan, address: number): NodePlace {
  const page = pageOfAddress(address), place = plan.nodes[Math.floor(page / plan.nodes[0]!.pages)];
  invariant(place, () => `machine address 0x${address.toString(16)} belongs to no node`);
  return place;
}

/** Address of a machine page's memmap entry. */
export function memmapEntry(plan: Plan, address: number): number {
  const place = nodeOf(plan, address);
  return place.memmap + (pageOfAddress(address) - place.firstPage) * MEMMAP_ENTRY.bytes;
}

export const OWNER = {
  free: MEMMAP.kind.of(PAGE_KIND.free),
  monitor: MEMMAP.kind.of(PAGE_KIND.monitor),
  guest: (vm: number, page: number): bigint => MEMMAP.kind.of(PAGE_KIND.guest) | MEMMAP.vm.of(vm) | MEMMAP.guestPage.of(page),
} as const;
