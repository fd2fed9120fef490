/**
 * What independent copies of a one-CPU program cost the host, each on its own node's memory, code included:
 *   pnpm --filter @disco-vm/machine bench
 */
import { DEVICES, SEGMENTS } from "@disco-vm/abi";
import { assemble } from "@disco-vm/mips";
import { Machine } from "../src/machine.ts";

/** The copies lie at another distance than a power of two, by which the host's caches would hold few of them. */
const NODE = 4 << 20, APART = NODE + (20 << 10), CODE = 0x1_0000, DATA = 0x8_0000;
const kseg0 = (physical: number): bigint => SEGMENTS.kseg0.base + BigInt(physical);
const kseg1 = (physical: number): string => `0x${(SEGMENTS.kseg1.base + BigInt(physical)).toString(16)}`;

/** Powers of two; `apart` in bytes. */
interface List {
  readonly entries: number;
  readonly apart: number;
}

/**
 * CPU 0 starts the others, each in its own node's copy of `work`. There each makes a list, follows it, stores checksums and calls a
 * function on the way, again and again; all its data are behind s0.
 */
const program = (cpus: number, { entries, apart }: List): string => `
        .set    noreorder
        li      $s0, 1
        dli     $s1, ${kseg1(DEVICES.cpus.base + DEVICES.cpus.stride + DEVICES.cpus.registers.startEntry.offset)}
        dla     $s2, work
        dli     $s3, ${APART}
next:   slti    $t0, $s0, ${cpus}
        beqz    $t0, work
        li      $a0, 0
        daddu   $s2, $s2, $s3
        sd      $s2, 0($s1)
        sd      $s0, 8($s1)
        sd      $0, 16($s1)
        daddiu  $s1, $s1, ${DEVICES.cpus.stride}
        b       next
        addiu   $s0, $s0, 1

work:   dli     $s0, ${kseg0(DATA)}         # its data
        dli     $t0, ${APART}
        dmult   $a0, $t0
        mflo    $t0
        daddu   $s0, $s0, $t0
        li      $s1, ${entries}             # each: offset of the next, number, sum
        li      $t0, 0
        li      $s5, ${entries - 1}
build:  li      $t1, 1021                   # entry t0 leads to entry (t0 * 1021 + 7) mod entries
        mult    $t0, $t1
        mflo    $t1
        addiu   $t1, $t1, 7
        and     $t2, $t1, $s5
        sll     $t2, $t2, ${Math.log2(apart)}
        sll     $t3, $t0, ${Math.log2(apart)}
        daddu   $t3, $t3, $s0
        sw      $t2, 0($t3)
        sw      $t0, 4($t3)
        addiu   $t0, $t0, 1
        bne     $t0, $s1, build
        sw      $0, 8($t3)
        li      $s3, 0                      # goes on for ever, so that the host cannot learn its branches
round:  li      $s2, ${entries}
        move    $s4, $s0
step:   lw      $t0, 0($s4)
        lw      $t1, 4($s4)
        bal     mixed
        addu    $s3, $s3, $t1
        sw      $s3, 8($s4)
        addiu   $s2, $s2, -1
        bnez    $s2, step
        daddu   $s4, $s0, $t0
        b       round
        nop
mixed:  li      $t3, 4
bit:    andi    $v0, $s3, 1
        srl     $s3, $s3, 1
        beqz    $v0, even
        addiu   $t3, $t3, -1
        xori    $s3, $s3, 0x8320
even:   bnez    $t3, bit
        addu    $v1, $v1, $s3
        jr      $ra
        nop
`;

function machine(cpus: number, list: List, timing: boolean): Machine {
  const origin = kseg0(CODE), code = assemble(program(cpus, list), { origin }).bytes;
  const segments = Array.from({ length: cpus }, (_, n) => ({ address: origin + BigInt(n * APART), bytes: code, memoryBytes: code.length }));
  return new Machine({ cpus, memory: cpus * NODE, timing, image: { entry: origin, segments } });
}

/** Instructions to make the list's entries, and to follow it once, at most. */
const BUILD = 14, FOLLOW = 45;

/** A run is measured in parts, of which the best counts: others use the host, too. Each takes that much of the host's time at least. */
const PARTS = 10, PART_US = 150_000;

/** Host nanoseconds of user time for each simulated instruction, once the list has been followed. */
function cost(cpus: number, list: List, timing: boolean): number {
  const m = machine(cpus, list, timing);
  const retired = (): number => m.core.cpus.reduce((sum, cpu) => sum + cpu.instructions, 0);
  const used = (): number => process.cpuUsage().user;
  while (retired() < cpus * list.entries * (BUILD + FOLLOW)) m.run({ maxCycles: 20_000 });
  let best = Infinity;
  for (let part = 0; part < PARTS; part++) {
    const from = retired(), start = used();
    while (used() < start + PART_US) m.run({ maxCycles: 200_000 });
    best = Math.min(best, ((used() - start) * 1000) / (retired() - from));
  }
  return best;
}

const COPIES = (process.argv[2] ?? "1,16,64").split(",").map(Number);
const CASES: readonly (readonly [string, List, boolean])[] = [
  ["functional, 16 KB each", { entries: 1024, apart: 16 }, false],
  ["functional, 256 KB each", { entries: 8192, apart: 32 }, false],
  ["functional, 2 MB each", { entries: 16384, apart: 128 }, false],
  ["timed, 16 KB each", { entries: 1024, apart: 16 }, true],
  ["timed, 256 KB each (L1 misses)", { entries: 8192, apart: 32 }, true],
  ["timed, 2 MB each (L2 misses)", { entries: 16384, apart: 128 }, true],
];
for (const [what, list, timing] of CASES.filter(([what]) => what.startsWith(process.argv[3] ?? ""))) {
  let one = 0;
  for (const cpus of COPIES) {
    const ns = cost(cpus, list, timing);
    one ||= ns;
    console.log(`${what.padEnd(34)}${String(cpus).padStart(3)} copies  ${ns.toFixed(2).padStart(7)} ns an instruction  ${(ns / one).toFixed(2).padStart(5)} x`);
  }
}
