import { expect, test } from "vitest";
import { build, image, POWER_OFF } from "./programs.ts";

const LINES = 1000;

/** What both performance counters of CPU 0 count, by event, from the first instruction of a program of 128-byte blocks to its end. */
function counted(events: readonly [number, number], program: string): number[] {
  const control = (event: number): number => (event << 5) | 2; // in kernel mode
  const { machine } = build({
    cpus: 1, memory: 2 ** 21, timing: true, maxCycles: 1e7,
    image: image(`
        li      $t3, ${control(events[1])}
        mtps    $t3, 1
        li      $t3, ${control(events[0])}
        b       1f
        nop
        .align  7
1:      mtps    $t3, 0
        ${program}
        mtps    $zero, 0
        mtps    $zero, 1
        ${POWER_OFF}`),
  });
  expect(machine.run().reason).toBe("power-off");
  const [cpu] = machine.core.cpus;
  return ([0, 1] as const).map((n) => cpu!.performance(n).counter); // one was asked for
}
/** Reads so many blocks of 128 bytes, one after the other, a few times. */
const reads = (passes: number): string => `
        li      $s0, ${passes}
1:      lui     $a0, 0x8010
        li      $t0, ${LINES}
2:      lw      $t1, 0($a0)
        addiu   $a0, $a0, 128
        addiu   $t0, $t0, -1
        bnez    $t0, 2b
        nop
        addiu   $s0, $s0, -1
        bnez    $s0, 1b
        nop`;

// 1000 lines of 128 bytes fit into 1 MB of L2. In the L1 of 32 KB each takes a line of 32 bytes in one set of four: 256 fit.
test("misses of the data caches are counted by level", () => {
  expect(counted([2, 9], reads(1))).toEqual([LINES, LINES]);
  expect(counted([2, 9], reads(3))).toEqual([3 * LINES, 3 * LINES]);
  expect(counted([2, 10], reads(1))).toEqual([LINES, LINES]);
  expect(counted([2, 10], reads(3))).toEqual([3 * LINES, LINES]);
});

test("misses of instruction fetch are counted by level", () => {
  // The rest of the block of the MTPS, four blocks of NOPs, and the first line of the next block, a line of the L1I being 64 bytes.
  const nops = `.align 7\n .space 512`;
  expect(counted([9, 0], nops)[0]).toBe(1 + 8 + 1);
  expect(counted([10, 0], nops)[0]).toBe(4 + 1);
});

test("stall cycles are cycles", () => {
  const [cycles] = counted([0, 9], reads(1));
  // At least the L2's latency from memory on an unloaded node, 300 ns of 2.5 ns, for each line.
  expect(cycles).toBeGreaterThan(LINES * 120);
});
