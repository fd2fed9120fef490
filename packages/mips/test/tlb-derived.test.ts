/** What the engine derives from the TLB (chains of entries, line tables) says the same as the entries themselves. */
import { expect, test } from "vitest";
import { assemble, Core, coreTableBytes, CP0, cpuStateBytes, EXIT, FlatSystem, type TlbEntry } from "../src/index.ts";
import { GEOMETRY, LineMemory, lineMemoryBytes } from "./line-memory.ts";
import { randomWords } from "./random.ts";

const TS = 1n << 21n;

/** The R10000's TLB by the manual: all entries are compared; those that a new one overlaps go out of use. */
class Model {
  readonly entries: ({ first: bigint; bytes: bigint; asid: bigint; global: boolean } | undefined)[] = Array.from({ length: 64 }, () => undefined);

  /** Whether other entries went out of use. */
  write(index: number, e: TlbEntry): boolean {
    const bytes = e.pageMask + 0x2000n, first = (e.entryHi & 0xfffffffe000n) / bytes * bytes;
    const made = { first, bytes, asid: e.entryHi & 0xffn, global: (e.entryLo0 & e.entryLo1 & 1n) === 1n };
    this.entries[index] = undefined;
    let clash = false;
    this.entries.forEach((old, n) => {
      if (!old || (!old.global && !made.global && old.asid !== made.asid)) return;
      if (old.first + old.bytes <= made.first || made.first + made.bytes <= old.first) return;
      this.entries[n] = undefined;
      clash = true;
    });
    this.entries[index] = made;
    return clash;
  }
  probe(entryHi: bigint): number {
    const va = entryHi & 0xfffffffe000n, asid = entryHi & 0xffn;
    return this.entries.findIndex((e) => e && va >= e.first && va < e.first + e.bytes && (e.global || e.asid === asid));
  }
}

test("random TLB writes: what matches, what clashes, what is in use", () => {
  const next = randomWords(5), { cpu } = FlatSystem.createSync({ tier: 0 }), model = new Model();
  const status = cpu.cp0(CP0.status);
  let clashes = 0, hits = 0;
  for (let n = 0; n < 20_000; n++) {
    // Few pages, many of them in one chain: chains hash VPN2.
    const entryHi = BigInt(next() % 4) << 21n | BigInt(next() % 12) << 13n | BigInt(next() % 3);
    const bit = (): bigint => BigInt(next() % 2);
    const pageMask = next() % 8 ? 0n : [0x6000n, 0x1e000n, 0x7e000n][next() % 3]!; // one of three
    const entry = { entryHi, entryLo0: 0x46n | bit(), entryLo1: 0x86n | bit(), pageMask }, index = next() % 64;
    cpu.setCp0(CP0.status, status);
    cpu.writeTlb(index, entry);
    const clash = model.write(index, entry);
    clashes += clash ? 1 : 0;
    expect((cpu.cp0(CP0.status) & TS) !== 0n, `write ${n} clashes`).toBe(clash);
    const asked = BigInt(next() % 4) << 21n | BigInt(next() % 16) << 13n | BigInt(next() % 3), found = model.probe(asked);
    hits += found < 0 ? 0 : 1;
    expect(cpu.probeTlb(asked), `probe ${n}`).toBe(found);
    if (n % 100 === 0) cpu.clearTables();
    if (n % 50 === 0) expect(Array.from({ length: 64 }, (_, k) => cpu.tlbInUse(k))).toEqual(model.entries.map((e) => e !== undefined));
  }
  expect(clashes).toBeGreaterThan(5000);
  expect(hits).toBeGreaterThan(2000);
});

const RAM = 1 << 20, FRAMES = 16, FIRST_FRAME = 64;

/** A core with line tables of real lines, where frame f holds f in every data line and `gate f` in every fetch line. */
function withLines() {
  const tables = 64, tags = tables + coreTableBytes(), cpu = tags + 65536, dirtyPages = cpu + 65536, ramBase = Math.ceil((dirtyPages + 4096) / 65536) * 65536;
  expect(cpuStateBytes(GEOMETRY)).toBeLessThan(65536);
  expect(lineMemoryBytes).toBeLessThan(65536);
  const memory = new WebAssembly.Memory({ initial: (ramBase + RAM) / 65536 });
  const system = new LineMemory({ ramBase, ramBytes: RAM, tags, blockEvery: 0 });
  const core = Core.createSync({ flavour: "functional", memory, tables, cpus: [cpu], system, dirtyPages, gate: true, tier: 0 });
  const ram = new DataView(memory.buffer, ramBase, RAM);
  const words = (at: number, list: readonly number[]): void => list.forEach((w, n) => ram.setUint32((at + 4 * n) ^ 4, w, true));
  words(0x1000, assemble("lw $v0, 0($a0)\n jr $a1", { origin: 0xffffffff80001000n }).words);
  for (let f = 0; f < FRAMES; f++) {
    const gate = assemble(`gate ${f}`, { origin: 0n }).words[0]!; // one instruction, one word
    for (let at = 0; at < 4096; at += 32) words((FIRST_FRAME + f) * 4096 + at, [f, 0, 0, 0, gate]);
  }
  return { core, cpu: core.cpus[0]! }; // one was asked for
}

test("no line outlives the mapping it was found by", () => {
  const next = randomWords(9), { core, cpu } = withLines();
  cpu.setCp0(CP0.status, 0x340000e0n);
  // Pairs of pages, some of which are at one place of the tables of 4 MB and less.
  const pairs = Array.from({ length: 12 }, (_, n) => BigInt(n % 4) * 0x100000n + BigInt(n >> 2) * 0x2000n + 0x10000000n);
  const frames = pairs.map(() => [0, 0]);
  const map = (n: number): void => {
    frames[n] = [next() % FRAMES, next() % FRAMES];
    const [lo0, lo1] = frames[n]!.map((f) => BigInt(FIRST_FRAME + f) << 6n | 0x1fn);
    cpu.writeTlb(n, { entryHi: pairs[n]!, entryLo0: lo0!, entryLo1: lo1!, pageMask: 0n });
  };
  pairs.forEach((_, n) => map(n));
  for (let n = 0; n < 30_000; n++) {
    if (next() % 4 === 0) map(next() % pairs.length);
    const [data, code] = [next() % pairs.length, next() % pairs.length], [a, b] = [next() % 2, next() % 2];
    cpu.setGpr(4, pairs[data]! + BigInt(a * 4096 + (next() % 8) * 17 * 32));
    cpu.setGpr(5, pairs[code]! + BigInt(b * 4096 + (next() % 8) * 9 * 64 + 16));
    cpu.pc = 0xffffffff80001000n;
    expect(core.run(0, cpu.cycle + 1000)).toBe(EXIT.GATE);
    expect([Number(cpu.gpr(2)), cpu.gateCode], `access ${n}`).toEqual([frames[data]![a], frames[code]![b]]);
  }
});
