import { describe, expect, test } from "vitest";
import { asCells, parseTree } from "./flattened-tree.ts";
import { build, elf, image, installVector, ORIGIN, POWER_OFF, run } from "./programs.ts";

const FLAVOURS = [false, true];

describe.each(FLAVOURS)("timing %s", (timing) => {
  test("hello over the UART, with exit code", () => {
    const r = run(`
        dla     $a0, text
        dli     $t0, console_thr
        dli     $t1, console_lsr
next:   lbu     $t2, 0($a0)
        beqz    $t2, done
        daddiu  $a0, $a0, 1
wait:   lbu     $t3, 0($t1)
        andi    $t3, $t3, 0x20
        beqz    $t3, wait
        nop
        sb      $t2, 0($t0)
        b       next
        nop
done:   li      $v0, 7
        ${POWER_OFF}
text:   .asciiz "hello\\n"
    `, { timing });
    expect(r).toMatchObject({ output: "hello\n", reason: "power-off", exitCode: 7 });
  });

  test("boot registers: a0 = -2, a1 = device tree, the rest 0, Status as documented", () => {
    const { machine } = build({ image: image("b . \n nop"), timing, cpus: 2, arguments: "x y" });
    const cpu = machine.core.cpus[0]!;
    expect(cpu.pc).toBe(ORIGIN);
    expect(cpu.gpr(4)).toBe(2n ** 64n - 2n);
    expect([...Array(32).keys()].filter((n) => cpu.gpr(n) !== 0n)).toEqual([4, 5]);
    expect(cpu.cp0(12)).toBe(0x340000e0n);
    expect(cpu.cp0(15) >> 8n).toBe(9n);
    const at = Number(cpu.gpr(5) - 0xffff_ffff_8000_0000n);
    expect(at % 4096).toBe(0);
    const size = machine.ram.read32(at + 4);
    const { root, reservations } = parseTree(machine.ram.readBytes(at, size));
    expect(reservations).toEqual([[BigInt(at), BigInt(2 ** 20 - at)]]);
    expect(asCells(root.children.get("memory@100000")!.properties.get("reg"))).toEqual([0, 2 ** 20, 0, 2 ** 20]);
  });

  test("a word loaded with the wrong size, and an address without device, are bus errors", () => {
    // The general vector powers off with ExcCode.
    const vector = `
        mfc0    $v0, $13
        dsrl    $v0, $v0, 2
        andi    $v0, $v0, 31
        ${POWER_OFF}`;
    for (const access of ["lw $t1, 0($t0)", "lbu $t1, 0x100($t0)", "sd $t1, 0x800($t0)", "swl $t1, 1($t0)"]) {
      const r = run(`
        ${installVector(13)}
        dli     $t0, console_rbr
        ${access}
        li      $v0, 99
        ${POWER_OFF}
vector: ${vector}`, { timing });
      expect(r.exitCode, access).toBe(7);
    }
  });

  test("SWL and SDR reach uncached memory, a byte as well as seven", () => {
    const { machine } = run(`
        dli     $t0, 0xffffffffa0003000
        dli     $t1, 0x2122232425262728
        swl     $t1, 3($t0)
        sdr     $t1, 14($t0)
        ${POWER_OFF}`, { timing });
    expect([...machine.readPhysical(0x3000, 16)]).toEqual([0, 0, 0, 0x25, 0, 0, 0, 0, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27, 0x28, 0]);
  });

  test("the clock gives nanoseconds, 2.5 a cycle", () => {
    const r = run(`
        dli     $t0, rtc_time
        ld      $s0, 0($t0)
        li      $t1, 4000
loop:   bnez    $t1, loop
        addiu   $t1, $t1, -1
        ld      $s1, 0($t0)
        dsubu   $s0, $s1, $s0
        ${POWER_OFF}`, { timing });
    const ns = Number(r.machine.core.cpus[0]!.gpr(16));
    expect(ns).toBeGreaterThanOrEqual(20_000);
    expect(ns).toBeLessThan(21_000);
  });

  test("annotations are recorded with CPU and cycle", () => {
    const r = run(`
        dli     $t0, annotation_mark
        dli     $t1, 0x100000002
        sd      $t1, 0($t0)
        ${POWER_OFF}`, { timing });
    expect(r.machine.markers).toMatchObject([{ cpu: 0, value: 0x1_0000_0002n }]);
    expect(r.machine.markers[0]!.cycle).toBeGreaterThan(0);
  });

  test("the interval timer interrupts on IP4 until it is acknowledged, and wakes an idle CPU", () => {
    const r = run(`
        dli     $t0, self_timerInterval
        li      $t1, 5000
        sd      $t1, 0($t0)
        li      $s0, 0
        mfc0    $s1, $12
        li      $t2, 0x08000000
        or      $s1, $s1, $t2       # Status.27: idle until an interrupt is pending
again:  mtc0    $s1, $12
        nop
        nop
        mfc0    $t3, $13
        andi    $t3, $t3, 0x1000    # IP4
        beqz    $t3, bad
        nop
        dli     $t1, self_timerAck
        sd      $0, 0($t1)
        addiu   $s0, $s0, 1
        bne     $s0, 3, again
        nop
        sd      $0, 0($t0)          # off
        li      $v0, 3
        ${POWER_OFF}
bad:    li      $v0, 1
        ${POWER_OFF}`, { timing });
    expect(r.exitCode).toBe(3);
    expect(r.cycles).toBeGreaterThan(15_000);
    expect(r.cycles).toBeLessThan(16_500);
    const { cycles } = r.machine.statistics().cpus[0]!;
    expect(cycles.idle).toBeGreaterThan(12_000);
  });

  test("Compare wakes an idle CPU at its cycle", () => {
    const r = run(`
        mfc0    $t0, $9
        addiu   $t0, $t0, 1000
        mtc0    $t0, $11
        mfc0    $s1, $12
        li      $t2, 0x08000000
        or      $s1, $s1, $t2
        mtc0    $s1, $12
        nop
        mfc0    $s2, $9
        subu    $s2, $s2, $t0
        li      $v0, 0
        ${POWER_OFF}`, { timing });
    expect(r.exitCode).toBe(0);
    expect(r.machine.core.cpus[0]!.gpr(18)).toBeLessThan(20n);
  });

  test("typed bytes arrive, by polling and by interrupt", () => {
    const typed = [..."ab"].map((c) => c.charCodeAt(0));
    const r = run(`
        dli     $t0, console_ier
        li      $t1, 1
        sb      $t1, 0($t0)         # receive interrupt
        mfc0    $s1, $12
        li      $t2, 0x08000000
        or      $s1, $s1, $t2
        mtc0    $s1, $12            # idle until something is typed
        nop
        mfc0    $s2, $13
        dli     $t0, console_rbr
        lbu     $v0, 0($t0)
        lbu     $v1, 0($t0)
        subu    $v0, $v1, $v0
        ${POWER_OFF}`, { timing, console: { read: () => typed.shift() } });
    expect(r.exitCode).toBe(1);
    expect(r.machine.core.cpus[0]!.gpr(18) & 0x400n).toBe(0x400n);
  });

  test("an idle machine with nothing to come is a guest deadlock", () => {
    const r = run(`
        mfc0    $s1, $12
        li      $t2, 0x08000000
        or      $s1, $s1, $t2
        mtc0    $s1, $12
        nop
        b       .
        nop`, { timing, cpus: 2 });
    expect(r.reason).toBe("deadlock");
    expect(r.exitCode).toBeUndefined();
  });

  test("the cycle limit ends a loop", () => {
    const r = run("b . \n nop", { timing, maxCycles: 12_345 });
    expect(r.reason).toBe("cycle-limit");
    expect(r.cycles).toBeGreaterThanOrEqual(12_345);
  });

  test("segments below 64 KB are in every node", () => {
    const low = { address: 0xffff_ffff_8000_1000n, bytes: Uint8Array.of(1, 2, 3, 4) };
    const { machine } = build({ image: image("nop", [low]), timing, cpus: 3, memory: 3 << 20 });
    for (let node = 0; node < 3; node++) expect(machine.ram.read32(node * 2 ** 20 + 0x1000)).toBe(0x01020304);
  });

  test("memory beyond 384 MB continues behind the devices, and nodes there have their alias too", () => {
    // Three nodes of 200 MB: node 2 begins at 0x21000000.
    const low = { address: 0xffff_ffff_8000_1000n, bytes: Uint8Array.of(1, 2, 3, 4) };
    const r = run(`
        dli     $t0, cpus_startEntry + 2 * cpus_stride
        dla     $t1, second
        sd      $t1, 0($t0)
        sd      $0, 16($t0)
        b       .
        nop
second: dli     $t0, 0x9800000021001000
        dli     $t1, 0xffffffff80001000
        lw      $s0, 0($t0)
        lw      $s1, 0($t1)
        sw      $0, 0($t1)
        lw      $s2, 0($t0)
        dli     $t0, 0x9800000020000000     # memory of node 1
        sw      $s1, 8($t0)
        dli     $t1, 0x9000000020000008     # uncached
        lw      $s3, 0($t1)
        ${POWER_OFF}`, { timing, cpus: 3, memory: 600 << 20 }, [low]);
    expect(r.reason).toBe("power-off");
    expect([16, 17, 18, 19].map((n) => r.machine.core.cpus[2]!.gpr(n))).toEqual([0x01020304n, 0x01020304n, 0n, 0x01020304n]);
    expect([...r.machine.readPhysical(0x2000_0008, 4)]).toEqual([1, 2, 3, 4]);
    expect(() => r.machine.readPhysical(0x17ff_fffc, 8)).toThrow(/addresses of RAM/);
  });

  test("images are loaded through kseg0, kseg1 and xkphys", () => {
    for (const address of [0xffff_ffff_8002_0000n, 0xffff_ffff_a002_0000n, 0x9000_0000_0002_0000n, 0xa800_0000_0002_0000n]) {
      const { machine } = build({ image: elf(address, [{ address, bytes: Uint8Array.of(9, 8, 7, 6) }]), timing });
      expect(machine.ram.read32(0x20000)).toBe(0x09080706);
    }
  });

  test.each([
    ["beyond the memory", 0xffff_ffff_8001_0000n, 2 ** 20, /within 1048576 bytes of memory/],
    ["over the device tree", 0xffff_ffff_8001_0000n, 2 ** 20 - 0x10000 - 8, /left for the device tree/],
    ["at the supervisor segment", 0xffff_ffff_c001_0000n, 8, /run it under a monitor/],
    ["at mapped addresses", 0x40_0000n, 8, /link it at kseg0/],
  ])("an image %s is refused", (_, address, memoryBytes, message) => {
    expect(() => build({ image: elf(address, [{ address, bytes: Uint8Array.of(1), memoryBytes }]), timing })).toThrow(message);
  });
});
