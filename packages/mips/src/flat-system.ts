import type { Assembled } from "./assembly/assembler.ts";
import { nearest } from "./assembly/nearest.ts";
import { Core, coreTableBytes, cpuStateBytes, type CoreHost, type CoreOptions, type Flavour } from "./core.ts";
import type { Cpu } from "./cpu.ts";
import type { Breakpoints } from "./debug/breakpoints.ts";
import { listing, type Listed, type ListingOptions } from "./debug/listing.ts";
import { trace, type TraceCallback } from "./debug/trace.ts";
import { deviceHost, type Device } from "./devices.ts";
import type { ElfImage } from "./elf/index.ts";
import { EXIT, STATUS } from "./engine/cells.ts";
import { FlatMemory, flatMemoryMapBytes, type FlatMemoryOptions } from "./flat-memory.ts";
import type { LineGeometry, MemorySystem } from "./memory-system.ts";

/** What a flat system has. */
export interface FlatSystemOptions {
  /** 1 unless given. */
  readonly cpus?: number;
  /** A multiple of 64 KB; 1 MB unless given. */
  readonly ramBytes?: number;
  /** Functional unless given. */
  readonly flavour?: Flavour;
  /** As in `CoreOptions`. */
  readonly tier?: 0 | 1;
  readonly hot?: number;
  readonly mostCode?: number;
  /** What answers uncached accesses (KSEG1 among them), RAM included; where nothing does they are bus errors. */
  readonly devices?: readonly Device[];
  /** In place of `devices`: all uncached accesses. */
  readonly host?: CoreHost;
  /** What is between the CPUs and RAM, in place of `FlatMemory`. */
  readonly memory?: MemoryOption;
  /** Whether `gate` stops a run (the default) or is a reserved instruction. */
  readonly gate?: boolean;
}

/** A memory system of one's own for a FlatSystem. */
export interface MemoryOption {
  /** The geometry that the memory system will have. */
  readonly geometry: LineGeometry;
  /** Makes it, for RAM and CPUs at these places. */
  create(places: FlatMemoryOptions): MemorySystem;
}

/** Why a FlatSystem has stopped, and where: `pc` is the next instruction. */
export type Stop =
  /** `gate` has been executed. */
  | { readonly reason: "gate"; readonly code: number; readonly pc: bigint }
  /** Before an instruction that has a breakpoint. */
  | { readonly reason: "breakpoint"; readonly pc: bigint }
  /** What was asked for has been done: a step, so many cycles, a trace whose callback said "stop". */
  | { readonly reason: "done"; readonly pc: bigint }
  /** Idle bit set, no interrupt pending. */
  | { readonly reason: "idle"; readonly pc: bigint }
  /** A memory system or host has answered BLOCKED; the instruction is executed again when the CPU next runs. */
  | { readonly reason: "blocked"; readonly pc: bigint };

const REASONS = {
  [EXIT.LIMIT]: "done", [EXIT.BLOCKED]: "blocked", [EXIT.IDLE]: "idle", [EXIT.BREAKPOINT]: "breakpoint",
} as const;

/** Kernel mode, 64-bit addressing everywhere, FPU with 32 registers, exception vectors in RAM. */
const STATUS_AT_START = BigInt(STATUS.cu0 | STATUS.cu1 | STATUS.fr | STATUS.kx | STATUS.sx | STATUS.ux);
const FLAT = { dataLine: 4096, dataSets: 512, fetchLine: 4096, fetchSets: 256 } as const;
const up = (n: number, unit: number): number => Math.ceil(n / unit) * unit;

/** CPUs on flat RAM and nothing else: the shortest way to run a program. */
export class FlatSystem {
  /** Linear memory, in which RAM lies from `ramBase` on, its bytes in each doubleword reversed (`read` and `write` know). */
  readonly memory: WebAssembly.Memory;
  readonly ramBase: number;
  readonly ramBytes: number;
  private readonly symbols = new Map<string, bigint>();

  private constructor(readonly core: Core, { memory, ramBase, ramBytes, cpus }: Plan) {
    this.memory = memory;
    this.ramBase = ramBase;
    this.ramBytes = ramBytes;
    cpus.push(...core.cpus);
    for (const cpu of core.cpus) cpu.setCp0(12, STATUS_AT_START);
  }

  static async create(options: FlatSystemOptions = {}): Promise<FlatSystem> {
    const planned = plan(options);
    return new FlatSystem(await Core.create(planned.core), planned);
  }
  /** As `create`, at once: for Node and for workers. On a page's main thread a browser may limit what is compiled at once. */
  static createSync(options: FlatSystemOptions = {}): FlatSystem {
    const planned = plan(options);
    return new FlatSystem(Core.createSync(planned.core), planned);
  }

  /** The first CPU. */
  get cpu(): Cpu {
    return this.core.cpus[0]!; // plan makes at least one
  }

  /** Places a program at its own addresses (KSEG0, KSEG1 or physical) and points every CPU at its first instruction. */
  load(program: Assembled | ElfImage): this {
    const elf = "segments" in program;
    const parts = elf ? program.segments.map((s) => [s.address, s.bytes] as const) : [[program.origin, program.bytes] as const];
    for (const [address, bytes] of parts) this.write(address, bytes);
    if (elf) for (const s of program.segments) this.write(s.address + BigInt(s.bytes.length), new Uint8Array(s.memoryBytes - s.bytes.length));
    for (const cpu of this.core.cpus) cpu.pc = elf ? program.entry : program.origin;
    if (elf) for (const { name } of program.symbols) this.symbols.set(name, program.symbols.find(name)!.address); // it has its own names
    else for (const [name, address] of program.symbols) this.symbols.set(name, address);
    return this;
  }

  /** Address of a symbol of the programs that have been loaded; the last one wins. */
  symbol(name: string): bigint {
    const address = this.symbols.get(name);
    if (address === undefined)
      throw new RangeError(`FlatSystem.symbol: expected a symbol of a loaded program, got "${name}"${nearest(name, this.symbols.keys())}`);
    return address;
  }

  private physical(address: bigint, length: number): number {
    const at = Number(address & 0x1fffffffn);
    if (at + length > this.ramBytes)
      throw new RangeError(`FlatSystem: expected an address in ${this.ramBytes} bytes of RAM, got 0x${address.toString(16)}; link the program lower or ask for more RAM`);
    return at;
  }
  /** Bytes as the guest orders them. */
  write(address: bigint, bytes: Uint8Array): void {
    const at = this.physical(address, bytes.length);
    const ram = new Uint8Array(this.memory.buffer, this.ramBase, this.ramBytes);
    for (let n = 0; n < bytes.length; n++) ram[(at + n) ^ 7] = bytes[n]!; // within both
    this.core.codeChanged(this.ramBase + at, bytes.length);
  }
  /** Bytes as the guest orders them: a copy. RangeError outside of RAM, as for `write`. */
  read(address: bigint, length: number): Uint8Array {
    const at = this.physical(address, length);
    const ram = new Uint8Array(this.memory.buffer, this.ramBase, this.ramBytes);
    const bytes = new Uint8Array(length);
    for (let n = 0; n < length; n++) bytes[n] = ram[(at + n) ^ 7]!; // within RAM
    return bytes;
  }

  /**
   * Runs one CPU until it executes `gate`, whose code is the result. Throws if something else comes first: `cycles` have
   * passed, the CPU idles, a memory access is blocked, or there is a breakpoint; `continue` returns these.
   */
  run(cpu = 0, cycles = 1e9): number {
    const stop = this.continue(cpu, cycles);
    if (stop.reason === "gate") return stop.code;
    const why = {
      done: `${cycles} cycles have passed; give it more, or look for a loop that does not end`,
      idle: "the CPU waits for an interrupt that nothing will raise; set Compare, or drive a line with setInterruptLine",
      blocked: "an access is blocked; let the memory system or host answer, and run again",
      breakpoint: "there is a breakpoint; use continue() where breakpoints are set, or clear them",
    }[stop.reason];
    throw new Error(`FlatSystem.run: expected a gate instruction, but at pc 0x${stop.pc.toString(16)} ${why}`);
  }

  /** Runs one CPU until something stops it, or for so many cycles. */
  continue(cpu = 0, cycles = Infinity): Stop {
    const { cycle } = this.numbered(cpu);
    return this.stop(cpu, this.core.run(cpu, Math.min(cycle + cycles, Number.MAX_SAFE_INTEGER)));
  }
  /** Executes one instruction of one CPU; see `Core.step`. */
  step(cpu = 0): Stop {
    return this.stop(cpu, this.core.step(cpu));
  }
  /** Steps one CPU, telling the callback of each instruction, until something stops it; see `trace`. */
  trace(callback: TraceCallback, cpu = 0): Stop {
    return this.stop(cpu, trace(this.core, callback, { cpu, word: (c, address) => this.word(address, c.number) }));
  }
  /** Where `continue` and `trace` stop; see `Core.breakpoints`. */
  get breakpoints(): Breakpoints {
    return this.core.breakpoints;
  }

  /** The word that the CPU would fetch from that virtual address now, or undefined if it would fault. */
  word(address: bigint, cpu = 0): number | undefined {
    const found = address & 3n ? undefined : this.numbered(cpu).physical(address, "fetch");
    if (!found || found.address + 4 > this.ramBytes) return undefined;
    return new DataView(this.memory.buffer).getInt32(this.ramBase + (found.address ^ 4), true) >>> 0;
  }
  /** The instructions around a CPU's next one. */
  listing(options: ListingOptions & { readonly cpu?: number } = {}): Listed[] {
    const { cpu = 0 } = options;
    return listing(this.numbered(cpu).pc, (address) => this.word(address, cpu), options);
  }

  private numbered(cpu: number): Cpu {
    const found = this.core.cpus[cpu];
    if (!found) throw new RangeError(`FlatSystem: expected a CPU from 0 to ${this.core.cpus.length - 1}, got ${cpu}; ask for more with the option "cpus"`);
    return found;
  }
  private stop(cpu: number, exit: number): Stop {
    const { pc, gateCode } = this.numbered(cpu);
    return exit === EXIT.GATE ? { reason: "gate", code: gateCode, pc } : { reason: REASONS[exit as keyof typeof REASONS], pc }; // an EXIT value
  }
}

interface Plan {
  readonly core: CoreOptions;
  readonly memory: WebAssembly.Memory;
  readonly ramBase: number;
  readonly ramBytes: number;
  /** For the core's CPUs, when they are there. */
  readonly cpus: Cpu[];
}

function plan(options: FlatSystemOptions): Plan {
  const ramBytes = options.ramBytes ?? 1 << 20, count = options.cpus ?? 1;
  if (!(ramBytes > 0 && ramBytes % 65536 === 0)) throw new RangeError(`FlatSystem: expected ramBytes to be a multiple of 65536, got ${ramBytes}`);
  if (!(Number.isInteger(count) && count > 0)) throw new RangeError(`FlatSystem: expected cpus to be a whole number above 0, got ${count}`);
  if (options.host && options.devices) throw new TypeError("FlatSystem: expected the option host or devices, got both; call one from the other");
  const geometry = options.memory?.geometry ?? FLAT;
  const tables = 64;
  const linkedPages = tables + coreTableBytes();
  const first = up(linkedPages + flatMemoryMapBytes(ramBytes), 64), each = up(cpuStateBytes(geometry), 64);
  const dirtyPages = first + count * each;
  // The dirty map covers all of linear memory, itself included: 1 byte in 4096.
  const ramBase = up((dirtyPages + ramBytes / 4096) * (4096 / 4095) + 64, 65536);
  const memory = new WebAssembly.Memory({ initial: (ramBase + ramBytes) / 65536 });
  const cpus = Array.from({ length: count }, (_, n) => first + n * each);
  const places: FlatMemoryOptions = { ramBase, ramBytes, cpus, linkedPages };
  const system = options.memory?.create(places) ?? new FlatMemory(places);
  checkGeometry(geometry, system.geometry);
  const made: Cpu[] = [];
  const host = options.devices ? deviceHost(options.devices, () => made) : options.host;
  const core: CoreOptions = {
    flavour: options.flavour ?? "functional", memory, tables, cpus, system, dirtyPages, gate: options.gate ?? true,
    ...(host ? { host } : {}),
    ...(options.tier === undefined ? {} : { tier: options.tier }), ...(options.hot ? { hot: options.hot } : {}),
    ...(options.mostCode === undefined ? {} : { mostCode: options.mostCode }),
  };
  return { core, memory, ramBase, ramBytes, cpus: made };
}

function checkGeometry(expected: LineGeometry, got: LineGeometry): void {
  const text = ({ dataLine, dataSets, fetchLine, fetchSets }: LineGeometry): string => `${dataSets} x ${dataLine} and ${fetchSets} x ${fetchLine} bytes`;
  if (text(expected) !== text(got)) throw new RangeError(`FlatSystem: expected a memory system with the geometry of the option memory (${text(expected)}), got ${text(got)}`);
}
