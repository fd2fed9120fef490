import { PROFILES, type Profile } from "@disco-vm/numa";
import { describe, expect, test } from "vitest";
import { build, image, POWER_OFF } from "./programs.ts";

/*
 * Litmus programs through whole CPUs: rounds on fresh lines x and y, which begin at 0, each CPU after a random delay, under
 * random latencies. Adve and Gharachorloo, Shared Memory Consistency Models (1996), has the idea and most of the programs.
 * Data are in one RAM, so what could go wrong here is an engine that moves accesses, or LL/SC; that a copy is never stale is
 * what the versions of packages/numa's check mode are for.
 *
 * A body finds x and y at s0 and s1, and leaves what it has read in v0 and v1.
 */
interface Litmus {
  readonly name: string;
  readonly bodies: readonly string[];
  /** What has come of a round: what the CPUs have read, and x in the end. */
  readonly outcome: (values: readonly Read[], x: number) => string;
  /** What sequential consistency allows. */
  readonly outcomes: readonly string[];
}
type Read = readonly [v0: number, v1: number];
const ROUNDS = 120, X = 0x40000, Y = 0x80000, RESULTS = 0xc0000;
const store = (at: string): string => `li $t0, 1\n sw $t0, 0(${at})`;
const load = (to: string, at: string): string => `lw ${to}, 0(${at})`;
const x = "$s0", y = "$s1";
/** Adds one to x if the SC succeeds; v0: whether it did. */
const INCREMENT = `ll $t0, 0(${x})\n addiu $v0, $t0, 1\n sc $v0, 0(${x})`;
/** v1: what the LL has read. Writes 1. */
const CLAIM = `ll $v1, 0(${x})\n li $v0, 1\n sc $v0, 0(${x})`;

/** All strings of so many bits but those for which `not` holds. */
const bits = (length: number, not: (bits: string) => boolean): string[] =>
  Array.from({ length: 2 ** length }, (_, n) => n.toString(2).padStart(length, "0")).filter((b) => !not(b));

const LITMUS: readonly Litmus[] = [
  {
    name: "message passing: who sees the flag sees the data",
    bodies: [`${store(x)}\n ${store(y)}`, `${load("$v0", y)}\n ${load("$v1", x)}`],
    outcome: (reads) => reads[1]!.join(""), outcomes: bits(2, (b) => b === "10"),
  },
  {
    name: "store buffering: one of two sees the other's store",
    bodies: [`${store(x)}\n ${load("$v0", y)}`, `${store(y)}\n ${load("$v0", x)}`],
    outcome: (reads) => reads.map(([v0]) => v0).join(""), outcomes: bits(2, (b) => b === "00"),
  },
  {
    name: "load buffering: no load sees a later store",
    bodies: [`${load("$v0", x)}\n ${store(y)}`, `${load("$v0", y)}\n ${store(x)}`],
    outcome: (reads) => reads.map(([v0]) => v0).join(""), outcomes: bits(2, (b) => b === "11"),
  },
  {
    name: "independent reads of independent writes: two readers agree on the order",
    bodies: [store(x), store(y), `${load("$v0", x)}\n ${load("$v1", y)}`, `${load("$v0", y)}\n ${load("$v1", x)}`],
    outcome: (reads) => reads.slice(2).flat().join(""), outcomes: bits(4, (b) => b === "1010"),
  },
  {
    name: "LL/SC against LL/SC: x counts those that succeed, and one does",
    bodies: [INCREMENT, INCREMENT],
    outcome: (reads, sum) => `${reads.map(([v0]) => v0).join("")} ${sum}`, outcomes: ["01 1", "10 1", "11 2"],
  },
  {
    name: "LL/SC against a store: it is not lost between them",
    bodies: [CLAIM, `li $t0, 2\n sw $t0, 0(${x})`],
    // Succeeds before the store; fails, as the store came between; succeeds after the store.
    outcome: (reads, last) => `${reads[0]![1]} ${reads[0]![0] ? "ok" : "fails"} ${last}`, outcomes: ["0 ok 2", "0 fails 2", "2 ok 1"],
  },
];

/** x and y of round n lie 256 n above X and Y, on the nodes of CPUs `homes`; results, 8 bytes for each CPU and round, above RESULTS. */
function program({ bodies }: Litmus, seed: number, homes: readonly [number, number], reach: number): string {
  const at = (node: number, offset: number): string => `0xffffffff80000000 + ${node * 2 ** 20 + offset}`;
  return `
        dli     $s7, cpus_startEntry
        dla     $t1, main
        li      $s4, 1
start:  li      $t0, ${bodies.length}
        beq     $s4, $t0, work
        daddiu  $s7, $s7, cpus_stride
        sd      $t1, 0($s7)
        sd      $s4, 8($s7)         # a0 = its number
        sd      $0, 16($s7)
        b       start
        addiu   $s4, $s4, 1
work:   move    $a0, $0
main:   dli     ${x}, ${at(homes[0], X)}
        dli     ${y}, ${at(homes[1], Y)}
        dli     $s7, ${at(0, RESULTS)}
        dsll    $t0, $a0, 3
        daddu   $s7, $s7, $t0
        dla     $s2, arrived
        li      $s3, ${ROUNDS}
        li      $s4, 0
        li      $t0, ${(0x9e37 * (seed + 1)) & 0x7fff}
        daddiu  $t1, $a0, 77
        mult    $t0, $t1
        mflo    $s5
round:  li      $t0, 1103515245     # the C standard's example of a generator
        multu   $s5, $t0
        mflo    $s5
        addiu   $s5, $s5, 12345
        srl     $t1, $s5, 16
        andi    $t2, $t1, 1
        beqz    $t2, cold
        li      $v1, 0
        lw      $t3, 0(${x})        # with copies in its cache, or without
        lw      $t3, 0(${y})
cold:   addiu   $s4, $s4, ${bodies.length}
meet:   ll      $t0, 0($s2)
        addiu   $t0, $t0, 1
        sc      $t0, 0($s2)
        beqz    $t0, meet
        li      $v0, 0
wait:   lw      $t0, 0($s2)
        subu    $t0, $t0, $s4
        bltz    $t0, wait
        nop
        srl     $t1, $s5, 17
        andi    $t1, $t1, ${reach}
delay:  bgtz    $t1, delay
        addiu   $t1, $t1, -1
${bodies.map((body, n) => `
        li      $t0, ${n}
        bne     $a0, $t0, not${n}
        nop
        ${body}
not${n}:`).join("")}
        dsll32  $v1, $v1, 0
        daddu   $v1, $v1, $v0
        sd      $v1, 0($s7)
        daddiu  $s7, $s7, ${8 * bodies.length}
        daddiu  ${x}, ${x}, 256
        daddiu  ${y}, ${y}, 256
        addiu   $s3, $s3, -1
        bnez    $s3, round
        nop
        addiu   $s4, $s4, ${bodies.length}
last:   ll      $t0, 0($s2)
        addiu   $t0, $t0, 1
        sc      $t0, 0($s2)
        beqz    $t0, last
        nop
        bnez    $a0, .
        nop
all:    lw      $t0, 0($s2)
        bne     $t0, $s4, all
        li      $v0, 0
        ${POWER_OFF}
        .align  7
arrived: .word  0
`;
}

/** The profile with each latency and occupancy taken by a random part of itself. */
function shaken(base: Profile, seed: number): Profile {
  let state = seed + 1;
  const part = (n: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return n === 0 ? 0 : 1 + ((state >>> 8) % (2 * n));
  };
  const all = <T extends object>(group: T): T => Object.fromEntries(Object.entries(group).map(([k, v]) => [k, part(v as number)])) as T; // numbers
  const { timing } = base;
  return { ...base, timing: { ...timing, issue: part(timing.issue), deliver: part(timing.deliver), transit: all(timing.transit), latency: all(timing.latency), occupancy: all(timing.occupancy) } };
}

describe.each(["flash-1997", "uma-1997"] as const)("%s", (profile) => {
  test.each(LITMUS)("$name", (litmus) => {
    const cpus = litmus.bodies.length, seen = new Set<string>();
    for (let seed = 0; seed < 12; seed++) {
      const homes: [number, number] = [seed % cpus, (seed >> 1) % cpus];
      const { machine } = build({ image: image(program(litmus, seed, homes, seed % 2 ? 63 : 511)), cpus, timing: true, profile: shaken(PROFILES[profile], seed), maxCycles: 1e7 });
      expect(machine.run()).toMatchObject({ reason: "power-off", exitCode: 0 });
      for (let round = 0; round < ROUNDS; round++) {
        const values = litmus.bodies.map((_, cpu): Read => {
          const word = machine.ram.read64(RESULTS + 8 * (round * cpus + cpu));
          return [Number(word & 0xffff_ffffn), Number(word >> 32n)];
        });
        seen.add(litmus.outcome(values, machine.ram.read32(homes[0] * 2 ** 20 + X + 256 * round)));
      }
    }
    // Nothing else, and each of them.
    expect([...seen].sort()).toEqual([...litmus.outcomes].sort());
  });
});
