import { assemble } from "../src/assembly/assembler.ts";
import { Core, coreTableBytes, cpuStateBytes, EXIT, FlatMemory, flatMemoryMapBytes, type Cpu, type CoreHost } from "../src/index.ts";

const RAM_BYTES = 1 << 20;
const align = (n: number): number => (n + 0xffff) & ~0xffff;

/** CPUs on 1 MB of flat RAM, with a program at KSEG0 + 0x1000 (and what it places elsewhere by .org). */
export class Bench {
  readonly core: Core;
  readonly memory: WebAssembly.Memory;
  readonly ramBase: number;
  symbols: ReadonlyMap<string, bigint> = new Map();

  constructor(options: { cpus?: number; flavour?: "functional" | "timed"; host?: CoreHost; gate?: boolean } = {}) {
    const geometry = { dataLine: 4096, dataSets: 512, fetchLine: 4096, fetchSets: 256 };
    const count = options.cpus ?? 1;
    const dirtyPages = 0x1000, linkedPages = 0x2000, tables = 0x3000;
    const first = align(tables + coreTableBytes()), each = cpuStateBytes(geometry);
    const cpus = Array.from({ length: count }, (_, n) => first + n * each);
    this.ramBase = align(first + count * each);
    this.memory = new WebAssembly.Memory({ initial: (this.ramBase + RAM_BYTES) / 65536 });
    if (flatMemoryMapBytes(RAM_BYTES) > tables - linkedPages) throw new Error("Bench: layout");
    const system = new FlatMemory({ ramBase: this.ramBase, ramBytes: RAM_BYTES, cpus, linkedPages });
    this.core = Core.createSync({
      flavour: options.flavour ?? "functional", memory: this.memory, tables, cpus, system, dirtyPages, gate: options.gate ?? true,
      ...(options.host ? { host: options.host } : {}),
    });
    for (const cpu of this.core.cpus) cpu.setCp0(12, 0x340000e0n); // KX SX UX FR CU0 CU1, no BEV, no ERL
  }

  get cpu(): Cpu {
    return this.core.cpus[0]!; // there is at least one
  }

  /** Assembles for `at` and loads; sets every CPU's pc to the start. Each test ends its program with `gate`. */
  load(text: string, at = 0xffffffff80001000n): this {
    const program = assemble(text, { origin: at });
    this.write(at & 0x1fffffffn, program.bytes);
    this.symbols = program.symbols;
    for (const cpu of this.core.cpus) cpu.pc = at;
    return this;
  }
  write(pa: bigint, bytes: Uint8Array): void {
    const ram = new Uint8Array(this.memory.buffer, this.ramBase, RAM_BYTES);
    bytes.forEach((b, n) => { ram[(Number(pa) + n) ^ 7] = b; });
  }
  read64(pa: number): bigint {
    return new DataView(this.memory.buffer, this.ramBase).getBigUint64(pa, true);
  }

  /** Runs CPU 0 to its next gate, and gives the gate's code. */
  run(cycles = 1_000_000): number {
    const exit = this.core.run(0, this.cpu.cycle + cycles);
    if (exit !== EXIT.GATE) throw new Error(`Bench.run: expected a gate, got exit ${exit} at ${this.cpu.pc.toString(16)}`);
    return this.cpu.gateCode;
  }
}

export const hex = (v: bigint): string => v.toString(16);
