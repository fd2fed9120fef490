/** IP5: a CPU's misses to a page have reached the threshold. */
import { expect, test } from "vitest";
import type { MachineOptions } from "../src/options.ts";
import { installVector, POWER_OFF, run } from "./programs.ts";

/** Three pages whose first lines share an L2 set of two ways, so that each load of each of them, in turn, misses. */
const PAGES = [0x10_0000n, 0x18_0000n, 0x20_0000n];
const MISSES = (rounds: number): string => `
        dli     $s0, 0xffffffff80100000
        lui     $t1, 0x8
        daddu   $s1, $s0, $t1
        daddu   $s2, $s1, $t1
        li      $t0, ${rounds}
miss:   lw      $t1, 0($s0)
        lw      $t1, 0($s1)
        lw      $t1, 0($s2)
        addiu   $t0, $t0, -1
        bnez    $t0, miss
        nop
`;
/** s4, s5, ...: what hotPage says, each time acknowledged; s3: Cause before and k0: after. */
const READ = `
        mfc0    $s3, $13
        dli     $t0, self_hotPage
        dli     $t1, self_hotPageAck
${[20, 21, 22, 23].map((n) => `        ld      $${n}, 0($t0)\n        sd      $0, 0($t1)\n`).join("")}
        mfc0    $k0, $13
        li      $v0, 0
        ${POWER_OFF}`;

function pages(text: string, options: MachineOptions): { pages: bigint[]; before: bigint; after: bigint; interrupts: number } {
  const r = run(text, { timing: true, memory: 8 << 20, ...options });
  expect(r).toMatchObject({ reason: "power-off", exitCode: 0 });
  const cpu = r.machine.core.cpus[0]!; // there is one
  const ip5 = (cause: bigint): bigint => (cause >> 13n) & 1n;
  return { pages: [20, 21, 22, 23].map((n) => cpu.gpr(n)), before: ip5(cpu.gpr(19)), after: ip5(cpu.gpr(26)), interrupts: cpu.exceptions(0) };
}

const NONE = 0xffff_ffff_ffff_ffffn;

test("the line comes up at the threshold, masked, and says which pages", () => {
  expect(pages(MISSES(5) + READ, { hotPageThreshold: 5 })).toEqual({ pages: [...PAGES, NONE], before: 1n, after: 0n, interrupts: 0 });
});

test.each([["one miss less", 4, 5, true], ["no threshold", 50, 0, true], ["no caches", 50, 5, false]] as const)("%s: nothing", (_, rounds, hotPageThreshold, timing) => {
  expect(pages(MISSES(rounds) + READ, { hotPageThreshold, timing })).toEqual({ pages: [NONE, NONE, NONE, NONE], before: 0n, after: 0n, interrupts: 0 });
});

test("a page that is hot again before it has been acknowledged is listed once", () => {
  const again = `
        dli     $t0, self_missesClear
        dli     $t1, 0x100000
        sd      $t1, 0($t0)
`;
  expect(pages(MISSES(5) + again + MISSES(5).replaceAll("miss", "more") + READ, { hotPageThreshold: 5 }).pages).toEqual([...PAGES, NONE]);
});

test("the interrupt is taken where it is enabled, and again when the page's misses have been cleared", () => {
  const { interrupts, after } = pages(`
        ${installVector(16)}
        mfc0    $t1, $12
        li      $t2, 0x2001         # IM5 and IE
        or      $t1, $t1, $t2
        mtc0    $t1, $12
        ${MISSES(30)}
        ${READ}
vector: dli     $k0, self_hotPage
        ld      $k1, 0($k0)
        sd      $k1, self_missesClear - self_hotPage($k0)
        sd      $0, self_hotPageAck - self_hotPage($k0)
        eret
        nop
        nop
`, { hotPageThreshold: 10 });
  expect(interrupts).toBe(9); // three pages, 30 misses each
  expect(after).toBe(0n);
});

test.each([-1, 0.5, 65536])("a threshold of %d is refused", (hotPageThreshold) => {
  expect(() => run("nop", { hotPageThreshold })).toThrow(`hotPageThreshold from 0 to 65535, got ${hotPageThreshold}`);
});
