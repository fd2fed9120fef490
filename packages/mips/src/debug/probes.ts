import type { Cpu } from "../cpu.ts";

/** Called when control has come to an instruction, before it is executed or fetched. It may look, and change nothing. */
export type Probe = (cpu: Cpu) => void;

/**
 * Functions that are called at virtual addresses, on every CPU and in every address space, without an effect on any state or
 * cycle. Addresses count modulo 2^64; each has one function.
 */
export class Probes {
  private readonly at = new Map<bigint, Probe>();

  /** `changed` is called after each change. */
  constructor(private readonly changed: () => void = () => {}) {}

  /** In place of what was there. Throws RangeError for an address that no instruction can have. */
  set(address: bigint, probe: Probe): this {
    if (address & 3n) throw new RangeError(`Probes.set: expected the address of an instruction, a multiple of 4, got 0x${address.toString(16)}`);
    this.at.set(BigInt.asUintN(64, address), probe);
    this.changed();
    return this;
  }
  /** Whether there was one. */
  delete(address: bigint): boolean {
    const there = this.at.delete(BigInt.asUintN(64, address));
    if (there) this.changed();
    return there;
  }
  /** What is called at that address. */
  get(address: bigint): Probe | undefined {
    return this.at.get(BigInt.asUintN(64, address));
  }
  /** How many there are. */
  get size(): number {
    return this.at.size;
  }
  /** Their addresses. */
  [Symbol.iterator](): IterableIterator<bigint> {
    return this.at.keys();
  }
}
