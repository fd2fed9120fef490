import { assemble } from "../src/assembly/assembler.ts";
import { FlatSystem, type Core, type Cpu, type FlatSystemOptions } from "../src/index.ts";

/** CPUs on flat RAM with programs given as text, at KSEG0 + 0x1000 unless said otherwise. Each ends with `gate`. */
export class Bench {
  private readonly system: FlatSystem;
  readonly core: Core;

  constructor(options: FlatSystemOptions = {}) {
    this.system = FlatSystem.createSync(options);
    this.core = this.system.core;
  }
  get cpu(): Cpu {
    return this.system.cpu;
  }
  load(text: string, at = 0xffffffff80001000n): this {
    this.system.load(assemble(text, { origin: at }));
    return this;
  }
  write(pa: bigint, bytes: Uint8Array): void {
    this.system.write(pa, bytes);
  }
  read64(pa: number): bigint {
    return new DataView(this.system.read(BigInt(pa), 8).buffer).getBigUint64(0);
  }
  /** Runs CPU 0 to its next gate, and gives the gate's code. */
  run(): number {
    return this.system.run(0, 1_000_000);
  }
}

export const hex = (v: bigint): string => v.toString(16);
