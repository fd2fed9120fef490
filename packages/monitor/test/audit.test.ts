/** Each structure corrupted in turn: the check after an entry that touches it and the sweep must both say so. */
import { beforeAll, describe, expect, test } from "vitest";
import type { MonitorCpu, TlbEntry } from "@disco-vm/machine";
import { Auditor } from "../src/audit/audit.ts";
import * as L from "../src/layout.ts";
import { memmapEntry } from "../src/structures/free-list.ts";
import { entryLoOf, machineOf, pmapEntry } from "../src/pmap.ts";
import type { System } from "../src/system.ts";
import { CP0, STATUS } from "../src/structures/cp0.ts";
import { build, guest } from "./programs.ts";

/** A kernel with some entries in its TLB, two virtual CPUs, stopped in the middle of its work. */
const image = guest(`
        li      $a0, 1
        la      $a1, 1f
        .word   CALL_CPU_START
1:      dli     $t0, SSEG               # its own memory: large, wired
        dmtc0   $t0, $10
        li      $t0, 0x1f
        dmtc0   $t0, $2
        dli     $t0, 0x4001f
        dmtc0   $t0, $3
        li      $t0, 0x1ffe000
        mtc0    $t0, $5
        mtc0    $0, $0
        tlbwi
        mtc0    $0, $5
        li      $t0, 1
        mtc0    $t0, $6
        dli     $t8, SSEG+0x40000
        sd      $t8, 0($t8)
        sd      $t8, 0x1000($t8)
        dli     $t0, 0x100000           # two user pairs, one after the other, and a page that two addresses share
        dmtc0   $t0, $10
        li      $t0, ${(0x40 << 6) | 0x1e}
        dmtc0   $t0, $2
        addiu   $t0, $t0, 64
        dmtc0   $t0, $3
        tlbwr
        dli     $t0, 0x300000
        dmtc0   $t0, $10
        tlbwr
        dli     $t0, 0x100000
        lw      $t1, 0($t0)
        dli     $t0, 0x300000
        lw      $t1, 0($t0)
        b       .
        nop`);

let system: System, cpu: MonitorCpu;
beforeAll(() => {
  const { machine, disco } = build(image, { vm: { cpus: 2 }, machine: { memory: 8 * 2 ** 20, cpus: 2 }, disco: { audit: false } });
  machine.run({ maxCycles: 300_000 });
  system = disco.system;
  cpu = system.host.cpus[0]!;
});

const memory = (): { load64: (a: number) => bigint; store64: (a: number, v: bigint) => void } =>
  ({ load64: (a) => system.host.memory.read64(a), store64: (a, v) => system.host.memory.write64(a, v) });
const vm = () => system.plan.vms[0]!;
const vcpu = () => system.plan.vcpus[0]!;
const USER_PAGE = 0x40;
const pmap = (page = USER_PAGE) => pmapEntry(memory(), vm(), page);
const machinePage = (page = USER_PAGE) => machineOf(memory().load64(pmap(page) + L.PMAP_ENTRY.lo));
/** The second-level entry of the user pair at 0x100000. */
const second = (): number => {
  for (let k = 0; k < system.plan.second.entries; k++) {
    const at = vcpu().second + k * L.SECOND_ENTRY.bytes;
    if (memory().load64(at + L.SECOND_ENTRY.tag) === 0x10_0000n) return at;
  }
  throw new Error("the pair is not there");
};
const node = () => system.plan.nodes[0]!;
const area = () => system.areaOf(0);
const guestEntry = (): number => {
  for (let i = 0; i < L.TLB_ENTRIES; i++) {
    const at = vcpu().area + L.VCPU_AREA.tlb + i * L.TLB_ENTRY.bytes;
    if (memory().load64(at + L.TLB_ENTRY.entryHi) === 0x10_0000n) return at;
  }
  throw new Error("the entry is not there");
};

interface Corruption {
  readonly name: string;
  /** Doublewords to write. */
  readonly writes: () => readonly (readonly [address: number, value: (old: bigint) => bigint])[];
  /** What an entry touches that finds it; the first address written unless given. */
  readonly touched?: () => number;
}
const one = (at: () => number, value: (old: bigint) => bigint) => () => [[at(), value] as const];
const OTHER_PAGE = () => L.PMAP.pfn.of(machinePage(0x41) / 4096);

const corruptions: readonly Corruption[] = [
  { name: "memmap: a guest's page is free", writes: one(() => memmapEntry(system.plan, machinePage()), () => L.MEMMAP.kind.of(L.PAGE_KIND.free)) },
  { name: "memmap: a guest's page is the monitor's", writes: one(() => memmapEntry(system.plan, machinePage()), () => L.MEMMAP.kind.of(L.PAGE_KIND.monitor)) },
  { name: "memmap: a guest's page is another machine's", writes: one(() => memmapEntry(system.plan, machinePage()), (v) => L.MEMMAP.vm.put(v, 7)) },
  { name: "memmap: a guest's page is another page", writes: one(() => memmapEntry(system.plan, machinePage()), (v) => v + 1n) },
  { name: "memmap: a page of the monitor is free", writes: one(() => memmapEntry(system.plan, area()), () => L.MEMMAP.kind.of(L.PAGE_KIND.free)) },
  { name: "memmap: an owner that is none", writes: one(() => memmapEntry(system.plan, machinePage()), () => 0n) },
  { name: "pmap: another machine page", writes: one(pmap, (v) => (v & ~L.PMAP.pfn.mask) | OTHER_PAGE()) },
  { name: "pmap: a page of the monitor", writes: one(pmap, () => entryLoOf(area())) },
  { name: "pmap: uncached", writes: one(pmap, (v) => L.PMAP.c.put(v, 2)) },
  { name: "pmap: not there, but with backmaps", writes: one(pmap, () => 0n) },
  { name: "pmap: beyond memory", writes: one(pmap, (v) => L.PMAP.pfn.put(v, 0xfff_ffff)) },
  { name: "pmap: bits that mean nothing", writes: one(pmap, (v) => v | (1n << 50n)) },
  { name: "pmap: read-only, but mapped writable", writes: one(pmap, (v) => L.PMAP.d.put(v, 0)), touched: second },
  { name: "pmap: busy, but mapped", writes: one(pmap, (v) => v | L.PMAP.busy.mask), touched: second },
  { name: "pmap: backmaps lost", writes: () => [0, 1, 2].map((k) => [pmap() + L.PMAP_ENTRY.back + 8 * k, () => 0n] as const), touched: second },
  { name: "pmap directory", writes: one(() => vm().directory, (v) => v + 4096n) },
  { name: "area of the virtual machine: size", writes: one(() => vm().area + L.VM_AREA.pages, (v) => v + 1n) },
  { name: "area of the virtual machine: flags", writes: one(() => vm().area + L.VM_AREA.flags, () => 0x80n) },
  { name: "free list: more than there are", writes: one(() => node().area + L.NODE_AREA.free, () => 99_999n) },
  { name: "free list: a page lost", writes: one(() => node().area + L.NODE_AREA.free, (v) => v - 1n) },
  { name: "free list: a page that is not free", writes: one(() => node().area + L.NODE_AREA.free, (v) => v + 1n) },
  { name: "second level: a page of the monitor", writes: one(() => second() + L.SECOND_ENTRY.lo0, () => entryLoOf(area())) },
  { name: "second level: a free page", writes: one(() => second() + L.SECOND_ENTRY.lo0, () => entryLoOf(0x10_0000 + 4096 * (node().pages - 300))) },
  { name: "second level: another page of the guest", writes: one(() => second() + L.SECOND_ENTRY.lo0, () => entryLoOf(machinePage(0x10))) },
  { name: "second level: G", writes: one(() => second() + L.SECOND_ENTRY.lo0, (v) => v | 1n) },
  { name: "second level: uncached", writes: one(() => second() + L.SECOND_ENTRY.lo0, (v) => L.PMAP.c.put(v, 2)) },
  { name: "second level: in the wrong set", writes: one(second, (v) => v + 0x2000n) },
  { name: "second level: another address space's set", writes: one(second, (v) => v + 1n) },
  { name: "second level: mapped by nobody", writes: one(() => second() + L.SECOND_ENTRY.home, () => L.HOME.none.mask) },
  { name: "second level: not among its home's", writes: one(() => second() + L.SECOND_ENTRY.home, (v) => v ^ 1n) },
  { name: "second level: a home that is none", writes: one(() => second() + L.SECOND_ENTRY.home, () => 0x1000n) },
  { name: "homes: bit lost", writes: () => Array.from({ length: 64 * 16 }, (_, k) => [vcpu().homes + 8 * k, () => 0n] as const), touched: second },
  { name: "guest TLB: chain broken", writes: one(guestEntry, (v) => v + 0x2000n) },
  { name: "guest TLB: chain head lost", writes: () => Array.from({ length: 32 }, (_, k) => [vcpu().area + L.VCPU_AREA.chains + 8 * k, () => 0n] as const) },
  { name: "guest TLB: chain without end", writes: () => [
    ...Array.from({ length: 32 }, (_, k) => [vcpu().area + L.VCPU_AREA.chains + 8 * k, () => 0x0202020202020202n] as const),
    ...Array.from({ length: 8 }, (_, k) => [vcpu().area + L.VCPU_AREA.next + 8 * k, () => 0x0202020202020202n] as const)] },
  { name: "guest TLB: mask of large pages", writes: one(() => vcpu().area + L.VCPU_AREA.largePages, () => 0n) },
  { name: "CPU: runs another", writes: one(() => area() + L.CPU_AREA.current, () => 2n) },
  { name: "CPU: runs one that does not exist", writes: one(() => area() + L.CPU_AREA.current, () => 77n) },
  { name: "CPU: frame elsewhere", writes: one(() => area() + L.CPU_AREA.frame, (v) => v + 8n) },
  { name: "CPU: second-level TLB of another", writes: one(() => area() + L.CPU_AREA.secondGlobal, (v) => v + 0x8000n) },
  { name: "CPU: TLB of another", writes: one(() => area() + L.CPU_AREA.tlbOwner, () => 2n) },
  { name: "CPU: emulation table", writes: one(() => area() + L.CPU_AREA.emulation, () => 8n) },
  { name: "CPU: operation", writes: one(() => area() + L.CPU_AREA.operation, () => 55n) },
  { name: "CPU: work", writes: one(() => area() + L.CPU_AREA.work, () => 1n << 40n) },
  { name: "CPU: Status for user mode is kernel mode", writes: one(() => area() + L.CPU_AREA.statusUser, (v) => STATUS.ksu.put(v, 0)) },
  { name: "CPU: Status for user mode may use coprocessor 0", writes: one(() => area() + L.CPU_AREA.statusUser, (v) => STATUS.cu0.put(v, 1)) },
  { name: "virtual CPU: kernel mode", writes: one(() => vcpu().area + L.VCPU_AREA.status, (v) => STATUS.ksu.put(v, 0)) },
  { name: "virtual CPU: coprocessor 0", writes: one(() => vcpu().area + L.VCPU_AREA.status, (v) => STATUS.cu0.put(v, 1)) },
  { name: "virtual CPU: no interrupts", writes: one(() => vcpu().area + L.VCPU_AREA.status, (v) => STATUS.ie.put(v, 0)) },
  { name: "virtual CPU: state", writes: one(() => vcpu().area + L.VCPU_AREA.state, () => 9n) },
  { name: "virtual CPU: not where it runs", writes: one(() => vcpu().area + L.VCPU_AREA.cpu, () => 1n) },
  { name: "virtual CPU: linear memory", writes: one(() => vcpu().area + L.VCPU_AREA.linear, () => 2n) },
  { name: "virtual CPU: on no CPU", writes: one(() => vcpu().area + L.VCPU_AREA.cpu, () => 9n) },
  { name: "virtual CPU: interrupt lines", writes: one(() => vcpu().area + L.VCPU_AREA.lines, () => 1n) },
];

test("nothing is wrong before", () => {
  expect(new Auditor(system).sweep()).toEqual([]);
  expect(cpu.cp0(CP0.wired)).toBe(1n);
});

describe.each(corruptions)("$name", ({ writes, touched }) => {
  test("both checks report it", () => {
    const list = writes(), first = list[0]![0], { load64, store64 } = memory(), at = touched?.() ?? first;
    const old = list.map(([address]) => load64(address));
    list.forEach(([address, value], k) => store64(address, BigInt.asUintN(64, value(old[k]!))));
    const auditor = new Auditor(system), entry = auditor.after(cpu, [at], []), sweep = auditor.sweep();
    list.forEach(([address], k) => store64(address, old[k]!));
    expect(entry).not.toEqual([]);
    expect(sweep).not.toEqual([]);
    expect(new Auditor(system).sweep()).toEqual([]);
  });
});

describe.each<{ readonly name: string; readonly index: number; readonly entry: () => Partial<TlbEntry> }>([
  { name: "maps a page of the monitor", index: 40, entry: () => ({ entryHi: 0x70_0000n, entryLo0: entryLoOf(area()) }) },
  { name: "maps a free page", index: 40, entry: () => ({ entryHi: 0x70_0000n, entryLo0: entryLoOf(4096 * (node().pages - 3)) }) },
  { name: "maps what the second level does not", index: 40, entry: () => ({ entryHi: 0x70_0000n, entryLo0: entryLoOf(machinePage()) }) },
  { name: "is larger than a page pair", index: 40, entry: () => ({ entryHi: 0x80_0000n, entryLo0: entryLoOf(machinePage()), pageMask: 0x6000n }) },
  { name: "wired, is not the CPU's area", index: 0, entry: () => ({ entryHi: L.WIRED_VA, entryLo0: entryLoOf(machinePage()) | 1n, entryLo1: 1n }) },
])("an entry of the machine TLB $name", ({ index, entry }) => {
  test("both checks report it", () => {
    const old = cpu.tlb(index), auditor = new Auditor(system);
    cpu.writeTlb(index, { entryHi: 0n, entryLo0: 0n, entryLo1: 0n, pageMask: 0n, ...entry() });
    const found = auditor.after(cpu, [], [index]), sweep = auditor.sweep();
    cpu.writeTlb(index, old);
    expect(found).not.toEqual([]);
    expect(sweep).not.toEqual([]);
  });
});
