import { MONITOR_CALLS as CALL } from "@disco-vm/abi";
import { expect, test } from "vitest";
import { gate, guestImage, under } from "./guests.ts";
import { tinyMonitor } from "./tiny-monitor.ts";

/** Library OS style: every virtual CPU counts, the first prints a line when all have, and ends with exit code 5. */
const GUEST = `
        ${gate(CALL.LIBRARY_OS.code)}
        li      $s4, 1
        dla     $s5, count
start:  move    $a0, $s4
        move    $a1, $s5
        move    $a2, $s4
        ${gate(CALL.CPU_START.code)}
        bnez    $v0, work           # there is no such CPU
        addiu   $s4, $s4, 1
        b       start
        nop
work:   addiu   $s4, $s4, -1
        move    $a0, $0
count:  dla     $s0, counter
        li      $s1, 300
again:  ll      $t0, 0($s0)
        addiu   $t0, $t0, 1
        sc      $t0, 0($s0)
        beqz    $t0, again
        nop
        addiu   $s1, $s1, -1
        bnez    $s1, again
        nop
        bnez    $a0, .
        nop
wait:   lw      $t0, 0($s0)
        li      $t1, 300
        mult    $t1, $s4
        mflo    $t1
        bne     $t0, $t1, wait
        nop
        dla     $a0, text
        dli     $t0, 0xffffffffc0000000
        dsubu   $a0, $a0, $t0
        li      $a1, 3
        ${gate(CALL.CONSOLE_WRITE.code)}
        li      $a0, 5
        ${gate(CALL.POWER_OFF.code)}
        b .
        nop
        .align 7
counter: .word 0
text:   .ascii "ok\\n"
`;

test.each([[1, false], [1, true], [4, false], [4, true], [8, true]])("%i virtual CPUs on a monitor of some 30 lines (timing %s)", (cpus, timing) => {
  const { machine, output } = under(tinyMonitor(guestImage(GUEST), 2 ** 20), { cpus, timing, memory: cpus * 4 * 2 ** 20 });
  expect(machine.run()).toMatchObject({ reason: "power-off", exitCode: 5 });
  expect(output()).toBe("ok\n");
  const s = machine.statistics();
  expect(s.cpus[0]!.exceptions["CpU"]).toBe(4 + cpus - 1);
  expect(s.breakdown.monitor.busy).toBeGreaterThan(0);
  expect(s.breakdown.kernel.busy).toBeGreaterThan(0);
});
