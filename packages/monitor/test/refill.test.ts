/** What a TLB miss costs that the second-level TLB serves: the path that the paper gives 17 cycles (facts.md §3.2). */
import { expect, test } from "vitest";
import type { DiscoOptions } from "../src/index.ts";
import { guest, POWER_OFF, run } from "./programs.ts";

const PAIRS = 96;

/** Touches PAIRS page pairs in turn, so that each access misses in a TLB of 63 but not in a second level of 128 or more. */
const walk = (passes: number, user: boolean): Uint8Array => guest(`
        .word   ${user ? "0" : "CALL_LIBRARY_OS"}
        ${user ? mapEverything : ""}
        li      $s1, ${passes}
1:      dli     $s0, ${user ? "0x100000" : "SSEG+0x100000"}
        li      $s2, ${PAIRS}
2:      lw      $t0, 0($s0)
        addiu   $s2, $s2, -1
        bnez    $s2, 2b
        daddiu  $s0, $s0, 8192
        addiu   $s1, $s1, -1
        bnez    $s1, 1b
        nop
        li      $a0, 0
        ${POWER_OFF}`);

/** A kernel with 16 MB of user addresses mapped by one large entry of ASID 3, and itself by another. */
const mapEverything = `
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
        li      $t0, 3
        dmtc0   $t0, $10
        li      $t0, 0x1e
        dmtc0   $t0, $2
        dmtc0   $0, $3
        li      $t0, 1
        mtc0    $t0, $0
        tlbwi
`;

interface Figures { readonly cycles: number; readonly refills: number; readonly entries: number }

function figures(passes: number, user: boolean, second: DiscoOptions["secondLevelTlb"], timing: boolean): Figures {
  const { machine, disco } = run(walk(passes, user), {
    disco: { audit: false, secondLevelTlb: second! }, vm: { memory: 4 * 2 ** 20, cpus: 1 }, machine: { memory: 16 * 2 ** 20, timing },
  });
  const { breakdown: { monitor } } = machine.statistics(), tlb = disco.statistics()?.tlb ?? { refills: 0, toHandlers: 0 };
  return { cycles: monitor.busy + monitor.stallLocal + monitor.stallRemote, refills: tlb.refills, entries: tlb.toHandlers };
}

/** Cycles of one refill, once everything is warm. */
function perRefill(user: boolean, second: DiscoOptions["secondLevelTlb"], timing = false): { readonly cycles: number; readonly entries: number } {
  const a = figures(4, user, second, timing), b = figures(24, user, second, timing), refills = b.refills - a.refills;
  expect(refills).toBeGreaterThan(20 * PAIRS * 0.3);
  return { cycles: (b.cycles - a.cycles) / refills, entries: (b.entries - a.entries) / refills };
}

// ERET's own cycle is the monitor's.
test("a user address that is in the second-level TLB: 19 instructions, 19 cycles", () => {
  const { cycles, entries } = perRefill(true, 1024);
  expect(entries).toBe(0);
  expect(cycles).toBeCloseTo(19, 1); // the kernel's own page is missed now and then
});

test("a global supervisor address: 21 cycles", () => {
  expect(perRefill(false, 1024)).toEqual({ cycles: 21, entries: 0 });
});

test("timed, with all of it in the L1 or nearly: not many more", () => {
  const { cycles } = perRefill(false, 1024, true);
  expect(cycles).toBeGreaterThanOrEqual(20);
  expect(cycles).toBeLessThan(40);
});

test("in the second way: a second probe", () => {
  const { cycles, entries } = perRefill(true, { entries: 128, ways: 2 });
  expect(entries).toBeLessThan(0.1); // the kernel's page makes three in one set
  expect(cycles).toBeGreaterThan(19);
  expect(cycles).toBeLessThan(60);
});

test("without a second-level TLB every miss goes to a handler", () => {
  const { cycles, entries } = perRefill(true, 0);
  expect(entries).toBe(1);
  expect(cycles).toBeGreaterThan(300);
});
