import type { CoreHost } from "./core.ts";
import type { Cpu } from "./cpu.ts";
import { BUS_ERROR } from "./memory-system.ts";

/** Registers that uncached loads and stores reach, through KSEG1 or a page that is mapped uncached. */
export interface Device {
  /** Physical address of the first byte, and how many bytes there are. */
  readonly address: number;
  readonly bytes: number;
  /** The `size` (1, 2, 4 or 8) bytes at `offset`, as a number below 2^(8 size); without it a load is a bus error. */
  load?(offset: number, size: number, cpu: Cpu): number | bigint;
  /** `value` is unsigned, `size` 1 to 8 (CoreHost.uncachedStore); without it a store is a bus error. */
  store?(offset: number, size: number, value: bigint, cpu: Cpu): void;
}

/** A host on which these devices answer and everything else is a bus error. */
export function deviceHost(devices: readonly Device[], cpus: () => readonly Cpu[]): CoreHost {
  devices.forEach((one, n) => {
    if (!(one.address >= 0 && one.bytes > 0)) throw new RangeError(`devices: expected an address and a size above 0, got address ${one.address}, ${one.bytes} bytes`);
    const other = devices.slice(0, n).find((o) => one.address < o.address + o.bytes && o.address < one.address + one.bytes);
    if (other) throw new RangeError(`devices: expected addresses that do not overlap, got 0x${other.address.toString(16)} and 0x${one.address.toString(16)}`);
  });
  const at = (pa: number, size: number): Device | undefined => devices.find((d) => pa >= d.address && pa + size <= d.address + d.bytes);
  const cpu = (n: number): Cpu => cpus()[n]!; // the engine numbers them
  return {
    uncachedLoad: (n, pa, size) => {
      const device = at(pa, size);
      if (!device?.load) return BUS_ERROR;
      cpu(n).setIoValue(BigInt.asUintN(8 * size, BigInt(device.load(pa - device.address, size, cpu(n)))));
      return 0;
    },
    uncachedStore: (n, pa, size, value) => {
      const device = at(pa, size);
      if (!device?.store) return BUS_ERROR;
      device.store(pa - device.address, size, BigInt.asUintN(8 * size, value), cpu(n));
      return 0;
    },
  };
}
