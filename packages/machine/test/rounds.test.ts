/** How far CPUs run in a round decides nothing: shorter ones, down to a cycle, come to the same end. */
import { expect, test } from "vitest";
import { Machine } from "../src/machine.ts";
import type { MachineOptions } from "../src/options.ts";
import { plan } from "../src/plan.ts";
import type { Tuning } from "../src/run-ahead.ts";
import type { Lookahead } from "../src/scheduler.ts";
import { gate, kernelMonitor } from "./guests.ts";
import { image, installVector, label, startOthers } from "./programs.ts";

/**
 * Each CPU does what its own random numbers say: loads, stores, atomic additions, on lines that all share, some of which fall
 * out of the L2 and have a home each; interrupts to others, interval timers, uncached loads. Then it sleeps for ever.
 */
const program = (steps: number, seed: number): string => `
        ${installVector(11)}
        ${startOthers("begin", "work")}
work:   dli     $t0, self_timerInterval     # one CPU has a timer
        li      $t1, 7001
        sd      $t1, 0($t0)
begin:  mfc0    $t1, $12
        li      $t2, 0x1801                 # IP3, IP4
        or      $t1, $t1, $t2
        mtc0    $t1, $12
        dli     $t0, self_count
        ld      $s6, 0($t0)
        addiu   $s0, $a0, ${seed}              # the random number
        li      $s1, ${steps}
        dli     $s2, 0xffffffff80040000
step:   li      $t0, 1664525
        mult    $s0, $t0
        mflo    $s0
        li      $t0, 1013904223
        addu    $s0, $s0, $t0
        srl     $t0, $s0, 13                # which line: 16 words, in 8 lines, at 5 places 512 KB apart
        andi    $t1, $t0, 0x3c0
        srl     $t2, $s0, 23
        andi    $t2, $t2, 7
        sltiu   $t3, $t2, 5
        movz    $t2, $0, $t3
        sll     $t2, $t2, 19
        addu    $t1, $t1, $t2
        daddu   $t1, $t1, $s2
        srl     $t2, $s0, 27
        sltiu   $t3, $t2, 14
        bnez    $t3, read
        sltiu   $t3, $t2, 22
        bnez    $t3, store
        sltiu   $t3, $t2, 29
        bnez    $t3, add
        sltiu   $t3, $t2, 30
        bnez    $t3, call
        nop
        dli     $t0, rtc_time               # the time at which this CPU is here
        ld      $t0, 0($t0)
        b       next
        addu    $s3, $s3, $t0
read:   lw      $t0, 0($t1)
        b       next
        addu    $s3, $s3, $t0
store:  b       next
        sw      $s3, 0($t1)
add:    andi    $t0, $s0, 0x80             # until it succeeds, in one of two lines
        daddu   $t1, $s2, $t0
again:  ll      $t0, 0($t1)
        addu    $t0, $t0, $s3
        sc      $t0, 0($t1)
        beqz    $t0, again
        addu    $s3, $s3, $t0
        b       next
        nop
call:   andi    $t0, $s0, 0x700             # to a CPU that there may be
        srl     $t2, $t0, 8
        slt     $t2, $t2, $s6
        beqz    $t2, next
        li      $t2, 1
        dli     $t3, cpus_ipiSet
        daddu   $t3, $t3, $t0
        sd      $t2, 0($t3)
next:   andi    $t3, $s0, 0x3f              # hits, until another CPU takes the line
hit:    lw      $t0, 0($t1)
        addu    $s3, $s3, $t0
        bnez    $t3, hit
        addiu   $t3, $t3, -1
        addiu   $s1, $s1, -1
        bnez    $s1, step
        nop
        dli     $t0, self_timerInterval
        sd      $0, 0($t0)
        mfc0    $t1, $12
        li      $t2, ~0x1801
        and     $t1, $t1, $t2
        mtc0    $t1, $12
        lui     $t2, 0x0800
sleep:  dli     $t0, self_ipiClear
        li      $t3, -1
        sd      $t3, 0($t0)
        dli     $t0, self_timerAck
        sd      $0, 0($t0)
        or      $t3, $t1, $t2
        mtc0    $t3, $12
        b       sleep
        nop
vector: dli     $k0, self_ipiClear
        li      $k1, -1
        sd      $k1, 0($k0)
        sd      $0, self_timerAck - self_ipiClear($k0)
        addiu   $s3, $s3, 1
        eret
        nop
        nop
`;

/** How the run ends if rounds go so far, and CPUs run ahead so. */
function end(options: MachineOptions, lookahead?: Lookahead, tuning?: Tuning, seed = 77): string {
  const all: MachineOptions = { memory: 8 << 20, image: image(program(60, seed)), maxCycles: 1e8, ...options };
  const made = plan(all), side = lookahead ? { ...made.side, lookahead } : made.side;
  const machine = new Machine(all, { ...made, side, tuning: tuning ?? made.tuning });
  expect(machine.run().reason).toBe("deadlock"); // all sleep
  return machine.hash();
}

/** Programs for which running ahead is tried. */
const SEEDS = Number(process.env["SEEDS"] ?? 10);
const ahead = (window: number): Tuning => ({ window, least: window, most: window });

/** Of the whole. */
const SHORTER = [[0, 0], [0.4, 0.3], [1, 0]] as const;

test.each(["flash-1997", "uma-1997", "origin-2000"] as const)("rounds of any length come to the same end: %s", (profile) => {
  const options = { cpus: 7, memory: 7 << 20, profile }, { lookahead } = plan(options).side;
  const whole = end(options);
  for (const [cpu, event] of SHORTER)
    expect(end(options, { cpu: Math.max(1, Math.floor(cpu * lookahead.cpu)), event: Math.floor(event * lookahead.event) }, ahead(0)), `${cpu} ${event}`).toBe(whole);
});

test.each(["flash-1997", "uma-1997", "origin-2000"] as const)("CPUs that run ahead and are taken back come to the same end: %s", (profile) => {
  const options = { cpus: 7, memory: 7 << 20, profile };
  for (let seed = 1; seed <= SEEDS; seed++) {
    const whole = end(options, { cpu: 1, event: 0 }, ahead(0), seed);
    for (const window of [2, 150, 1000, 1 << 16])
      expect(end(options, undefined, ahead(window), seed), `${seed} ${window}`).toBe(whole);
  }
});

/** Each CPU loads, stores, adds and enters the monitor, with an address in $v0, as its random numbers say. */
const guest = (steps: number, seed: number): string => `
        addiu   $s0, $a0, ${seed}
        li      $s1, ${steps}
        dli     $s2, 0xffffffff80040000
step:   li      $t0, 1664525
        mult    $s0, $t0
        mflo    $s0
        li      $t0, 1013904223
        addu    $s0, $s0, $t0
        srl     $t0, $s0, 13                # 16 words, in 8 lines
        andi    $t1, $t0, 0x3c0
        daddu   $v0, $t1, $s2
        srl     $t2, $s0, 28
        sltiu   $t3, $t2, 5
        bnez    $t3, read
        sltiu   $t3, $t2, 9
        bnez    $t3, store
        sltiu   $t3, $t2, 11
        bnez    $t3, again
        sltiu   $t3, $t2, 13
        bnez    $t3, locked
        sltiu   $t3, $t2, 14
        bnez    $t3, call
        sltiu   $t3, $t2, 15
        bnez    $t3, answer
        nop
        ${gate(4)}
        b       next
        nop
locked: ${gate(1)}
        b       next
        addu    $s3, $s3, $v1
call:   ${gate(2)}
        b       next
        nop
answer: ${gate(3)}
        b       next
        nop
read:   lw      $t0, 0($v0)
        b       next
        addu    $s3, $s3, $t0
store:  b       next
        sw      $s3, 0($v0)
again:  ll      $t0, 0($v0)
        addu    $t0, $t0, $s3
        sc      $t0, 0($v0)
        beqz    $t0, again
        addu    $s3, $s3, $t0
next:   andi    $t3, $s0, 0x7f              # hits, until another CPU takes the line
hit:    lw      $t0, 0($v0)
        addu    $s3, $s3, $t0
        bnez    $t3, hit
        addiu   $t3, $t3, -1
        addiu   $s1, $s1, -1
        bnez    $s1, step
        nop
        ${gate(9)}
        b       .
        nop`;

/** How guests of such a monitor end, whose handlers work on the same lines as they. */
function endUnder(profile: "flash-1997" | "uma-1997", seed: number, tuning: Tuning, lookahead?: Lookahead): string {
  const CPUS = 5, DONE = 0x3_0000, CALLS = 0x3_1000;
  const monitor = kernelMonitor(guest(60, seed), (cpu, code) => {
    const at = Number(cpu.gpr(2) & 0x1fff_ffffn), mine = CALLS + 128 * cpu.number;
    switch (code) {
      case 1: // changes a line that guests use, with a lock
        cpu.lock("lines");
        cpu.setGpr(3, cpu.load64(at));
        cpu.charge(40 + cpu.number);
        cpu.store64(at, cpu.load64(at) + BigInt(cpu.now));
        cpu.unlock("lines");
        cpu.charge(200);
        return undefined;
      case 2: // calls the next CPU
        cpu.sendInterrupt((cpu.number + 1) % CPUS);
        return undefined;
      case 3: // and answers
        if (cpu.cp0(13) & 0x800n) cpu.clearInterrupt();
        cpu.store64(mine, 0n);
        return undefined;
      case 4: { // waits until the next CPU answers, unless it waits itself
        const next = CALLS + 128 * ((cpu.number + 1) % CPUS);
        if (cpu.load64(mine) === 2n) cpu.store64(mine, 0n);
        else if (cpu.number < CPUS - 1 && cpu.load64(DONE) === 0n && cpu.load64(next) === 0n) {
          cpu.store64(next, 1n);
          cpu.store64(mine, 2n);
          return { until: { address: next, mask: 3n, value: 0n } };
        }
        return undefined;
      }
      default: // nobody is waited for any more
        for (let n = 0; n < CPUS; n++) cpu.store64(CALLS + 128 * n, 0n);
        cpu.store64(DONE, cpu.load64(DONE) + 1n);
        return undefined;
    }
  });
  const options: MachineOptions = { cpus: CPUS, memory: CPUS << 20, profile, monitor }, made = plan(options);
  const machine = new Machine(options, { ...made, tuning, side: lookahead ? { ...made.side, lookahead } : made.side });
  machine.run({ untilCycle: 200_000 });
  expect(machine.readPhysical(DONE, 8).at(-1)).toBe(CPUS);
  return machine.hash();
}

test.each(["flash-1997", "uma-1997"] as const)("under a monitor, too: %s", (profile) => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const whole = endUnder(profile, seed, ahead(0), { cpu: 1, event: 0 });
    for (const window of [0, 3, 150, 1000, 1 << 16]) expect(endUnder(profile, seed, ahead(window)), `${seed} ${window}`).toBe(whole);
  }
});

test("breakpoints are met in the same order, in the same cycles, and change nothing", () => {
  const text = program(60, 5), options: MachineOptions = { cpus: 7, memory: 7 << 20, image: image(text), maxCycles: 1e8 };
  const run = (tuning: Tuning) => {
    const machine = new Machine(options, { ...plan(options), tuning }), stops: unknown[] = [];
    for (let end = machine.run({ stopAt: label(text, "again") }); ; end = machine.run({ stopAt: label(text, "again") })) {
      if (end.reason !== "stopped") return { stops, hash: machine.hash() };
      stops.push([end.cpu, machine.core.cpus.map((cpu) => cpu.cycle)]);
    }
  };
  const apart = run(ahead(0));
  expect(apart.stops.length).toBeGreaterThan(100);
  expect(apart.hash).toBe(end(options, undefined, undefined, 5));
  const near = run(ahead(300)), far = run(ahead(1 << 16));
  expect(far).toEqual(near);
  expect({ ...far, stops: far.stops.length }).toEqual({ ...apart, stops: apart.stops.length });
});

test("rounds that go too far do not", () => {
  const options = { cpus: 8, profile: "uma-1997" } as const, { lookahead: { cpu, event } } = plan(options).side;
  expect(end(options, { cpu: cpu * 9, event: event * 9 }, ahead(0))).not.toBe(end(options));
});

/** How often a CPU's engine is entered in 100,000 cycles of eight CPUs in their caches, of which some walk through a megabyte. */
function entries(walkers: number, tuning?: Tuning): number {
  const options: MachineOptions = {
    cpus: 8, memory: 32 << 20, maxCycles: 1e6, image: image(`
        ${startOthers("work")}
work:   sltiu   $t0, $a0, ${walkers}
        dli     $s0, 0xffffffff80000000     # its node's memory, from 1 MB on
        sll     $t1, $a0, 22
        daddu   $s0, $s0, $t1
        lui     $t1, 0x10
        daddu   $s0, $s0, $t1
        lui     $s1, 0x20
        beqz    $t0, .
        li      $s2, 0
walk:   daddu   $t0, $s0, $s2
        lw      $t1, 0($t0)
        addiu   $s2, $s2, 128
        bne     $s2, $s1, walk
        nop
        b       walk
        li      $s2, 0
`),
  };
  const made = plan(options), machine = new Machine(options, { ...made, tuning: tuning ?? made.tuning });
  machine.run({ untilCycle: 50_000 });
  const run = machine.core.run.bind(machine.core);
  let count = 0;
  machine.core.run = (cpu, limit) => {
    if (cpu >= walkers) count++;
    return run(cpu, limit);
  };
  machine.run({ untilCycle: 150_000 });
  return count / (8 - walkers);
}

test("in its caches a CPU runs for a request's way at a stretch, for a message's where others miss; or ahead, at last all the way", () => {
  expect(entries(0, ahead(0))).toBeLessThan((100_000 / 154) * 1.02);
  expect(entries(2, ahead(0))).toBeLessThan((100_000 / 102) * 1.02);
  expect(entries(0)).toBeLessThan(5);
  expect(entries(2)).toBeLessThan(5);
});
