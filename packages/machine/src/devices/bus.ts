import { DEVICES } from "@disco-vm/abi";
import type { AddressMap } from "../address-map.ts";
import type { Ram } from "../ram.ts";
import type { Port } from "./port.ts";

/** What uncached accesses reach: the devices, and RAM itself. */
export class Bus {
  constructor(private readonly ports: readonly Port[], private readonly ram: Ram, private readonly map: AddressMap, private readonly cpus: number) {}

  /** The zero-extended value, or undefined: a bus error. */
  load(physical: number, size: number, cpu: number): bigint | undefined {
    const p = this.port(physical);
    if (p) return p.load(physical - p.base, size, cpu);
    const offset = this.map.offset(this.map.machineAddress(physical, cpu));
    return offset < 0 ? undefined : this.ram.read(offset, size);
  }

  /** False: a bus error. */
  store(physical: number, size: number, value: bigint, cpu: number): boolean {
    const p = this.port(physical);
    if (p) return p.store(physical - p.base, size, value, cpu);
    const offset = this.map.offset(this.map.machineAddress(physical, cpu));
    if (offset < 0) return false;
    this.ram.write(offset, size, value);
    return true;
  }

  /** The node that an uncached access travels to: a CPU's block is at that CPU, other devices are at node 0. */
  homeOf(physical: number, cpu: number): number {
    const { cpus, self } = DEVICES;
    if (physical >= self.base && physical < self.base + self.bytes) return cpu;
    if (physical >= cpus.base && physical < cpus.base + cpus.bytes) return Math.min(Math.floor((physical - cpus.base) / cpus.stride), this.cpus - 1);
    const offset = this.map.offset(this.map.machineAddress(physical, cpu));
    return offset < 0 ? 0 : this.map.nodeOfOffset(offset);
  }

  private port(physical: number): Port | undefined {
    return this.ports.find((p) => physical >= p.base && physical < p.base + p.bytes);
  }
}

