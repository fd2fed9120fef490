import type { Device, Register } from "@disco-vm/abi";

/**
 * How a device model answers: one function for each register of its row in packages/abi that can be read, one for each
 * that can be written, so that a register added there is missed by the compiler here. `cpu` is the accessing CPU;
 * `block` is the CPU whose block of registers was addressed (for devices with a stride).
 */
export interface Access {
  readonly cpu: number;
  readonly block: number;
}
type Registers = Readonly<Record<string, Register>>;
type Named<R extends Registers, A extends Register["access"]> =
  { [N in keyof R]: R[N]["access"] extends A ? N : never }[keyof R];
export type Reads<R extends Registers> = { readonly [N in Named<R, "r" | "rw">]: (a: Access) => number | bigint };
export type Writes<R extends Registers> = { readonly [N in Named<R, "w" | "rw">]: (value: bigint, a: Access) => void };

/** A device as the bus sees it. */
export interface Port {
  readonly base: number;
  readonly bytes: number;
  /** The zero-extended value, or undefined: a bus error. */
  load(offset: number, size: number, cpu: number): bigint | undefined;
  /** False: a bus error. */
  store(offset: number, size: number, value: bigint, cpu: number): boolean;
}

/** A device's registers, found by offset and exact size; anything else is a bus error. */
export function port<const R extends Registers>(
  device: Omit<Device, "registers"> & { readonly registers: R }, blocks: number, reads: Reads<R>, writes: Writes<R>,
): Port {
  const readers = new Map<number, { bytes: number; run: (a: Access) => number | bigint }>();
  const writers = new Map<number, { bytes: number; run: (value: bigint, a: Access) => void }>();
  for (const [name, register] of Object.entries(device.registers)) {
    const read = (reads as Record<string, (a: Access) => number | bigint>)[name];
    const write = (writes as Record<string, (value: bigint, a: Access) => void>)[name];
    if (read) readers.set(register.offset, { bytes: register.bytes, run: read });
    if (write) writers.set(register.offset, { bytes: register.bytes, run: write });
  }
  const stride = device.stride ?? device.bytes;
  return {
    base: device.base,
    bytes: device.stride ? device.stride * blocks : device.bytes,
    load(offset, size, cpu) {
      const r = readers.get(offset % stride);
      return r?.bytes === size ? BigInt(r.run({ cpu, block: Math.floor(offset / stride) })) : undefined;
    },
    store(offset, size, value, cpu) {
      const w = writers.get(offset % stride);
      if (w?.bytes !== size) return false;
      w.run(BigInt.asUintN(size * 8, value), { cpu, block: Math.floor(offset / stride) });
      return true;
    },
  };
}
