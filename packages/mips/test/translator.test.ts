/** What is compiled, what is only attached again, and what is dropped. */
import { expect, test } from "vitest";
import { assemble, FlatSystem, STATUS, CP0, type FlatSystemOptions } from "../src/index.ts";

const BASE = 0xffffffff80000000n;
/** Sums the numbers from $a0 down to 1 in $v0, calling a function for each. */
const SUM = assemble(`
        li      $v0, 0
        move    $s0, $ra
  1:    bal     add
        bgtz    $a0, 1b
        move    $ra, $s0
        jr      $ra
  add:  addu    $v0, $v0, $a0
        addiu   $a0, $a0, -1
        jr      $ra
`, { origin: BASE + 0x2000n });
const CALL = assemble(`
        li      $a0, 5000
        jalr    $s1
        gate    0
`, { origin: BASE + 0x1000n });

function system(options: FlatSystemOptions = {}): FlatSystem {
  const s = FlatSystem.createSync({ hot: 4, ...options }).load(CALL);
  s.write(SUM.origin, SUM.bytes);
  return s;
}
/** Runs SUM at that address on a CPU. */
function sum(s: FlatSystem, at: bigint, cpu = 0): bigint {
  const c = s.core.cpus[cpu]!; // the tests name CPUs there are
  c.setGpr(17, at);
  c.pc = CALL.origin;
  s.run(cpu);
  return c.gpr(2);
}
const SUMMED = 12_502_500n;

test("a page that is copied, moved, mapped elsewhere or run by another CPU compiles nothing new", () => {
  const s = system({ cpus: 2 });
  expect(sum(s, SUM.origin)).toBe(SUMMED);
  const { compiled } = s.core.translations!; // tier 1 is the default
  expect(compiled).toBeGreaterThan(0);

  s.write(BASE + 0x5000n, SUM.bytes); // copied: another page, another address
  expect(sum(s, BASE + 0x5000n)).toBe(SUMMED);
  expect(sum(s, SUM.origin, 1)).toBe(SUMMED); // another CPU
  const entry = (page: bigint): bigint => (page << 6n) | 0x1fn;
  for (const cpu of s.core.cpus) cpu.writeTlb(0, { entryHi: 0x40_0000n, entryLo0: entry(2n), entryLo1: entry(2n), pageMask: 0n });
  expect(sum(s, 0x40_0000n)).toBe(SUMMED); // mapped
  s.cpu.writeTlb(0, { entryHi: 0x40_0000n, entryLo0: entry(5n), entryLo1: entry(5n), pageMask: 0n });
  s.write(SUM.origin, new Uint8Array(SUM.bytes.length));
  expect(sum(s, 0x40_0000n)).toBe(SUMMED); // migrated
  const after = s.core.translations!;
  expect(after.attached).toBeGreaterThan(compiled);
  expect(after.compiled).toBe(compiled);
});

test("copies that become hot at the same time are compiled once", () => {
  const compiled = (cpus: number): number => {
    const s = FlatSystem.createSync({ cpus, ramBytes: 1 << 20 });
    const at = (cpu: number): bigint => BASE + BigInt(0x1_0000 * (cpu + 1));
    for (const cpu of s.core.cpus) {
      s.write(at(cpu.number), SUM.bytes);
      s.write(at(cpu.number) + 0x1000n, CALL.bytes);
      cpu.setGpr(17, at(cpu.number));
      cpu.pc = at(cpu.number) + 0x1000n;
    }
    // A few instructions each in turn.
    for (let cycle = 50; s.core.cpus.some((c) => c.gpr(2) !== SUMMED); cycle += 50) for (const c of s.core.cpus) s.core.run(c.number, cycle);
    return s.core.translations!.compiled; // tier 1 is the default
  };
  expect(compiled(1)).toBeGreaterThan(0);
  expect(compiled(12)).toBe(compiled(1));
});

test("code that changes is executed as it is, whoever changes it", () => {
  const s = system();
  expect(sum(s, SUM.origin)).toBe(SUMMED);
  const subtract = assemble("subu $v0, $v0, $a0", { origin: BASE });
  const add = SUM.symbols.get("add")!; // a label of the text
  s.write(add, subtract.bytes); // the host
  expect(sum(s, SUM.origin)).toBe(BigInt.asUintN(64, -SUMMED));
  const store = assemble(`
        lui     $t0, 0x8000
        ori     $t0, 0x${Number(add & 0xffffn).toString(16)}
        lw      $t1, word
        sw      $t1, 0($t0)
        gate    1
  word: addu    $v0, $v0, $a0
  `, { origin: BASE + 0x8000n });
  s.load(store);
  expect(s.run()).toBe(1); // the program
  expect(sum(s, SUM.origin)).toBe(SUMMED);
});

test("a translation belongs to the mode it was made for", () => {
  const s = system();
  const fp = assemble("1: add.d $f2, $f2, $f4\n addiu $a0, $a0, -1\n bgtz $a0, 1b\n gate 0", { origin: BASE + 0x3000n });
  const run = (): number => {
    s.cpu.setGpr(4, 100n);
    s.load(fp);
    return s.run();
  };
  s.load(assemble("gate 7", { origin: BASE + 0x180n }));
  expect(run()).toBe(0);
  s.cpu.setCp0(CP0.status, s.cpu.cp0(CP0.status) & ~BigInt(STATUS.cu1));
  expect(run()).toBe(7); // coprocessor unusable
  expect(s.cpu.exceptions(11)).toBe(1);
});

test("generated code is bounded, and what is dropped is made again", () => {
  const s = system({ mostCode: 1 });
  for (let n = 0; n < 6; n++) {
    const at = BASE + 0x5000n + BigInt(n * 0x1004);
    s.write(at, SUM.bytes);
    expect(sum(s, at)).toBe(SUMMED);
  }
  const { flushed, bytes } = s.core.translations!;
  expect(flushed).toBeGreaterThan(2);
  expect(bytes).toBeLessThan(20_000);
});

test.each([[{ tier: 2 }, /tier 0 or 1, got 2/], [{ hot: 100 }, /power of two.*got 100/]])("%o is refused", (options, message) => {
  expect(() => system(options as FlatSystemOptions)).toThrow(message); // what JavaScript may pass
});

test("tier 0 translates nothing", () => {
  const s = system({ tier: 0 });
  expect(sum(s, SUM.origin)).toBe(SUMMED);
  expect(s.core.translations).toBeUndefined();
});

test("more pages than the code map has room for", () => {
  const s = system({ ramBytes: 8 << 20 });
  for (let page = 0; page < 700; page++) {
    const at = BASE + 0x10_0000n + BigInt(page * 4096);
    s.write(at, SUM.bytes);
    expect(sum(s, at)).toBe(SUMMED);
  }
  expect(s.core.translations!.flushed).toBeGreaterThan(0); // tier 1 is the default
});

test("a host write that spans pages takes out what it touches, and ends, wherever RAM lies", () => {
  const s = system();
  expect(sum(s, SUM.origin)).toBe(SUMMED);
  const blank = new Uint8Array(3 * 4096);
  blank.set(assemble(".set noreorder\n jr $ra\n li $v0, 77", { origin: SUM.origin }).bytes, 4096);
  s.write(SUM.origin - 4096n, blank);
  s.write(CALL.origin, CALL.bytes);
  expect(sum(s, SUM.origin)).toBe(77n);
  s.core.codeChanged(0x9000_0000, 8); // beyond 2 GB, where there is nothing
});
