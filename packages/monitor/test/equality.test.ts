/**
 * Privileged instructions emulated are the same as executed: random programs run in kernel mode on bare metal and in a
 * virtual machine's kernel, and must leave the same values behind. Not compared: Random and Count, which are time.
 */
import { LINK_ADDRESSES } from "@disco-vm/abi";
import { Machine } from "@disco-vm/machine";
import { assemble } from "@disco-vm/mips";
import { expect, test } from "vitest";
import { CP0 } from "../src/structures/cp0.ts";
import { SOFTWARE_BITS } from "./status-bits.ts";
import { elf, POWER_OFF, SYMBOLS } from "./programs.ts";
import { build } from "./programs.ts";
import { random } from "./random.ts";

const RESULTS = 0x8000, STEPS = 220;
const READABLE = [0, 2, 3, 4, 5, 6, 8, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 25, 26, 28, 29, 30];
const WRITABLE = [0, 2, 3, 4, 5, 10, 11, 13, 14, 15, 17, 18, 19, 20, 21, 22, 25, 26, 27, 28, 29, 30, 7, 31, 8];
const VALUES = ["interesting", "random"] as const;

/** A program as text; `base` is where guest-physical 0 is. It stores what it reads from `base` + RESULTS on. */
function program(seed: number, end: string): string {
  const next = random(seed), pick = <T>(list: readonly T[]): T => list[next() % list.length]!;
  const value64 = (): bigint => (BigInt(next()) << 32n) | BigInt(next());
  // User pages and xsseg pages that collide now and then, with sizes that overlap.
  const page = (): bigint => (next() & 1 ? 0x4000_0000_0000_0000n : 0n) | (BigInt(next() & 15) << 13n) | BigInt(next() & 3);
  let stored = 0;
  const store = (register: string): string => `sd      ${register}, ${8 * (stored++ % 4000)}($s0)`;
  const read = (n: number): string => `${next() & 1 ? "dmfc0" : "mfc0"} $t0, $${n}\n${store("$t0")}`;
  // Compare far from Count: when they meet is time.
  const write = (n: number, v: bigint): string => `dli $t0, ${n === CP0.compare ? v | 0x4000_0000n : v}\n${next() & 1 ? "dmtc0" : "mtc0"} $t0, $${n}`;
  const inSlot = (instruction: string): string => pick([
    `b 1f\n${instruction}\nsyscall\n1:`,
    `bne $0, $0, 1f\n${instruction}\n1:`,
    `beql $0, $0, 1f\n${instruction}\nsyscall\n1:`,
    `bnel $0, $0, 1f\n${instruction}\nori $t0, $0, 77\n1:`,
    `jal 1f\n${instruction}\n1: sub $t1, $ra, $ra`,
    `la $t1, 1f\njr $t1\n${instruction}\nsyscall\n1:`,
    `la $t1, 1f\njalr $t2, $t1\n${instruction}\nsyscall\n1:`,
    `bltzal $0, 1f\n${instruction}\n1:`,
    `bgezall $0, 1f\n${instruction}\nsyscall\n1:`,
    `li $t3, -1\nbgtz $t3, 1f\n${instruction}\n1:`,
    `li $t3, -1\nblezl $t3, 1f\n${instruction}\nsyscall\n1:`,
    `mtc1 $0, $f0\nmtc1 $0, $f2\nc.eq.d $f0, $f2\nbc1t 1f\n${instruction}\nsyscall\n1:`,
    `mtc1 $0, $f0\nc.lt.d $f0, $f0\nbc1tl 1f\n${instruction}\nori $t0, $0, 78\n1:`,
  ]);
  const steps = [
    () => read(pick(READABLE)),
    () => read(pick(READABLE)),
    () => write(pick(WRITABLE), pick(VALUES) === "random" ? value64() : BigInt.asUintN(64, BigInt(next() | 0) >> BigInt(next() & 31))),
    () => write(CP0.status, SOFTWARE_BITS.base | (BigInt(next()) & SOFTWARE_BITS.free)),
    () => `${write(CP0.entryHi, page())}\n${write(CP0.entryLo0, value64())}\n${write(CP0.entryLo1, value64())}
        ${write(CP0.pageMask, pick([0n, 0n, 0n, 0x6000n, 0x1e000n]))}\n${write(CP0.index, BigInt(1 + (next() & 15)))}\n${pick(["tlbwi", "tlbwi", "tlbwr"])}`,
    () => `${write(CP0.entryHi, page())}\ntlbp\n${read(CP0.index)}`,
    () => `${write(CP0.index, BigInt(next() & 15))}\ntlbr\n${[CP0.entryHi, CP0.entryLo0, CP0.entryLo1, CP0.pageMask].map(read).join("\n")}`,
    () => inSlot(`${next() & 1 ? "dmfc0" : "mfc0"} $t0, $${pick(READABLE)}`) + `\n${store("$t0")}`,
    () => `dli $t0, ${value64()}\n${inSlot(`dmtc0 $t0, $${pick([2, 3, 14, 30])}`)}`,
    () => `${write(CP0.entryHi, page())}\n${inSlot("tlbp")}\n${read(CP0.index)}`,
    () => `${write(CP0.status, SOFTWARE_BITS.base | (next() & 1 ? 1n << 18n : 0n))}\n${pick(["bc0t", "bc0f", "bc0tl", "bc0fl"])} 1f\nori $t0, $0, ${next() & 0xfff}\nxori $t0, $t0, 0x55\n1: ${store("$t0")}`,
    () => `la $t1, 1f\ndmtc0 $t1, $14\n${write(CP0.status, SOFTWARE_BITS.base | 2n)}\neret\nsyscall\n1: ${read(CP0.status)}`,
    () => `la $t1, 1f\ndmtc0 $t1, $30\n${write(CP0.status, SOFTWARE_BITS.base | 4n)}\neret\nsyscall\n1: ${read(CP0.status)}`,
  ];
  return `
        .set    noreorder
        .set    noat
        dmtc0   $s1, $10                # the kernel's own 32 MB, wired
        li      $t0, 0x1f
        dmtc0   $t0, $2
        dli     $t0, 0x4001f
        dmtc0   $t0, $3
        li      $t0, 0x1ffe000
        mtc0    $t0, $5
        mtc0    $0, $0
        tlbwi
        li      $t0, 63
        mtc0    $t0, $6                 # leaves one entry to Random
        dli     $t0, ${SOFTWARE_BITS.base}
        mtc0    $t0, $12
        li      $t0, 0
${Array.from({ length: STEPS }, () => pick(steps)()).join("\n")}
${end}`;
}

const WHERE = 64 * 1024;
const SSEG = LINK_ADDRESSES.guest - BigInt(WHERE), KSEG0 = LINK_ADDRESSES.bare - BigInt(WHERE);

function link(text: string, base: bigint): Uint8Array {
  const origin = base + BigInt(WHERE), start = `.set noreorder\ndli $s0, ${base + BigInt(RESULTS)}\ndli $s1, ${SSEG}\n`;
  return elf(origin, [{ address: origin, bytes: assemble(start + text, { origin, symbols: SYMBOLS }).bytes }]);
}

function native(seed: number): Uint8Array {
  const end = `dli $t9, 0xffffffffbf001000\nli $t0, 3\nsw $t0, 0($t9)\nb .\nnop`;
  const machine = new Machine({ memory: 2 * 1024 * 1024, timing: false, image: link(program(seed, end), KSEG0), maxCycles: 1_000_000 });
  expect(machine.run().exitCode).toBe(3);
  return machine.ram.readBytes(RESULTS, 0x8000);
}

function virtual(seed: number): Uint8Array {
  const { machine, disco } = build(link(program(seed, `li $a0, 3\n${POWER_OFF}`), SSEG), { machine: { memory: 4 * 1024 * 1024 + 65536 } });
  expect(machine.run().exitCode).toBe(3);
  return disco.readGuest(0, RESULTS, 0x8000);
}

test.each(Array.from({ length: 12 }, (_, seed) => seed + 1))("random privileged program %i", (seed) => {
  const a = native(seed), b = virtual(seed), va = new DataView(a.buffer), vb = new DataView(b.buffer);
  const differences: string[] = [];
  for (let at = 0; at < a.length; at += 8) {
    // Addresses of the program itself are the only thing that may differ: they are relative to its base.
    const [x, y] = [va.getBigUint64(at), vb.getBigUint64(at)], moved = BigInt.asUintN(64, x - KSEG0 + SSEG);
    if (x !== y && moved !== y) differences.push(`${at / 8}: ${x.toString(16)} natively, ${y.toString(16)} under Disco`);
  }
  expect(differences).toEqual([]);
  expect(a.filter((byte) => byte !== 0).length).toBeGreaterThan(300);
});
