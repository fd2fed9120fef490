/** Monitor calls and the special page. */
import { expect, test } from "vitest";
import { Disco } from "../src/index.ts";
import { guest, POWER_OFF, PRINT, run } from "./programs.ts";

/** Leaves the sum of the results of calls in a0. */
const answers = (calls: readonly { readonly call: string | number; readonly args: readonly (string | number)[] }[]): string => `
        .word   CALL_LIBRARY_OS
        li      $s0, 0
${calls.map(({ call, args }) => `${args.map((a, k) => `dli $a${k}, ${a}`).join("\n")}
        .word   ${typeof call === "number" ? 0x4200003f | (call << 6) : call}
        move    $v1, $v0
        jal     print
        nop`).join("\n")}
        li      $a0, 0
        ${POWER_OFF}
        ${PRINT}`;
const REFUSED = "ffffffffffffffff";

test("bad arguments are refused, unknown calls answered with -1", () => {
  const { output } = run(guest(answers([
    { call: "CALL_CONSOLE_WRITE", args: [0x10_0000, 1] },
    { call: "CALL_CONSOLE_WRITE", args: [0xf_ffff, 2] },
    { call: "CALL_CONSOLE_WRITE", args: ["0xfffffffffffffff0", 32] },
    { call: "CALL_CONSOLE_WRITE", args: [0, "0x7fffffffffffffff"] },
    { call: "CALL_CONSOLE_WRITE", args: [0, -1] },
    { call: "CALL_CPU_START", args: [0, 0, 0] },
    { call: "CALL_CPU_START", args: [1, 0, 0] },
    { call: "CALL_CPU_START", args: [-1, 0, 0] },
    { call: "CALL_ZERO_PAGE", args: [0x10_0000] },
    { call: "CALL_FREE_PAGE", args: [0x1234] },
    { call: "CALL_CONSOLE_READ", args: [] },
    { call: 99, args: [] },
    { call: 0x7ffff, args: [] },
  ])), { vm: { cpus: 1 } });
  expect(output.trimEnd().split("\n")).toEqual(Array(13).fill(REFUSED));
});

test("the console reads what is typed; the clock runs in nanoseconds", () => {
  const typed = [..."ab"].map((c) => c.charCodeAt(0));
  const { output } = run(guest(answers([
    { call: "CALL_CONSOLE_READ", args: [] }, { call: "CALL_CONSOLE_READ", args: [] }, { call: "CALL_CONSOLE_READ", args: [] },
    { call: "CALL_CLOCK", args: [] },
  ])), { machine: { console: { read: () => typed.shift() ?? -1 } } });
  const [a, b, none, clock] = output.trimEnd().split("\n");
  expect([a, b, none]).toEqual(["0000000000000061", "0000000000000062", REFUSED]);
  expect(Number(`0x${clock}`)).toBeGreaterThan(1000);
  expect(Number(`0x${clock}`)).toBeLessThan(1_000_000);
});

test("a freed page reads as zeros, on a CPU that had it mapped too", () => {
  const r = run(guest(`
        .word   CALL_LIBRARY_OS
        dli     $s0, SSEG+0x40000
        dli     $s1, SSEG+0x20000
        li      $t0, 77
        sd      $t0, 8($s0)
        li      $a0, 1
        la      $a1, other
        .word   CALL_CPU_START
1:      ld      $t0, 0($s1)             # the other reads it
        beqz    $t0, 1b
        nop
        li      $a0, 0x40000
        .word   CALL_FREE_PAGE
        bnez    $v0, bad
2:      ld      $t0, 8($s1)             # and sees zeros
        beqz    $t0, 2b
        nop
        li      $a0, 8
        ${POWER_OFF}
other:  dli     $s0, SSEG+0x40000
        dli     $s1, SSEG+0x20000
3:      ld      $t0, 8($s0)
        beqz    $t0, 4f
        li      $t1, 1
        b       3b
        sd      $t1, 0($s1)
4:      sd      $t1, 8($s1)
        b       .
        nop
bad:    li      $a0, 1
        ${POWER_OFF}`), { vm: { cpus: 2 }, machine: { cpus: 2 } });
  expect(r.exitCode).toBe(8);
  expect(r.disco.statistics()?.vms[0]?.pagesReleased).toEqual([1, 0]);
});

test("registers are loads and stores in the special page", () => {
  const r = run(guest(`
        .word   CALL_LIBRARY_OS
        dli     $s0, SPECIAL
        li      $t0, 0x1230
        sd      $t0, 14*8($s0)          # EPC
        dmfc0   $t1, $14
        bne     $t0, $t1, bad
        li      $t0, 0x4560
        dmtc0   $t0, $14
        ld      $t1, 14*8($s0)
        bne     $t0, $t1, bad
        ld      $t0, 0x108($s0)         # number of this virtual CPU, and how many there are
        bnez    $t0, bad
        ld      $t0, 0x110($s0)
        daddiu  $t0, $t0, -1
        bnez    $t0, bad
        ld      $t0, 0x100($s0)         # nothing is pending
        bnez    $t0, bad
        li      $t0, 0x100
        mtc0    $t0, $13                # a software interrupt
        ld      $t0, 0x100($s0)         # masked by IE alone
        beqz    $t0, bad
        lw      $t0, 12*8+4($s0)
        ori     $t0, $t0, 0x101
        sw      $t0, 12*8+4($s0)        # let in by a store: nothing happens until
        nop
        .word   CALL_DELIVER
bad:    li      $a0, 1
        ${POWER_OFF}`, `
        .org    0x180
        mfc0    $a0, $13
        andi    $a0, $a0, 0x17c
        srl     $a0, $a0, 8
        ${POWER_OFF}`), { vm: { cpus: 1 } });
  expect(r.exitCode).toBe(1);
});

const image = guest(POWER_OFF);
test.each([
  ["no virtual machine", { vms: [] }, /at least one virtual machine/],
  ["half a page", { vms: [{ image, memory: 2048 }] }, /multiple of 4096/],
  ["more than the supervisor segment has", { vms: [{ image, memory: 512 * 2 ** 20 }] }, /half of the supervisor segment/],
  ["a second-level TLB of 1000", { vms: [{ image, memory: 4096 }], secondLevelTlb: 1000 }, /power of two/],
  ["a slice of 1", { vms: [{ image, memory: 4096 }], timeSlice: 1 }, /timeSlice/],
  ["no virtual CPU", { vms: [{ image, memory: 4096, cpus: 0 }] }, /1 to 64/],
] as const)("%s is refused with advice", (_, options, message) => {
  expect(() => new Disco(options)).toThrow(message);
});

test("over-commitment is refused with the figures", () => {
  expect(() => run(image, { vm: { memory: 8 * 2 ** 20 } })).toThrow(/expected virtual machines of \d+ bytes.*got 8388608.*give the machine more memory/);
});

test("guest memory can be read from outside", () => {
  const { disco } = run(guest(`.word CALL_LIBRARY_OS\ndli $t0, SSEG+0x50ffc\nli $t1, 0x1234\nsw $t1, 0($t0)\nli $a0, 0\n${POWER_OFF}`), { vm: { cpus: 1 } });
  expect([...disco.readGuest(0, 0x50ffe, 4)]).toEqual([0x12, 0x34, 0, 0]);
  expect(() => disco.readGuest(1, 0, 4)).toThrow(/virtual machine 1/);
  expect(() => disco.readGuest(0, 0xf_ffff, 2)).toThrow(/1048576 bytes/);
});
