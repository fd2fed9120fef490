/**
 * The virtual addresses before whose instructions a run stops, on every CPU and in every address space. A set of bigints;
 * addresses count modulo 2^64.
 */
export class Breakpoints implements Iterable<bigint> {
  private readonly addresses = new Set<bigint>();

  /** `changed` is called after each change, with the address that has gone, if one has. */
  constructor(private readonly changed: (gone?: bigint) => void = () => {}) {}

  /** Throws RangeError for an address that no instruction can have. */
  add(address: bigint): this {
    if (address & 3n) throw new RangeError(`Breakpoints.add: expected the address of an instruction, a multiple of 4, got 0x${address.toString(16)}`);
    const { size } = this;
    this.addresses.add(BigInt.asUintN(64, address));
    if (this.size !== size) this.changed();
    return this;
  }
  /** Whether there was one. */
  delete(address: bigint): boolean {
    const known = BigInt.asUintN(64, address), there = this.addresses.delete(known);
    if (there) this.changed(known);
    return there;
  }
  /** Whether there is one. */
  has(address: bigint): boolean {
    return this.addresses.has(BigInt.asUintN(64, address));
  }
  /** Deletes all. */
  clear(): void {
    for (const address of this.addresses) this.delete(address); // a Set may lose what is being visited
  }
  /** How many there are. */
  get size(): number {
    return this.addresses.size;
  }
  [Symbol.iterator](): IterableIterator<bigint> {
    return this.addresses.values();
  }
}
