import { Machine } from "@disco-vm/machine";
import { expect, test } from "vitest";
import { Disco, type DiscoOptions } from "../src/index.ts";
import { hostile } from "./hostile.ts";
import { guest, POWER_OFF, PRINT } from "./programs.ts";

const BYTES = 512 * 1024;

const honest = guest(`
        .word   CALL_LIBRARY_OS
        li      $s0, 0
        li      $s1, 40000
        dli     $s2, SSEG+0x20000
1:      andi    $t0, $s0, 0xff8
        daddu   $t0, $t0, $s2
        ld      $t1, 0($t0)
        daddu   $t1, $t1, $s0
        sd      $t1, 0($t0)
        addiu   $s1, $s1, -1
        bnez    $s1, 1b
        addiu   $s0, $s0, 8
        ld      $v1, 0x128($s2)
        jal     print
        nop
        li      $a0, 5
        ${POWER_OFF}
        b       .
        nop
        ${PRINT}`);

/** Values at 0x128: one visit in 512, its k-th adds 0x128 + k * 4096. */
const EXPECTED = Array.from({ length: 40000 }, (_, i) => 8 * i).filter((v) => (v & 0xff8) === 0x128).reduce((a, b) => a + b, 0);

/** What each hostile guest is run with. */
const CASES: readonly { readonly seed: number; readonly second: DiscoOptions["secondLevelTlb"]; readonly vcpus: number }[] = [
  { seed: 5, second: 1024, vcpus: 2 }, { seed: 6, second: { entries: 64, ways: 2 }, vcpus: 4 },
  { seed: 13, second: 0, vcpus: 1 }, { seed: 8, second: { entries: 64, ways: 1 }, vcpus: 3 },
];

test.each(CASES)("a hostile guest (seed $seed, $vcpus virtual CPUs) disturbs nobody", ({ seed, second, vcpus }) => {
  const bytes: number[] = [];
  const disco = new Disco({
    audit: true, timeSlice: 20_000, secondLevelTlb: second!,
    vms: [{ image: hostile(seed, seed % 2 === 0), memory: BYTES, cpus: vcpus, name: "hostile" }, { image: honest, memory: BYTES, cpus: 1, name: "honest" }],
  });
  const machine = new Machine({ memory: 8 * 1024 * 1024, cpus: 2, timing: false, maxCycles: 1_000_000, monitor: disco, console: { write: (b) => bytes.push(...b) } });
  const code = machine.ram.readBytes(0, 0x10000);
  machine.run();
  expect(disco.audit()).toEqual([]);
  expect(machine.ram.readBytes(0, 0x10000)).toEqual(code);
  expect(String.fromCharCode(...bytes)).toContain(`${EXPECTED.toString(16).padStart(16, "0")}\n`);
  expect(disco.statistics()?.vms[1]?.exitCode).toBe(5);
});
