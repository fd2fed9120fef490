/** Stepping and breakpoints change nothing, and a breakpoint stops once each time that control comes to it. */
import { describe, expect, test } from "vitest";
import { Core, type Cpu, coreTableBytes, cpuStateBytes, EXIT, FlatMemory, type Flavour } from "../src/index.ts";
import { GEOMETRY, LineMemory } from "./line-memory.ts";
import { PROGRAM_RAM, randomProgram, type Program } from "./random-program.ts";

interface Setting {
  readonly tier: 0 | 1;
  readonly flavour: Flavour;
  /** Small lines with caches that cost and block, or flat memory. */
  readonly lines: boolean;
}
const FLAT = { dataLine: 4096, dataSets: 512, fetchLine: 4096, fetchSets: 256 } as const;

class Run {
  readonly core: Core;
  private readonly ram: Uint8Array;

  constructor({ tier, flavour, lines }: Setting, program: Program) {
    const tables = 64, tags = tables + coreTableBytes(), cpu = tags + 65536, dirtyPages = cpu + 65536, ramBase = Math.ceil((dirtyPages + 4096) / 65536) * 65536;
    expect(cpuStateBytes(lines ? GEOMETRY : FLAT)).toBeLessThan(65536);
    const memory = new WebAssembly.Memory({ initial: (ramBase + PROGRAM_RAM) / 65536 });
    const system = lines
      ? new LineMemory({ ramBase, ramBytes: PROGRAM_RAM, tags, blockEvery: 5 })
      : new FlatMemory({ ramBase, ramBytes: PROGRAM_RAM, cpus: [cpu], linkedPages: tags });
    this.core = Core.createSync({ flavour, memory, tables, cpus: [cpu], system, dirtyPages, gate: false, tier, hot: 2 });
    this.ram = new Uint8Array(memory.buffer, ramBase, PROGRAM_RAM);
    program.image.forEach((byte, at) => { this.ram[at ^ 7] = byte; });
    program.start(this.cpu);
  }
  get cpu() {
    return this.core.cpus[0]!; // one was asked for
  }
  /** Goes on to `limit`; what `reached` is told of are breakpoints. */
  through(limit: number, reached: () => void = () => {}): this {
    while (this.cpu.cycle < limit) {
      const exit = this.core.run(0, limit);
      if (exit === EXIT.IDLE) this.cpu.idle(Math.max(this.cpu.cycle, Math.min(limit, this.cpu.timerCycle)));
      if (exit === EXIT.BREAKPOINT) reached();
    }
    return this;
  }
  get state() {
    let sum = 0;
    for (const byte of this.ram) sum = (Math.imul(sum, 31) + byte) | 0;
    this.cpu.stall(0, this.cpu.cycle); // brings the clock's cells into one form
    return { cycle: this.cpu.cycle, instructions: this.cpu.instructions, pc: this.cpu.pc, ram: sum, bytes: Buffer.from(this.cpu.stateBytes()).toString("hex") };
  }
}

/** A place in a program's life. */
type Arrival = readonly [pc: bigint, cycle: number];

const exceptions = (cpu: Cpu): number => Array.from({ length: 32 }, (_, code) => cpu.exceptions(code)).reduce((a, b) => a + b);

/**
 * Runs cycle by cycle, without breakpoints; says where control came, and so not where an interrupt came first. The same
 * instruction is come to again when another one has retired or an exception been taken: waiting is not that.
 */
function cycleByCycle(setting: Setting, program: Program, limit: number): { run: Run; arrivals: Arrival[]; slots: number } {
  const run = new Run(setting, program), { core, cpu } = run, arrivals: Arrival[] = [];
  let slots = 0, last = "";
  while (cpu.cycle < limit) {
    const at: Arrival = [cpu.pc, cpu.cycle], { instructions } = cpu, interrupts = cpu.exceptions(0), slot = cpu.inDelaySlot;
    const moment = `${at[0]} ${instructions} ${exceptions(cpu)}`;
    const exit = core.run(0, cpu.cycle + 1);
    if (exit === EXIT.IDLE) cpu.idle(Math.max(cpu.cycle, Math.min(limit, cpu.timerCycle)));
    else if (moment !== last && (cpu.exceptions(0) === interrupts || cpu.instructions > instructions)) {
      arrivals.push(at);
      slots += Number(slot);
      last = moment;
    }
  }
  return { run, arrivals, slots };
}

/** Steps to the limit: each step retires one instruction, or is an exception, or had to wait. */
function stepped(setting: Setting, program: Program, limit: number): Run {
  const run = new Run(setting, program), { core, cpu } = run;
  let interrupted = 0;
  while (cpu.cycle < limit) {
    const { instructions } = cpu, before = exceptions(cpu);
    const exit = core.step(0);
    const retired = cpu.instructions - instructions, raised = exceptions(cpu) - before;
    if (exit === EXIT.IDLE) cpu.idle(Math.max(cpu.cycle, Math.min(limit, cpu.timerCycle)));
    else if (exit === EXIT.BLOCKED) expect([retired, raised]).toEqual([0, 0]);
    else if (retired === 1 && raised === 1) interrupted++; // an interrupt that the instruction let in
    else expect(retired + raised).toBe(1);
  }
  expect(interrupted).toBeLessThan(cpu.instructions / 50);
  return run;
}

const CYCLES = 6000, SEEDS = [1, 3];

describe.each([
  { flavour: "functional", lines: false }, { flavour: "timed", lines: true },
] as const)("$flavour, small lines that cost and block: $lines,", ({ flavour, lines }) => {
  const references = new Map(SEEDS.map((seed) => [seed, cycleByCycle({ tier: 0, flavour, lines }, randomProgram(seed), CYCLES)]));

  test.each([0, 1] as const)("tier %i, run through, comes to the state that stepping and single cycles come to", (tier) => {
    for (const [seed, { run, arrivals, slots }] of references) {
      expect(arrivals.length).toBeGreaterThan(1000);
      expect(slots).toBeGreaterThan(50);
      const through = (limit: number) => new Run({ tier, flavour, lines }, randomProgram(seed)).through(limit).state;
      expect(through(run.cpu.cycle), `seed ${seed}`).toEqual(run.state);
      const steps = stepped({ tier, flavour, lines }, randomProgram(seed), CYCLES);
      expect(steps.state, `seed ${seed}`).toEqual(through(steps.cpu.cycle));
    }
  });

  test.each([0, 1] as const)("tier %i stops at breakpoints as often as control comes there, and nothing else changes", (tier) => {
    let stops = 0;
    for (const [seed, { run, arrivals: expected }] of references) {
      const places = [...new Set(expected.map(([pc]) => pc))];
      // A few places, spread over the program; one alone; all.
      for (const chosen of [places.filter((_, n) => n % 97 === 31), places.slice(0, 1), places]) {
        const other = new Run({ tier, flavour, lines }, randomProgram(seed)), arrivals: Arrival[] = [];
        for (const place of chosen) other.core.breakpoints.add(place);
        other.through(run.cpu.cycle, () => arrivals.push([other.cpu.pc, other.cpu.cycle]));
        expect(arrivals, `seed ${seed}`).toEqual(expected.filter(([pc]) => chosen.includes(pc)));
        expect(other.state, `seed ${seed}`).toEqual(run.state);
        stops += arrivals.length;
      }
    }
    expect(stops).toBeGreaterThan(2500);
  });

  test.each([0, 1] as const)("tier %i calls probes as often as control comes there, in runs and in steps, and nothing else changes", (tier) => {
    for (const [seed, { run, arrivals: expected }] of references) {
      const places = [...new Set(expected.map(([pc]) => pc))].filter((_, n) => n % 41 === 7);
      const probed = (advance: (other: Run) => void): { other: Run; calls: Arrival[] } => {
        const other = new Run({ tier, flavour, lines }, randomProgram(seed)), calls: Arrival[] = [];
        for (const place of places) other.core.probes.set(place, (cpu) => calls.push([cpu.pc, cpu.cycle]));
        advance(other);
        return { other, calls };
      };
      const ran = probed((other) => other.through(run.cpu.cycle, () => { throw new Error("a run stopped at a probe"); }));
      expect(ran.calls, `seed ${seed}`).toEqual(expected.filter(([pc]) => places.includes(pc)));
      expect(ran.other.state, `seed ${seed}`).toEqual(run.state);
      const steps = probed((other) => {
        while (other.cpu.cycle < run.cpu.cycle - 50) if (other.core.step(0) === EXIT.IDLE) other.through(other.cpu.cycle + 1);
      });
      expect(ran.calls.slice(0, steps.calls.length), `seed ${seed}`).toEqual(steps.calls);
      expect(steps.calls.length).toBeGreaterThan(20);
    }
  });

  test.each([0, 1] as const)("tier %i forgets probes that are taken back", (tier) => {
    const { core, cpu } = new Run({ tier, flavour, lines }, randomProgram(1));
    core.probes.set(cpu.pc, () => { throw new Error("called"); });
    expect([core.probes.size, core.probes.delete(cpu.pc), core.probes.delete(cpu.pc), core.probes.size]).toEqual([1, true, false, 0]);
    core.run(0, 100);
    expect(() => core.probes.set(2n, () => {})).toThrow("Probes.set: expected the address of an instruction, a multiple of 4, got 0x2");
  });
});
