/**
 * What the second-level TLB may show a guest: everything that a larger TLB with random replacement could hold, and
 * nothing that the guest has made sure is gone (facts.md §1.4).
 */
import { describe, expect, test } from "vitest";
import type { DiscoOptions } from "../src/index.ts";
import { guest, POWER_OFF, run } from "./programs.ts";

/**
 * A kernel that maps itself with a wired entry; its refill handler counts in s7, leaves the first address in s6, and goes
 * on behind the access. `entry hi` loads EntryHi, and EntryLo for guest page 0x40 and 0x41.
 */
const kernel = (body: string, end = "move $a0, $s7"): Uint8Array => guest(`
        li      $t2, 0x1ffe000
        mtc0    $t2, $5
        dli     $t0, SSEG
        dmtc0   $t0, $10
        li      $t0, 0x1f
        dmtc0   $t0, $2
        dli     $t0, 0x4001f
        dmtc0   $t0, $3
        mtc0    $0, $0
        tlbwi
        mtc0    $0, $5
        li      $t0, 63                 # Random is always 63: what is displaced is certain
        mtc0    $t0, $6
        li      $s7, 0
        li      $t9, ${(0x40 << 6) | 0x1e}
        dmtc0   $t9, $2
        addiu   $t9, $t9, 64
        dmtc0   $t9, $3
        dli     $t8, SSEG+0x40000
        li      $t9, 0x5a5a
        sd      $t9, 0($t8)
${body}
        ${end}
        ${POWER_OFF}
`, `
        .set    noat
        .org    0x80
        addiu   $s7, $s7, 1
        dmfc0   $k0, $14
        daddiu  $k0, $k0, 4
        dmtc0   $k0, $14
        eret
        .org    0x180
        li      $s7, 100
        dmfc0   $k0, $14
        daddiu  $k0, $k0, 4
        dmtc0   $k0, $14
        eret`);

const A = 0x10_0000, ASID = 5;
/** EntryHi of user address `va`, pages 0x40 and 0x41. */
const map = (va: number, write: string, asid = ASID): string => `li $t0, ${va + asid}\ndmtc0 $t0, $10\n${write}\n`;
const use = (va: number, asid = ASID): string => `li $t0, ${va + asid}\ndmtc0 $t0, $10\nli $t1, ${va}\nli $t2, 0\nlw $t2, 4($t1)\n`;
/** Entries for 300 other pages, one after the other in the place that Random names. */
const displace = `
        li      $t3, 300
        li      $t1, ${0x120_0000 + ASID}
9:      dmtc0   $t1, $10
        tlbwr
        addiu   $t3, $t3, -1
        bnez    $t3, 9b
        addiu   $t1, $t1, 0x2000
`;
/** Overwrites every entry but the wired one, as kernels flush. */
const flush = `
        li      $t3, 1
        lui     $t1, 0x8000
9:      mtc0    $t3, $0
        dmtc0   $t1, $10
        tlbwi
        addiu   $t1, $t1, 0x2000
        addiu   $t3, $t3, 1
        sltiu   $t2, $t3, 64
        bnez    $t2, 9b
        nop
`;
const probe = (va: number, asid = ASID): string => `li $t0, ${va + asid}\ndmtc0 $t0, $10\ntlbp\n`;

/** Refills that the guest saw. */
const refills = (body: string, secondLevelTlb: DiscoOptions["secondLevelTlb"] = 1024): number | undefined =>
  run(kernel(body), { disco: { secondLevelTlb: secondLevelTlb! }, machine: { memory: 4 * 2 ** 20 + 65536 } }).exitCode;

describe.each<{ readonly second: DiscoOptions["secondLevelTlb"] & {} }>([{ second: 1024 }, { second: { entries: 1024, ways: 2 } }])("second level of $second", ({ second }) => {
  test("what TLBWR displaces by chance stays: the TLB seems larger", () => {
    expect(refills(map(A, "tlbwr") + displace + use(A), second)).toBe(0);
  });
  test("a flush of every entry drops it all the same", () => {
    expect(refills(map(A, "tlbwr") + displace + flush + use(A), second)).toBe(1);
  });
  test("so does a flush with refills in between", () => {
    expect(refills(map(A, "tlbwr") + displace + flush.replace("tlbwi", "tlbwi\nli $t0, 0x3000005\ndmtc0 $t0, $10\ntlbwr") + use(A), second)).toBe(1);
  });
  test("a probe that fails drops it", () => {
    expect(refills(map(A, "tlbwr") + displace + probe(A) + use(A), second)).toBe(1);
  });
  test("an entry written over by name is gone, and what was displaced from there", () => {
    expect(refills(`li $t0, 63\nmtc0 $t0, $0\n${map(A, "tlbwi")}${displace}li $t0, 63\nmtc0 $t0, $0\n${map(0x500_0000, "tlbwi")}${use(A)}`, second)).toBe(1);
  });
  test("another address space does not see it", () => {
    expect(refills(map(A, "tlbwr") + use(A, 9) + use(A, ASID), second)).toBe(1);
  });
  test("reading an entry that is not it drops it", () => {
    const readAll = `li $t3, 63\n9: mtc0 $t3, $0\ntlbr\nbnez $t3, 9b\naddiu $t3, $t3, -1\n`;
    expect(refills(map(A, "tlbwr") + displace + readAll + use(A), second)).toBe(1);
  });
});

test("without a second level, a displaced entry is gone", () => {
  expect(refills(map(A, "tlbwr") + displace + use(A), 0)).toBe(1);
});
test("without a second level, an entry works", () => {
  expect(refills(map(A, "tlbwr") + use(A), 0)).toBe(0);
});

test("a new entry for the same page replaces the old one everywhere", () => {
  const other = `li $t9, ${(0x50 << 6) | 0x1e}\ndmtc0 $t9, $2\n`;
  const body = `dli $t8, SSEG+0x50000\nli $t9, 33\nsw $t9, 4($t8)\n${map(A, "tlbwr")}${use(A)}${probe(A)}${other}tlbwi\n${use(A)}`;
  expect(run(kernel(body, "move $a0, $t2")).exitCode).toBe(33);
});

test("a global entry serves every address space, and is gone from all", () => {
  const global = `li $t9, ${(0x40 << 6) | 0x1f}\ndmtc0 $t9, $2\naddiu $t9, $t9, 64\ndmtc0 $t9, $3\n`;
  expect(refills(`${global}li $t0, 9\nmtc0 $t0, $0\n${map(A, "tlbwi")}${use(A, 1)}${use(A, 2)}${use(A, 3)}`)).toBe(0);
  expect(refills(`${global}li $t0, 9\nmtc0 $t0, $0\n${map(A, "tlbwi")}${use(A, 1)}${use(A, 2)}${map(0x500_0000, "tlbwi")}${use(A, 1)}${use(A, 2)}${use(A, 9)}`)).toBe(3);
});

test("pages of a large entry go with it", () => {
  const large = `li $t9, 0x1e000\nmtc0 $t9, $5\nli $t0, 11\nmtc0 $t0, $0\n${map(0x10_0000, "tlbwi")}mtc0 $0, $5\n`;
  const touch = use(0x10_0000) + use(0x10_3000) + use(0x11_0000);
  expect(refills(large + touch)).toBe(0);
  expect(refills(`${large}${touch}li $t0, 11\nmtc0 $t0, $0\n${map(0x500_0000, "tlbwi")}${touch}`)).toBe(3);
});

describe("two pages that share a set of a small second level", () => {
  const B = A + 64 * 0x2000, C = B + 64 * 0x2000, second = 64;
  const both = map(A, "tlbwr") + use(A) + map(B, "tlbwr") + use(B);
  test("both stay in the machine TLB", () => {
    expect(refills(both + use(A) + use(B) + use(A), second)).toBe(0);
  });
  test("the one that has made room goes when its place in the guest's TLB is written by name", () => {
    expect(refills(`${both}li $t0, 63\nmtc0 $t0, $0\n${map(0x500_0000, "tlbwi")}${use(A)}`, second)).toBe(1);
  });
  test("and when the guest flushes", () => {
    expect(refills(both + flush + use(A) + use(B), second)).toBe(2);
  });
  test("and when a probe for it fails", () => {
    expect(refills(both + probe(A) + use(A) + use(B), second)).toBe(1);
  });
  test("and when a new entry takes its address, global or large too", () => {
    const other = `li $t9, ${(0x50 << 6) | 0x1e}\ndmtc0 $t9, $2\n`;
    const value = (write: string): number | undefined =>
      run(kernel(`dli $t8, SSEG+0x50000\nli $t9, 33\nsw $t9, 4($t8)\n${both}${map(C, "tlbwr")}${use(C)}${other}${write}${use(A)}`, "move $a0, $t2"), { disco: { secondLevelTlb: second } }).exitCode;
    expect(value(map(A, "tlbwr"))).toBe(33);
    const global = `li $t9, ${(0x50 << 6) | 0x1f}\ndmtc0 $t9, $2\nli $t9, 0x1f\ndmtc0 $t9, $3\n`;
    expect(value(global + map(A, "tlbwr", 77))).toBe(33);
    expect(value(`li $t9, 0x6000\nmtc0 $t9, $5\n${map(A, "tlbwr")}mtc0 $0, $5\n`)).toBe(33);
  });
});
