/** Virtual CPUs: sharing a CPU, idling, waking each other, and keeping all their registers. */
import { expect, test } from "vitest";
import { guest, POWER_OFF, run } from "./programs.ts";

const STARTED = "SSEG+0x20000";
/** Starts virtual CPU n at `other` with a0 = n. */
const start = (n: number): string => `
        li      $a0, ${n}
        la      $a1, other
        li      $a2, ${n}
        .word   CALL_CPU_START
`;
const library = ".word CALL_LIBRARY_OS\n";

test.each([{ cpus: 1, timing: false }, { cpus: 2, timing: false }, { cpus: 2, timing: true }])("three share CPUs by time slices and keep their registers: $cpus, timing $timing", (machine) => {
  // Every register holds a value of its own; all must still do so after many slices.
  const numbers = Array.from({ length: 31 }, (_, i) => i + 1).filter((n) => n !== 16 && n !== 17);
  const body = (base: string): string => `
        move    $s0, ${base}
        dli     $s1, ${STARTED}
        dsll    $at, $s0, 3
        daddu   $s1, $s1, $at
        mtc1    $0, $f0
${Array.from({ length: 32 }, (_, n) => `li $at, ${n + 100}\ndaddu $at, $at, $s0\ndmtc1 $at, $f${n}`).join("\n")}
        li      $at, 0x0f80
        ctc1    $at, $31
${numbers.map((n) => `li $${n}, ${n * 1000}\ndaddu $${n}, $${n}, $s0`).join("\n")}
        mthi    $s0
        mtlo    $s1
1:      mfhi    $s0
        dsll    $s0, $s0, 3
        dli     $s1, ${STARTED}
        daddu   $s1, $s1, $s0
        ld      $s0, 0x100($s1)         # rounds
        daddiu  $s0, $s0, 1
        sd      $s0, 0x100($s1)
        sltiu   $s0, $s0, 20000
        bnez    $s0, 1b
        nop
        mfhi    $s0
${numbers.map((n) => `daddiu $s1, $${n}, ${-n * 1000}\nbne $s1, $s0, bad\nnop`).join("\n")}
${Array.from({ length: 32 }, (_, n) => `dmfc1 $at, $f${n}\ndaddiu $at, $at, ${-n - 100}\nbne $at, $s0, bad\nnop`).join("\n")}
        cfc1    $at, $31
        xori    $at, $at, 0x0f80
        bnez    $at, bad
        nop
`;
  const r = run(guest(`
        ${library}
        ${start(1)}
        ${start(2)}
        li      $a0, 0
        b       other
        nop
other:  move    $t0, $a0
${body("$a0")}
        dli     $s1, ${STARTED}         # count those that are done
1:      ll      $t0, 0x200($s1)
        addiu   $t0, $t0, 1
        sc      $t0, 0x200($s1)
        beqz    $t0, 1b
        nop
        bnez    $s0, .
        nop
2:      lw      $t0, 0x200($s1)
        addiu   $t0, $t0, -3
        bnez    $t0, 2b
        nop
        li      $a0, 9
        ${POWER_OFF}
bad:    li      $a0, 1
        ${POWER_OFF}`), { vm: { cpus: 3 }, machine, disco: { timeSlice: 20_000 } });
  expect(r.exitCode).toBe(9);
  expect(r.disco.statistics()?.vms[0]?.events["switch"]).toBeGreaterThan(20);
});

test("a virtual CPU idles until its timer, and the CPU with it", () => {
  const r = run(guest(`
        ${library}
        mfc0    $s0, $9
        li      $t0, 100000
        addu    $t0, $s0, $t0
        mtc0    $t0, $11
        li      $t0, 0x340000e0
        lui     $t1, 0x0800
        or      $t1, $t0, $t1
        mtc0    $t1, $12                # idle, all interrupts masked
        mfc0    $s1, $9
        mfc0    $t2, $12                # the bit is clear again
        bne     $t2, $t0, bad
        subu    $s1, $s1, $s0
        sltiu   $t0, $s1, 30000
        bnez    $t0, bad
        mfc0    $t0, $13
        andi    $t0, $t0, 0x8000
        beqz    $t0, bad
        li      $a0, 4
        ${POWER_OFF}
bad:    li      $a0, 1
        ${POWER_OFF}`));
  expect(r.exitCode).toBe(4);
  expect(r.machine.statistics().breakdown.idle).toBeGreaterThan(150_000);
});

/** Virtual CPU 1 idles; 0 sends it an interrupt; it answers in memory. */
const ipi = guest(`
        ${library}
        ${start(1)}
        dli     $s0, ${STARTED}
1:      ld      $t0, 0($s0)
        beqz    $t0, 1b
        li      $t1, 3000
2:      bnez    $t1, 2b
        addiu   $t1, $t1, -1
        li      $a0, 2
        .word   CALL_IPI
        bnez    $v0, bad
3:      ld      $t0, 8($s0)
        beqz    $t0, 3b
        nop
        daddiu  $t0, $t0, -1            # posted by number 0
        bnez    $t0, bad
        li      $a0, 6
        ${POWER_OFF}
bad:    li      $a0, 1
        ${POWER_OFF}
other:  dli     $s0, ${STARTED}
        li      $t0, 1
        sd      $t0, 0($s0)
        lui     $t1, 0x3c00
        ori     $t1, $t1, 0xe0
        mtc0    $t1, $12                # idle
        mfc0    $t0, $13
        andi    $t0, $t0, 0x800         # IP3
        beqz    $t0, bad
        nop
        dli     $s1, SPECIAL
        ld      $s2, 0x118($s1)
        li      $a0, -1
        .word   CALL_IPI_CLEAR
        mfc0    $t0, $13
        andi    $t0, $t0, 0x800
        bnez    $t0, bad
        sd      $s2, 8($s0)
        b       .
        nop`);
test.each([1, 2])("an interrupt wakes an idle virtual CPU, on %i CPUs", (cpus) => {
  expect(run(ipi, { vm: { cpus: 2 }, machine: { cpus }, disco: { timeSlice: 20_000 } }).exitCode).toBe(6);
});

test("when nothing can wake anybody, the run ends as a deadlock", () => {
  const r = run(guest(`${library}lui $t1, 0x3c00\nori $t1, $t1, 0xe0\nmtc0 $t1, $12\nb .\nnop`), { vm: { cpus: 2 }, machine: { cpus: 2 } });
  expect(r.reason).toBe("deadlock");
});

test("FCSR that traps when it is loaded survives a switch", () => {
  const r = run(guest(`
        li      $t0, 0x0400             # enable division by zero
        ctc1    $t0, $31
        mtc1    $0, $f2
        dli     $t0, 0x3ff0000000000000
        dmtc1   $t0, $f0
        .word   CALL_LIBRARY_OS
        ${start(1)}
        div.d   $f4, $f0, $f2
        b       bad
        nop
other:  dli     $s0, ${STARTED}         # number 1 counts
1:      ld      $t0, 0($s0)
        daddiu  $t0, $t0, 1
        b       1b
        sd      $t0, 0($s0)
bad:    li      $a0, 1
        ${POWER_OFF}`, `
        .org    0x180
        dli     $s0, ${STARTED}
        ld      $s1, 0($s0)
1:      ld      $t0, 0($s0)             # until the other has run a while
        dsubu   $t0, $t0, $s1
        sltiu   $t0, $t0, 2000
        bnez    $t0, 1b
        nop
        cfc1    $a0, $31
        srl     $a0, $a0, 8             # Cause.Z is bit 15, its enable bit 10
        ${POWER_OFF}`), { vm: { cpus: 2 }, disco: { timeSlice: 20_000 } });
  expect(r.exitCode).toBe(0x84);
});

test("registers survive first touches and misses in delay slots", () => {
  const numbers = Array.from({ length: 31 }, (_, i) => i + 1).filter((n) => ![16, 17, 18].includes(n));
  const r = run(guest(`
        ${library}
        .set    noat
${numbers.map((n) => `li $${n}, ${n * 999}`).join("\n")}
        dli     $s0, SSEG+0x100000
        li      $s1, 200
        mthi    $s0
        mtlo    $s1
1:      addiu   $s1, $s1, -1
        bnez    $s1, 1b
        sw      $s1, 0($s0)             # the same page again and again, then the next
        li      $s1, 60
2:      daddiu  $s0, $s0, 0x1000
        addiu   $s1, $s1, -1
        bgez    $s1, 2b
        sw      $k0, 0($s0)
        mflo    $s1
        li      $s2, 200
        bne     $s1, $s2, bad
        mfhi    $s1
        dli     $s2, SSEG+0x100000
        bne     $s1, $s2, bad
        nop
${numbers.map((n) => `li $s2, ${n * 999}\nbne $s2, $${n}, bad\nnop`).join("\n")}
        li      $a0, 3
        ${POWER_OFF}
bad:    li      $a0, 1
        ${POWER_OFF}`), { vm: { memory: 2 * 2 ** 20 }, machine: { memory: 8 * 2 ** 20 } });
  expect(r.exitCode).toBe(3);
});

test("a trap between LL and SC breaks the link", () => {
  const r = run(guest(`
        ${library}
        dli     $s0, ${STARTED}
        sw      $0, 0($s0)
        ll      $t0, 0($s0)
        sc      $t1, 0($s0)             # holds
        ll      $t0, 0($s0)
        mfc0    $t2, $12
        sc      $t2, 0($s0)             # does not
        sll     $t2, $t2, 1
        or      $a0, $t1, $t2
        ${POWER_OFF}`));
  expect(r.exitCode).toBe(1);
});

test.each([1, 2])("a virtual CPU starts with linear memory though another has its own TLB already: on %i CPUs", (cpus) => {
  const r = run(guest(`
        li      $t0, 0x1ffe000          # memory from 0, 16 MB and 16 MB
        mtc0    $t0, $5
        dli     $t0, SSEG
        dmtc0   $t0, $10
        li      $t0, 0x2f
        dmtc0   $t0, $2
        li      $t0, 0x4002f
        dmtc0   $t0, $3
        tlbwi
        mtc0    $0, $5
        ${start(1)}
        bnez    $v0, bad
        dli     $s1, ${STARTED}
1:      lw      $a0, 0x200($s1)
        beqz    $a0, 1b
        nop
        ${POWER_OFF}
other:  dli     $s1, ${STARTED}
        li      $t0, 9
        sw      $t0, 0x200($s1)
        b       .
        nop
bad:    li      $a0, 1
        ${POWER_OFF}`), { vm: { cpus: 2 }, machine: { cpus, timing: false }, disco: { timeSlice: 20_000 } });
  expect(r.exitCode).toBe(9);
});
