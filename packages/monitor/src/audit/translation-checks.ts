/** Invariants of translations: every one in a TLB, of whatever level, is backed by the pmap of the right machine. */
import { SEGMENTS } from "@disco-vm/abi";
import { BACKMAP, BACKMAP_KEY, BACKMAP_VCPUS, BACKMAPS, CACHED, CPU_AREA, HOME, MEMMAP, MEMMAP_ENTRY, PAGE, PAGE_KIND, PAGE_SHIFT, PMAP, PMAP_ENTRY, CHAINS, SECOND_EMPTY, SECOND_ENTRY, TLB_ENTRIES, TLB_ENTRY, VCPU_AREA, WIRED, WIRED_VA } from "../layout.ts";
import { addressOfPage, type Plan, type Vcpu } from "../plan.ts";
import { entryLoOf, machineOf, pmapEntry } from "../pmap.ts";
import { entryHiOf, isGlobal, NO_HOME, setOffset, tagOf, wayBytes } from "../second-level.ts";
import type { MonitorCpu } from "@disco-vm/machine";
import { CP0, ENTRY_HI, ENTRY_LO, STATUS, VPN2_OF } from "../structures/cp0.ts";
import { memmapEntry } from "../structures/free-list.ts";
import { loadByte, type Words } from "../structures/words.ts";
import { inSseg, isSpecial } from "../translate.ts";
import { isGlobalEntry, isMatched, matches, overlap, type GuestEntry } from "../virtual-tlb.ts";
import { SPECIAL_PAGE } from "@disco-vm/abi";
import type { Report } from "./memory-checks.ts";

const hex = (v: number | bigint): string => `0x${v.toString(16)}`;

/** Address of a tag's even page. */
function addressOf(tag: bigint): bigint {
  const va = tag & VPN2_OF;
  return va >> 62n === 3n ? va | 0x3fff_f000_0000_0000n : va;
}

/** One page of a translation for the hardware: it is the virtual machine's, and no more is allowed than the pmap allows. */
function checkLo(words: Words, plan: Plan, vcpu: Vcpu, va: bigint, lo: bigint, tag: bigint, name: string, report: Report): number {
  if (!ENTRY_LO.v.test(lo)) return -1;
  const frame = lo & PMAP.entryLo.mask, machine = machineOf(frame);
  if (ENTRY_LO.c.number(lo) !== CACHED) report(`${name}: cache attribute ${ENTRY_LO.c.number(lo)}`);
  if (isSpecial(va)) {
    if (frame !== entryLoOf(vcpu.special)) report(`${name}: the special page is ${hex(vcpu.special)}, not ${hex(machine)}`);
    return -1;
  }
  if (machine >= addressOfPage(plan.nodes.length * plan.nodes[0]!.pages - 1) + PAGE) {
    report(`${name}: machine page ${hex(machine)} does not exist`);
    return -1;
  }
  const owner = words.load64(memmapEntry(plan, machine) + MEMMAP_ENTRY.owner), guestPage = MEMMAP.guestPage.number(owner);
  if (MEMMAP.kind.number(owner) !== PAGE_KIND.guest || MEMMAP.vm.number(owner) !== vcpu.vm.id || guestPage >= vcpu.vm.pages) {
    report(`${name}: maps machine page ${hex(machine)}, which belongs to ${hex(owner)}`);
    return -1;
  }
  const entry = pmapEntry(words, vcpu.vm, guestPage), pmap = words.load64(entry + PMAP_ENTRY.lo);
  if (!PMAP.v.test(pmap) || machineOf(pmap) !== machine) report(`${name}: ${vcpu.vm.name} page ${guestPage} is elsewhere, pmap ${hex(pmap)}`);
  if (PMAP.busy.test(pmap)) report(`${name}: ${vcpu.vm.name} page ${guestPage} is busy`);
  if (ENTRY_LO.d.test(lo) && !PMAP.d.test(pmap)) report(`${name}: writable, ${vcpu.vm.name} page ${guestPage} is not`);
  const mine = 1n << BigInt(vcpu.index % BACKMAP_VCPUS);
  const known = Array.from({ length: BACKMAPS }, (_, k) => words.load64(entry + PMAP_ENTRY.back + 8 * k))
    .some((b) => b !== 0n && ((b ^ tag) & BACKMAP_KEY) === 0n && (BACKMAP.vcpus.get(b) & mine) !== 0n);
  if (!known && !PMAP.overflow.test(pmap)) report(`${name}: no backmap from ${vcpu.vm.name} page ${guestPage}`);
  return guestPage;
}

export function checkSecond(words: Words, plan: Plan, vcpu: Vcpu, slot: number, report: Report): void {
  const at = vcpu.second + slot * SECOND_ENTRY.bytes, tag = words.load64(at + SECOND_ENTRY.tag);
  if (tag === SECOND_EMPTY) return;
  const name = `second-level TLB of virtual CPU ${vcpu.id}, entry ${slot} (tag ${hex(tag)})`, shape = plan.second;
  if (tag !== tagOf(entryHiOf(tag), isGlobal(tag))) return report(`${name}: not a tag`);
  const offset = setOffset(shape, tag);
  if ((at - vcpu.second) % wayBytes(shape) !== offset) report(`${name}: in the wrong set`);
  const twins = Array.from({ length: shape.ways }, (_, w) => vcpu.second + offset + w * wayBytes(shape)).filter((a) => words.load64(a + SECOND_ENTRY.tag) === tag);
  if (twins.length > 1) report(`${name}: twice`);
  const va = addressOf(tag), los = [words.load64(at + SECOND_ENTRY.lo0), words.load64(at + SECOND_ENTRY.lo1)] as const;
  const home = words.load64(at + SECOND_ENTRY.home);
  los.forEach((lo, k) => {
    const page = va + BigInt(k * PAGE), half = `${name} ${k ? "odd" : "even"} page`;
    if (ENTRY_LO.g.test(lo) !== isGlobal(tag)) report(`${half}: G disagrees with the tag`);
    const guestPage = checkLo(words, plan, vcpu, page, lo, tag, half, report);
    if (guestPage >= 0 && home === NO_HOME) checkLinear(words, vcpu, page, guestPage, half, report);
  });
  if (home === NO_HOME) return;
  const index = HOME.index.number(home), bits = words.load64(vcpu.homes + index * (shape.entries / 8) + (slot >> 6) * 8);
  if (home !== HOME.index.of(index)) report(`${name}: home ${hex(home)}`);
  else if (!((bits >> BigInt(slot & 63)) & 1n)) report(`${name}: not among those of its home ${index}`);
}

/** What the monitor maps by itself is where it says: linearly, in the supervisor segment or, with Status.ERL, from 0. */
function checkLinear(words: Words, vcpu: Vcpu, va: bigint, guestPage: number, name: string, report: Report): void {
  const status = words.load64(vcpu.special + SPECIAL_PAGE.cp0 + 8 * CP0.status);
  const page = (base: bigint): boolean => (va - base) >> BigInt(PAGE_SHIFT) === BigInt(guestPage);
  if (inSseg(va) && words.load64(vcpu.area + VCPU_AREA.linear) !== 0n && page(SEGMENTS.sseg.base)) return;
  if (STATUS.erl.test(status) && page(0n)) return;
  report(`${name}: mapped by nobody`);
}

const guestEntry = (words: Words, vcpu: Vcpu, index: number): GuestEntry => {
  const at = vcpu.area + VCPU_AREA.tlb + index * TLB_ENTRY.bytes;
  return {
    entryHi: words.load64(at + TLB_ENTRY.entryHi), entryLo0: words.load64(at + TLB_ENTRY.entryLo0),
    entryLo1: words.load64(at + TLB_ENTRY.entryLo1), pageMask: words.load64(at + TLB_ENTRY.pageMask),
  };
};

/** Chains of the lookup structure that are not empty. */
function* chains(words: Words, vcpu: Vcpu): Generator<number> {
  for (let at = 0; at < CHAINS; at += 8) {
    if (words.load64(vcpu.area + VCPU_AREA.chains + at) === 0n) continue;
    for (let chain = at; chain < at + 8; chain++) yield chain;
  }
}

/** The guest's TLB: no two entries for one address, and the lookup structures name each entry once. */
export function checkGuestTlb(words: Words, vcpu: Vcpu, report: Report): void {
  const entries = Array.from({ length: TLB_ENTRIES }, (_, i) => guestEntry(words, vcpu, i)), name = `TLB of virtual CPU ${vcpu.id}`;
  const large = words.load64(vcpu.area + VCPU_AREA.largePages), found = new Map<number, number>();
  for (const chain of chains(words, vcpu)) {
    let steps = 0;
    for (let i = loadByte(words, vcpu.area + VCPU_AREA.chains, chain); i !== 0; i = loadByte(words, vcpu.area + VCPU_AREA.next, i - 1)) {
      if (i > TLB_ENTRIES || ++steps > TLB_ENTRIES) return report(`${name}: chain ${chain} is broken`);
      found.set(i - 1, chain);
    }
  }
  entries.forEach((entry, i) => {
    const chain = found.get(i), small = isMatched(entry) && entry.pageMask === 0n;
    const want = small ? Number(ENTRY_HI.vpn2.get(entry.entryHi) & 0xffn) : undefined;
    if (chain !== want) report(`${name}: entry ${i} is in chain ${chain ?? "none"}, not ${want ?? "none"}`);
    if (((large >> BigInt(i)) & 1n) !== (isMatched(entry) && !small ? 1n : 0n)) report(`${name}: entry ${i} and the mask of large pages disagree`);
    if (!isMatched(entry)) return;
    for (let k = 0; k < i; k++) {
      const other = entries[k]!; // k < i
      if (small && other.pageMask === 0n && found.get(k) !== chain) continue; // not the same page
      if (overlap(entry, other)) report(`${name}: entries ${k} and ${i} overlap`);
    }
  });
}

/** The hardware's TLB: what it holds is the owner's, and in the second level as well. */
export function checkMachineTlb(words: Words, plan: Plan, cpu: MonitorCpu, indices: Iterable<number>, report: Report): void {
  const place = plan.cpus[cpu.number]!, area = place.area, name = `TLB of CPU ${cpu.number}`; // The plan has all CPUs.
  const current = plan.vcpus[Number(words.load64(area + CPU_AREA.current)) - 1], wired = cpu.tlb(0);
  if (((wired.entryHi ^ WIRED_VA) & VPN2_OF) !== 0n || wired.pageMask !== 0n || wired.entryLo0 !== (entryLoOf(area) | 1n)) report(`${name}: the wired entry is not the CPU's area`);
  if (current && wired.entryLo1 !== (entryLoOf(current.special) | 1n)) report(`${name}: the wired entry is not the special page of virtual CPU ${current.id}`);
  const owner = plan.vcpus[Number(words.load64(area + CPU_AREA.tlbOwner)) - 1];
  const stale = words.load64(area + CPU_AREA.flushRequests) !== 0n
    || (owner !== undefined && Number(words.load64(owner.area + VCPU_AREA.cpu)) !== cpu.number);
  for (const i of indices) {
    if (i < WIRED) continue;
    const { entryHi, entryLo0, entryLo1, pageMask } = cpu.tlb(i);
    if (!ENTRY_LO.v.test(entryLo0 | entryLo1)) continue;
    const entry = `${name}, entry ${i} (${hex(entryHi)})`;
    if (!owner || pageMask !== 0n) {
      report(`${entry}: ${owner ? "not a 4 KB pair" : "nobody's"}`);
      continue;
    }
    if (stale) continue; // it will flush before it uses any of them again
    const tag = tagOf(entryHi, ENTRY_LO.g.test(entryLo0));
    [entryLo0, entryLo1].forEach((lo, k) => checkLo(words, plan, owner, addressOf(tag) + BigInt(k * PAGE), lo, tag, entry, report));
    if (owner.second) {
      const set = owner.second + setOffset(plan.second, tag);
      const at = Array.from({ length: plan.second.ways }, (_, w) => set + w * wayBytes(plan.second)).find((a) => words.load64(a + SECOND_ENTRY.tag) === tag);
      if (at === undefined) checkOrphan(words, owner, tag, [entryLo0, entryLo1], entry, report);
      else if (words.load64(at + SECOND_ENTRY.lo0) !== entryLo0 || words.load64(at + SECOND_ENTRY.lo1) !== entryLo1) report(`${entry}: the second-level TLB has another mapping`);
    } else checkWithoutSecond(words, owner, tag, entry, report);
  }
}

/** What the second level has given up may be here still if it is the monitor's own mapping, or some home knows of orphans. */
function checkOrphan(words: Words, owner: Vcpu, tag: bigint, los: readonly bigint[], name: string, report: Report): void {
  if (words.load64(owner.area + VCPU_AREA.orphans) !== 0n) return;
  const linear: string[] = [], va = addressOf(tag);
  los.forEach((lo, k) => {
    const page = va + BigInt(k * PAGE), owned = ENTRY_LO.v.test(lo) && !isSpecial(page);
    if (owned) checkLinear(words, owner, page, guestPageIn(words, owner, lo), name, (v) => linear.push(v));
  });
  if (linear.length > 0) report(`${name}: not in the second-level TLB`);
}

/** The guest page that the pmap gives this machine page, or -1. */
function guestPageIn(words: Words, owner: Vcpu, lo: bigint): number {
  for (let page = 0; page < owner.vm.pages; page++) {
    const pmap = words.load64(pmapEntry(words, owner.vm, page) + PMAP_ENTRY.lo);
    if (PMAP.v.test(pmap) && PMAP.pfn.get(pmap) === ENTRY_LO.pfn.get(lo)) return page;
  }
  return -1;
}

function checkWithoutSecond(words: Words, owner: Vcpu, tag: bigint, name: string, report: Report): void {
  const va = addressOf(tag);
  if (isSpecial(va) || isGlobal(tag) && (inSseg(va) || va >> 31n === 0n)) return; // may be linear
  const backed = Array.from({ length: TLB_ENTRIES }, (_, i) => guestEntry(words, owner, i))
    .some((g) => matches(g, entryHiOf(tag)) && isGlobalEntry(g) === isGlobal(tag));
  if (!backed) report(`${name}: not in the guest's TLB`);
}

