/**
 * The second-level TLB: what the vector code looks up before a guest hears of a TLB miss (paper §4.2.2). It holds 4 KB
 * pairs as they go into the machine TLB.
 *
 * Sets are chosen by VPN2; the low bits of an entry's ASID are its colour and move it to another set, so that processes
 * with equal addresses do not fight for one. Global entries have a tag of their own and colour 0.
 *
 * What is dropped here because the guest made it go is dropped in the machine TLB too. What makes room for another in its
 * set stays there: two pages that share a set would otherwise fault on every access in turn. Such orphans are remembered
 * by their home, the entry of the guest's TLB that they came from.
 */
import type { Entry } from "./entry.ts";
import { COLOUR_BITS, HOME, SECOND_EMPTY, SECOND_ENTRY, SECOND_GLOBAL, VCPU_AREA } from "./layout.ts";
import * as machineTlb from "./machine-tlb.ts";
import type { SecondShape, Vcpu } from "./plan.ts";
import { ENTRY_HI, VPN2_OF } from "./structures/cp0.ts";

export const NO_HOME = HOME.none.mask;
const LOW = 0x1fffn;

export const setsOf = (shape: SecondShape): number => shape.entries / shape.ways;
/** Bytes from an entry to the same set's next way. */
export const wayBytes = (shape: SecondShape): number => setsOf(shape) * SECOND_ENTRY.bytes;
export const colourShift = (shape: SecondShape): number => Math.log2(wayBytes(shape)) - COLOUR_BITS;

/** The tag of a mapping: EntryHi, or for a global one the same under every ASID. */
export const tagOf = (entryHi: bigint, global: boolean): bigint =>
  global ? (entryHi & VPN2_OF) | SECOND_GLOBAL : entryHi & (VPN2_OF | ENTRY_HI.asid.mask);
export const isGlobal = (tag: bigint): boolean => (tag & SECOND_GLOBAL) === SECOND_GLOBAL;
const isEmpty = (tag: bigint): boolean => tag === SECOND_EMPTY;
/** EntryHi under which the machine TLB knows a tag. */
export const entryHiOf = (tag: bigint): bigint => (isGlobal(tag) ? tag & VPN2_OF : tag);

/** Offset in the table of a set's first way. */
export function setOffset(shape: SecondShape, tag: bigint): number {
  const set = Number((tag >> 13n) & BigInt(setsOf(shape) - 1)) * SECOND_ENTRY.bytes;
  const colour = isGlobal(tag) ? 0 : Number(tag) & (2 ** COLOUR_BITS - 1);
  return set ^ (colour << colourShift(shape));
}

/** Base address with the colour of an ASID, as the vector code uses it: entry = base ^ offset of VPN2's set. */
export const colouredBase = (shape: SecondShape, vcpu: Vcpu, asid: bigint): number =>
  vcpu.second ? vcpu.second + (Number(asid & (2n ** BigInt(COLOUR_BITS) - 1n)) << colourShift(shape)) : 0;

function* ways(e: Entry, vcpu: Vcpu, tag: bigint): Generator<number> {
  const shape = e.system.plan.second, first = vcpu.second + setOffset(shape, tag);
  for (let way = 0; way < shape.ways; way++) yield first + way * wayBytes(shape);
}

/** Address of the entry with this tag, or 0. */
export function find(e: Entry, vcpu: Vcpu, tag: bigint): number {
  if (!vcpu.second) return 0;
  e.charge("secondProbe");
  for (const at of ways(e, vcpu, tag)) if (e.load64(at + SECOND_ENTRY.tag) === tag) return at;
  return 0;
}

/** Puts a mapping in, and into the machine TLB if the virtual CPU is on this CPU. */
export function insert(e: Entry, vcpu: Vcpu, tag: bigint, lo0: bigint, lo1: bigint, home: bigint): void {
  if (vcpu.second) {
    e.charge("secondInsert");
    const found = find(e, vcpu, tag), [first = 0, second = 0] = [...ways(e, vcpu, tag)];
    if (!found && second) {
      orphan(e, vcpu, second);
      move(e, vcpu, first, second);
    } else if (!found) orphan(e, vcpu, first);
    put(e, vcpu, found || first, { tag, lo0, lo1, home });
  }
  if (e.current === vcpu) machineTlb.write(e, entryHiOf(tag), lo0, lo1);
}

function put(e: Entry, vcpu: Vcpu, at: number, entry: { tag: bigint; lo0: bigint; lo1: bigint; home: bigint }): void {
  for (const name of ["tag", "lo0", "lo1", "home"] as const) e.store64(at + SECOND_ENTRY[name], entry[name]);
  if (entry.home === NO_HOME) return;
  const { word, bit } = homeBit(e, vcpu, at, HOME.index.number(entry.home));
  e.store64(word, e.load64(word) | bit);
}

function move(e: Entry, vcpu: Vcpu, from: number, to: number): void {
  const tag = e.load64(from + SECOND_ENTRY.tag);
  if (isEmpty(tag)) return;
  const [lo0, lo1, home] = [SECOND_ENTRY.lo0, SECOND_ENTRY.lo1, SECOND_ENTRY.home].map((o) => e.load64(from + o)) as [bigint, bigint, bigint];
  put(e, vcpu, to, { tag, lo0, lo1, home });
}

/** An entry makes room. The machine TLB keeps it, if it has it; its home remembers. */
function orphan(e: Entry, vcpu: Vcpu, at: number): void {
  if (isEmpty(e.load64(at + SECOND_ENTRY.tag))) return;
  const home = e.load64(at + SECOND_ENTRY.home);
  if (home !== NO_HOME) e.set(VCPU_AREA.orphans, e.get(VCPU_AREA.orphans, vcpu) | (1n << HOME.index.get(home)), vcpu);
}

/** Empties an entry, here and in the machine TLB. Its bit among its home's stays, and is found to be stale there. */
function evict(e: Entry, vcpu: Vcpu, at: number): void {
  const tag = e.load64(at + SECOND_ENTRY.tag);
  if (isEmpty(tag)) return;
  e.store64(at + SECOND_ENTRY.tag, SECOND_EMPTY);
  if (e.current === vcpu) machineTlb.drop(e, entryHiOf(tag));
}

function homeBit(e: Entry, vcpu: Vcpu, at: number, home: number): { word: number; bit: bigint } {
  const { entries } = e.system.plan.second, slot = (at - vcpu.second) / SECOND_ENTRY.bytes;
  return { word: vcpu.homes + home * (entries / 8) + (slot >> 6) * 8, bit: 1n << BigInt(slot & 63) };
}

/** Drops all that came from one entry of the guest's TLB, now or in the past. */
export function dropHome(e: Entry, vcpu: Vcpu, home: number): void {
  if (!vcpu.second) return;
  const words = e.system.plan.second.entries / 64;
  e.charge("secondHomeWord", words);
  for (let w = 0; w < words; w++) {
    const word = vcpu.homes + home * words * 8 + w * 8, bits = e.load64(word);
    if (bits === 0n) continue;
    for (let b = 0; b < 64; b++) {
      if (!((bits >> BigInt(b)) & 1n)) continue;
      e.charge("secondHomeEntry");
      const at = vcpu.second + (w * 64 + b) * SECOND_ENTRY.bytes, from = e.load64(at + SECOND_ENTRY.home);
      if (from !== NO_HOME && HOME.index.number(from) === home) evict(e, vcpu, at);
    }
    e.store64(word, 0n);
  }
  if (e.current === vcpu && (e.get(VCPU_AREA.orphans, vcpu) >> BigInt(home)) & 1n) machineTlb.flush(e);
}

/** Drops what a guest's entry overlaps: the same pages under its ASID, and under any if it or they are global. */
export function dropOverlapping(e: Entry, vcpu: Vcpu, entryHi: bigint, pageMask: bigint, global: boolean): void {
  if (!vcpu.second) return;
  const pairs = Number((pageMask | LOW) >> 13n) + 1, { second: shape } = e.system.plan;
  const orphans = e.current === vcpu && e.get(VCPU_AREA.orphans, vcpu) !== 0n;
  if (orphans && pairs > 1) machineTlb.flush(e);
  else if (orphans && global) machineTlb.dropPair(e, entryHi);
  else if (orphans) machineTlb.drop(e, entryHi & (VPN2_OF | ENTRY_HI.asid.mask));
  if (pairs * (global ? 2 ** COLOUR_BITS + 1 : 2) >= shape.entries) return dropMatching(e, vcpu, entryHi, pageMask, global);
  for (let k = 0; k < pairs; k++) {
    const hi = (entryHi & ~(pageMask | LOW)) + (BigInt(k) << 13n);
    dropHere(e, vcpu, tagOf(hi, true));
    if (!global) dropHere(e, vcpu, tagOf(hi | (entryHi & ENTRY_HI.asid.mask), false));
    else for (let colour = 0n; colour < 2n ** BigInt(COLOUR_BITS); colour++) {
      e.charge("secondProbe");
      for (const at of ways(e, vcpu, tagOf(hi | colour, false))) {
        const tag = e.load64(at + SECOND_ENTRY.tag);
        if (((tag ^ hi) & VPN2_OF) === 0n && !isEmpty(tag)) evict(e, vcpu, at);
      }
    }
  }
}

function dropHere(e: Entry, vcpu: Vcpu, tag: bigint): void {
  const at = find(e, vcpu, tag);
  if (at) evict(e, vcpu, at);
}

/** Drops one mapping, from the machine TLB also if only that has it. */
export function dropTag(e: Entry, vcpu: Vcpu, tag: bigint): void {
  dropHere(e, vcpu, tag);
  if (e.current === vcpu) machineTlb.drop(e, entryHiOf(tag) | (isGlobal(tag) ? e.asid : 0n));
}

/** Drops whatever an address hits, global or not. */
export function dropAddress(e: Entry, vcpu: Vcpu, entryHi: bigint): void {
  for (const global of [false, true]) dropHere(e, vcpu, tagOf(entryHi, global));
  if (e.current === vcpu) machineTlb.drop(e, entryHi);
}

function dropMatching(e: Entry, vcpu: Vcpu, entryHi: bigint, pageMask: bigint, global: boolean): void {
  const mask = VPN2_OF & ~pageMask;
  for (let k = 0; k < e.system.plan.second.entries; k++) {
    e.charge("secondScan");
    const at = vcpu.second + k * SECOND_ENTRY.bytes, tag = e.load64(at + SECOND_ENTRY.tag);
    if (isEmpty(tag) || ((tag ^ entryHi) & mask) !== 0n) continue;
    if (global || isGlobal(tag) || ((tag ^ entryHi) & ENTRY_HI.asid.mask) === 0n) evict(e, vcpu, at);
  }
}

/** Empties the whole table. The machine TLB is the caller's. */
export function clear(e: Entry, vcpu: Vcpu): void {
  for (let k = 0; vcpu.second && k < e.system.plan.second.entries; k++) {
    e.charge("secondClear");
    e.store64(vcpu.second + k * SECOND_ENTRY.bytes + SECOND_ENTRY.tag, SECOND_EMPTY);
  }
}
