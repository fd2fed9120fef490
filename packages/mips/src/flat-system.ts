import type { Assembled } from "./assembly/assembler.ts";
import { Core, coreTableBytes, cpuStateBytes, type CoreHost, type CoreOptions, type Flavour } from "./core.ts";
import type { Cpu } from "./cpu.ts";
import type { ElfImage } from "./elf/index.ts";
import { EXIT, STATUS } from "./engine/cells.ts";
import { FlatMemory, flatMemoryMapBytes } from "./flat-memory.ts";

export interface FlatSystemOptions {
  /** 1 unless given. */
  readonly cpus?: number;
  /** A multiple of 64 KB; 1 MB unless given. */
  readonly ramBytes?: number;
  readonly flavour?: Flavour;
  /** As in `CoreOptions`. */
  readonly tier?: 0 | 1;
  readonly hot?: number;
  readonly mostCode?: number;
  /** What answers uncached accesses (KSEG1 among them); without it they are bus errors. */
  readonly host?: CoreHost;
  /** Whether `gate` stops a run (the default) or is a reserved instruction. */
  readonly gate?: boolean;
}

/** Kernel mode, 64-bit addressing everywhere, FPU with 32 registers, exception vectors in RAM. */
const STATUS_AT_START = BigInt(STATUS.cu0 | STATUS.cu1 | STATUS.fr | STATUS.kx | STATUS.sx | STATUS.ux);
const FLAT = { dataLine: 4096, dataSets: 512, fetchLine: 4096, fetchSets: 256 } as const;
const up = (n: number, unit: number): number => Math.ceil(n / unit) * unit;

/** CPUs on flat RAM and nothing else: the shortest way to run a program. */
export class FlatSystem {
  private constructor(readonly core: Core, readonly memory: WebAssembly.Memory, readonly ramBase: number, readonly ramBytes: number) {
    for (const cpu of core.cpus) cpu.setCp0(12, STATUS_AT_START);
  }

  static async create(options: FlatSystemOptions = {}): Promise<FlatSystem> {
    const { core, memory, ramBase, ramBytes } = plan(options);
    return new FlatSystem(await Core.create(core), memory, ramBase, ramBytes);
  }
  static createSync(options: FlatSystemOptions = {}): FlatSystem {
    const { core, memory, ramBase, ramBytes } = plan(options);
    return new FlatSystem(Core.createSync(core), memory, ramBase, ramBytes);
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
    for (const cpu of this.core.cpus) cpu.pc = elf ? program.entry : program.origin;
    return this;
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
  read(address: bigint, length: number): Uint8Array {
    const at = this.physical(address, length);
    const ram = new Uint8Array(this.memory.buffer, this.ramBase, this.ramBytes);
    const bytes = new Uint8Array(length);
    for (let n = 0; n < length; n++) bytes[n] = ram[(at + n) ^ 7]!; // within RAM
    return bytes;
  }

  /** Runs one CPU until it executes `gate`, whose code is the result, or throws after `cycles`. */
  run(cpu = 0, cycles = 1e9): number {
    const { core } = this, c = core.cpus[cpu]!;
    const exit = core.run(cpu, c.cycle + cycles);
    if (exit === EXIT.GATE) return c.gateCode;
    const why = exit === EXIT.IDLE ? "the CPU waits for an interrupt that nothing will raise" : `${cycles} cycles have passed`;
    throw new Error(`FlatSystem.run: expected a gate instruction, but ${why} at pc 0x${c.pc.toString(16)}`);
  }
}

function plan(options: FlatSystemOptions): { core: CoreOptions; memory: WebAssembly.Memory; ramBase: number; ramBytes: number } {
  const ramBytes = options.ramBytes ?? 1 << 20, count = options.cpus ?? 1;
  if (!(ramBytes > 0 && ramBytes % 65536 === 0)) throw new RangeError(`FlatSystem: expected ramBytes to be a multiple of 65536, got ${ramBytes}`);
  if (!(Number.isInteger(count) && count > 0)) throw new RangeError(`FlatSystem: expected cpus to be a whole number above 0, got ${count}`);
  const tables = 64;
  const linkedPages = tables + coreTableBytes();
  const first = up(linkedPages + flatMemoryMapBytes(ramBytes), 64), each = up(cpuStateBytes(FLAT), 64);
  const dirtyPages = first + count * each;
  // The dirty map covers all of linear memory, itself included: 1 byte in 4096.
  const ramBase = up((dirtyPages + ramBytes / 4096) * (4096 / 4095) + 64, 65536);
  const memory = new WebAssembly.Memory({ initial: (ramBase + ramBytes) / 65536 });
  const cpus = Array.from({ length: count }, (_, n) => first + n * each);
  const system = new FlatMemory({ ramBase, ramBytes, cpus, linkedPages });
  const core: CoreOptions = {
    flavour: options.flavour ?? "functional", memory, tables, cpus, system, dirtyPages, gate: options.gate ?? true,
    ...(options.host ? { host: options.host } : {}),
    ...(options.tier === undefined ? {} : { tier: options.tier }), ...(options.hot ? { hot: options.hot } : {}),
    ...(options.mostCode === undefined ? {} : { mostCode: options.mostCode }),
  };
  return { core, memory, ramBase, ramBytes };
}
