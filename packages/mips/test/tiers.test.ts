/** Tier 1 is tier 0: the same states, cycles and memory, whatever the program does and wherever runs are cut. */
import { expect, test } from "vitest";
import { Core, coreTableBytes, cpuStateBytes, EXIT, FlatMemory, flatMemoryMapBytes, type Cpu, type Flavour } from "../src/index.ts";
import { GEOMETRY, LineMemory, lineMemoryBytes } from "./line-memory.ts";
import { PROGRAM_RAM, randomProgram, type Program } from "./random-program.ts";

const FLAT = { dataLine: 4096, dataSets: 512, fetchLine: 4096, fetchSets: 256 } as const;

interface Setting {
  readonly tier: 0 | 1;
  readonly flavour: Flavour;
  /** Caches that cost and block, or flat memory. */
  readonly lines: boolean;
  /** Cycles of a slice. */
  readonly slice: number;
  /** What is thrown away after each slice. */
  readonly clear?: "tables" | "translations";
  /** RAM lies beyond 2 GB of linear memory, where host addresses are negative as signed numbers. */
  readonly high?: boolean;
}

function machine(setting: Setting, program: Program) {
  const geometry = setting.lines ? GEOMETRY : FLAT;
  const tables = 64, tags = tables + coreTableBytes(), cpu = tags + 65536, dirtyPages = cpu + 65536, ramBase = setting.high ? 2 ** 31 : Math.ceil((dirtyPages + 4096) / 65536) * 65536;
  expect(cpuStateBytes(geometry)).toBeLessThan(65536);
  expect(flatMemoryMapBytes(PROGRAM_RAM) + lineMemoryBytes).toBeLessThan(65536);
  const memory = new WebAssembly.Memory({ initial: (ramBase + PROGRAM_RAM) / 65536 });
  const system = setting.lines
    ? new LineMemory({ ramBase, ramBytes: PROGRAM_RAM, tags, blockEvery: 5 })
    : new FlatMemory({ ramBase, ramBytes: PROGRAM_RAM, cpus: [cpu], linkedPages: tags });
  const core = Core.createSync({ flavour: setting.flavour, memory, tables, cpus: [cpu], system, dirtyPages, gate: false, tier: setting.tier, hot: 2 });
  const ram = new Uint8Array(memory.buffer, ramBase, PROGRAM_RAM);
  program.image.forEach((byte, at) => { ram[at ^ 7] = byte; });
  program.start(core.cpus[0]!); // one was asked for
  return { core, cpu: core.cpus[0]!, ram };
}

function cells(cpu: Cpu): string[] {
  const view = new DataView(cpu.stateBytes().buffer);
  return Array.from({ length: view.byteLength / 8 }, (_, n) => `${n}: ${view.getBigUint64(8 * n, true).toString(16)}`);
}

/** State and memory at each of a few times; and how much was compiled. */
function run(setting: Setting, program: Program, cycles: number) {
  const { core, cpu, ram } = machine(setting, program);
  const states: unknown[] = [];
  for (let time = 0, next = cycles / 4; time < cycles;) {
    time = Math.min(time + setting.slice, next);
    for (let exit = core.run(0, time); exit !== EXIT.LIMIT; exit = core.run(0, time)) {
      if (exit === EXIT.IDLE) cpu.idle(Math.max(cpu.cycle, Math.min(time, cpu.timerCycle)));
      if (cpu.cycle >= time) break;
    }
    if (setting.clear === "tables") cpu.clearTables();
    if (setting.clear === "translations") core.dropTranslations();
    if (time < next) continue;
    next += cycles / 4;
    let sum = 0;
    for (const byte of ram) sum = (Math.imul(sum, 31) + byte) | 0;
    cpu.stall(0, cpu.cycle); // brings the clock's cells into one form
    states.push({ cycle: cpu.cycle, instructions: cpu.instructions, pc: cpu.pc.toString(16), ram: sum, cells: cells(cpu) });
  }
  return { states, compiled: core.translations?.compiled ?? 0, instructions: cpu.instructions, watches: cpu.exceptions(23), events: cpu.performance(0).counter + cpu.performance(1).counter };
}

const SEEDS = Number(process.env["DISCO_TIER_SEEDS"] ?? 10);

for (const flavour of ["functional", "timed"] as const) for (const lines of [false, true]) {
  test(`${flavour}, ${lines ? "with caches that cost and block" : "on flat memory"}: ${SEEDS} random programs`, () => {
    let compiled = 0, instructions = 0, watches = 0, events = 0;
    for (let seed = 1; seed <= SEEDS; seed++) {
      const program = randomProgram(seed), cycles = 40_000;
      const reference = run({ tier: 0, flavour, lines, slice: cycles }, program, cycles);
      for (const [tier, slice, clear] of [[0, 103, "tables"], [1, cycles], [1, 641], [1, 97, "tables"], [1, 3001, "translations"]] as const) {
        const translated = run({ tier, flavour, lines, slice, ...(clear ? { clear } : {}) }, program, cycles);
        expect(translated.states, `tier ${tier}, seed ${seed}, slices of ${slice}, clearing ${clear}`).toEqual(reference.states);
        compiled += translated.compiled;
      }
      instructions += reference.instructions;
      watches += reference.watches;
      events += reference.events;
    }
    expect(compiled).toBeGreaterThan(20 * SEEDS);
    expect(instructions).toBeGreaterThan(SEEDS * 15_000);
    expect(watches).toBeGreaterThan(SEEDS);
    expect(events).toBeGreaterThan(0);
  });
}

test("RAM beyond 2 GB of linear memory", () => {
  let compiled = 0;
  for (const seed of [1, 2, 3, 6]) for (const lines of [false, true]) {
    const program = randomProgram(seed), cycles = 20_000, common = { flavour: "timed", lines, slice: 3001, high: true } as const;
    const translated = run({ ...common, tier: 1 }, program, cycles);
    expect(translated.states, `seed ${seed}`).toEqual(run({ ...common, tier: 0 }, program, cycles).states);
    compiled += translated.compiled;
  }
  expect(compiled).toBeGreaterThan(20);
});

test("every instruction boundary of a run can be its end", () => {
  const program = randomProgram(7), cycles = 3000;
  const reference = run({ tier: 0, flavour: "timed", lines: true, slice: cycles }, program, cycles);
  for (const slice of [1, 2, 3, 5, 7]) {
    expect(run({ tier: 1, flavour: "timed", lines: true, slice }, program, cycles).states, `slices of ${slice}`).toEqual(reference.states);
  }
});
