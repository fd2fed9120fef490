import type { Cpu } from "../cpu.ts";
import { EXIT } from "../engine/cells.ts";
import { WATCH, WATCH_BYTES, WATCHED_LINE } from "../engine/watch.ts";
import { CPU } from "../layout.ts";
import { Breakpoints } from "./breakpoints.ts";
import { Probes, type Probe } from "./probes.ts";

/** An instruction that has not been executed yet, or begins again: no other moment of a CPU has the same three. */
interface Moment {
  readonly pc: bigint;
  readonly instructions: number;
  /** Exceptions taken so far. */
  readonly exceptions: number;
}
const same = (a: Moment | undefined, b: Moment): boolean => a?.pc === b.pc && a.instructions === b.instructions && a.exceptions === b.exceptions;

/** What a connected core can do. */
export interface Running {
  readonly cpus: readonly Cpu[];
  run(address: number, limit: number): number;
}

/** Breakpoints, probes and single steps, on top of runs to a cycle. See engine/watch.ts for how. */
export class Stops {
  readonly breakpoints = new Breakpoints((gone) => this.changed(gone));
  readonly probes = new Probes(() => this.changed(undefined));
  /** Numbers of the fetch lines that hold breakpoints or probes. */
  private lines = new Set<bigint>();
  private readonly shift: bigint;
  /** Where each CPU was when a caller was last told of it: it does not stop there again before it has gone on. */
  private readonly told: (Moment | undefined)[] = [];
  /** When each CPU last came to a probe: likewise. */
  private readonly probed: (Moment | undefined)[] = [];
  /** What `told` was when each CPU's state was saved. */
  private readonly saved: (Moment | undefined)[] = [];
  private stepping = false;
  /** Whether the run began in a line of `lines`. */
  private within = false;
  private readonly cells: Int32Array;
  private readonly wide: BigInt64Array;
  private core!: Running; // connect comes before anything runs

  constructor(memory: WebAssembly.Memory, fetchLine: number) {
    this.cells = new Int32Array(memory.buffer);
    this.wide = new BigInt64Array(memory.buffer);
    this.shift = BigInt(Math.log2(fetchLine));
  }
  connect(core: Running): void {
    this.core = core;
    for (const cpu of core.cpus) this.watch(cpu, WATCH.NONE);
  }

  /** Functions that the module calls. */
  readonly imports = {
    stop: (n: number, at: bigint): number => {
      const probe = this.probes.get(at);
      if (probe) this.probe(n, probe);
      if (this.stepping) return 0;
      if (this.breakpoints.has(at)) {
        const now = this.moment(this.cpu(n));
        if (!same(this.told[n], now)) {
          this.told[n] = now;
          return EXIT.BREAKPOINT;
        }
      }
      return this.within && !this.lines.has(this.lineOf(at)) ? WATCHED_LINE : 0;
    },
    line: (va: bigint): number => Number(this.lines.has(this.lineOf(va))),
  };

  /** Whether `run` is needed. */
  get any(): boolean {
    return this.lines.size > 0;
  }

  /** With the CPU's state, what its caller knows is kept and comes back. */
  save(n: number): void {
    this.saved[n] = this.told[n];
  }
  restore(n: number): void {
    this.told[n] = this.saved[n];
  }

  /** As `Core.run`, when there are breakpoints or probes. */
  run(n: number, limit: number): number {
    const cpu = this.cpu(n);
    for (;;) {
      const line = this.lineOf(cpu.pc);
      this.within = this.lines.has(line);
      this.watch(cpu, this.within ? WATCH.STEP : WATCH.LINES, this.within ? line << this.shift : -1n);
      const exit = this.core.run(cpu.address, limit);
      if (exit !== WATCHED_LINE) return exit;
    }
  }

  /** Executes one instruction, or takes the exception that comes before it: an EXIT value, LIMIT when that is done. */
  step(n: number): number {
    const cpu = this.cpu(n);
    this.stepping = true;
    if (this.any) this.watch(cpu, WATCH.STEP);
    try {
      const { instructions } = cpu;
      for (;;) {
        const exit = this.core.run(cpu.address, cpu.cycle + 1);
        // A fetch that takes time ends a run of one cycle too; after an exception the line is still to be fetched.
        if (exit === EXIT.LIMIT && cpu.instructions === instructions && this.cell(cpu, CPU.hp) !== 0) continue;
        if (exit === EXIT.LIMIT || exit === EXIT.GATE) this.told[n] = this.moment(cpu);
        return exit;
      }
    } finally {
      this.stepping = false;
    }
  }

  private probe(n: number, probe: Probe): void {
    const cpu = this.cpu(n), now = this.moment(cpu);
    if (same(this.probed[n], now)) return;
    this.probed[n] = now;
    probe(cpu);
  }

  private cpu(n: number): Cpu {
    const cpu = this.core.cpus[n];
    if (!cpu) throw new RangeError(`Core: expected a CPU from 0 to ${this.core.cpus.length - 1}, got ${n}`);
    return cpu;
  }
  private cell(cpu: Cpu, cell: number): number {
    return this.cells[(cpu.address + cell) >> 2]!; // within the CPU's state
  }
  private moment(cpu: Cpu): Moment {
    const { pc, instructions } = cpu;
    let exceptions = 0;
    for (let code = 0; code < 32; code++) exceptions += this.cell(cpu, CPU.exceptions + 8 * code);
    return { pc, instructions, exceptions };
  }
  private lineOf(va: bigint): bigint {
    return BigInt.asUintN(64, va) >> this.shift;
  }
  private watch(cpu: Cpu, mode: number, line = -1n): void {
    this.cells[(cpu.address + CPU.watch) >> 2] = mode;
    this.wide[(cpu.address + CPU.watchLine) >> 3] = line;
  }

  private changed(gone: bigint | undefined): void {
    const addresses = [...this.breakpoints, ...this.probes], map = new Uint8Array(WATCH_BYTES);
    this.lines = new Set(addresses.map((address) => this.lineOf(address)));
    for (const instruction of addresses.map((address) => Number(address & 4095n) >> 2)) map[instruction >> 3]! |= 1 << (instruction & 7);
    this.core.cpus.forEach((cpu, n) => {
      new Uint8Array(this.cells.buffer, cpu.address + CPU.watchMap, WATCH_BYTES).set(map);
      this.watch(cpu, this.any ? WATCH.LINES : WATCH.NONE);
      if (gone === undefined) cpu.clearTables();
      else if (this.told[n]?.pc === gone) this.told[n] = undefined;
    });
  }
}
