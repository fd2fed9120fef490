/** Cycles of privileged instructions that the vector code emulates without a handler, functional: one an instruction. */
import { expect, test } from "vitest";
import { guest, POWER_OFF, run } from "./programs.ts";

/** Cycles in the monitor of one execution of `instruction`, its ERET left out. */
function cycles(instruction: string, before = ""): number {
  const times = (n: number): number => {
    const { machine } = run(guest(`
        .word   CALL_LIBRARY_OS
        ${before}
        li      $s0, ${n}
1:      ${instruction}
        addiu   $s0, $s0, -1
        bnez    $s0, 1b
        nop
        li      $a0, 0
        ${POWER_OFF}`), { disco: { audit: false }, vm: { cpus: 1 } });
    return machine.statistics().breakdown.monitor.busy;
  };
  return (times(300) - times(100)) / 200;
}

test.each([
  { name: "MFC0 of EPC", instruction: "mfc0 $t0, $14", expected: 41 },
  { name: "MFC0 of Count", instruction: "mfc0 $t0, $9", expected: 44 },
  { name: "DMFC0 of BadVAddr", instruction: "dmfc0 $t0, $8", expected: 45 },
  { name: "DMTC0 to EntryLo0", instruction: "dmtc0 $t0, $2", expected: 50 },
  { name: "DMTC0 to EntryHi", instruction: "dmtc0 $t0, $10", expected: 56 },
  { name: "MTC0 to Status", instruction: "mtc0 $t1, $12", before: "li $t1, 0x340000e1", expected: 61 },
  { name: "ERET to kernel mode", instruction: "la $t0, 2f\ndmtc0 $t0, $14\nmtc0 $t1, $12\neret\n2:", before: "li $t1, 0x340000e2", expected: 156 },
])("$name: no handler", ({ instruction, before, expected }) => {
  expect(cycles(instruction, before)).toBe(expected);
});

test("what needs a handler costs some hundreds", () => {
  const tlbp = cycles("tlbp");
  expect(tlbp).toBeGreaterThan(150);
  expect(tlbp).toBeLessThan(500);
});
