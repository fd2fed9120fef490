import { i32, ModuleBuilder } from "@disco-vm/wasm";
import type { NumaConfig } from "./config.ts";
import type { LineHooks } from "./hooks.ts";
import { NumaMemory, numaBytes, type NumaSink } from "./numa-memory.ts";

/**
 * The model without a core: CPUs are numbers, there is no line table, and nothing behind the addresses. What the lookups
 * charge is added up in a cell for each CPU.
 */
export interface BareCaches {
  readonly numa: NumaMemory;
  load(cpu: number, address: number, virtual?: number): number;
  store(cpu: number, address: number, virtual?: number): number;
  fetch(cpu: number, address: number, virtual?: number): number;
  /** Cycles charged to that CPU since the last call. */
  takeCharge(cpu: number): number;
  /** The machine address of the CPU's LL link, while it holds. */
  link(cpu: number, address: number): void;
  linked(cpu: number): boolean;
}

const CELL = 16;

export function bareCaches(config: NumaConfig, sink: NumaSink, options: { check?: boolean } = {}): BareCaches {
  const pages = Math.ceil(numaBytes(config) / 65536) + 1;
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  // The first 64 KB: per CPU a charge (i32), a link flag (i32), the link's address (i64).
  const numa = new NumaMemory({ ...config, memory, base: 65536, ramBase: 0, sink, check: options.check ?? false });
  const cell = (cpu: Parameters<LineHooks["cpuNumber"]>[0]) => i32.mul(cpu, CELL);
  const hooks: LineHooks = {
    installData: () => {}, installFetch: () => {}, clearData: () => {}, clearDataWrite: () => {}, clearFetch: () => {},
    breakLink: (f, cpu, pa, shift) => {
      f.if(i32.eq(i32.load(cell(cpu), 8), i32.shrU(i32.wrap(pa), shift)), () => f.add(i32.store(cell(cpu), 0, 4)));
    },
    charge: (f, cpu, cycles) => f.add(i32.store(cell(cpu), i32.add(i32.load(cell(cpu)), cycles))),
    cpuNumber: (cpu) => cpu,
  };
  const b = new ModuleBuilder();
  b.importMemory("env", "memory", pages);
  numa.emit(b, hooks);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(b.build()), { env: { memory } });
  numa.bind(exports, Array.from({ length: config.cpus }, (_, n) => n));
  type Access = (cpu: number, va: bigint, pa: bigint) => number;
  const { numa_load, numa_store, numa_fetch } = exports as unknown as Record<"numa_load" | "numa_store" | "numa_fetch", Access>; // by emit
  const cells = new Int32Array(memory.buffer, 0, (CELL / 4) * config.cpus);
  return {
    numa,
    load: (cpu, address, virtual = address) => numa_load(cpu, BigInt(virtual), BigInt(address)),
    store: (cpu, address, virtual = address) => numa_store(cpu, BigInt(virtual), BigInt(address)),
    fetch: (cpu, address, virtual = address) => numa_fetch(cpu, BigInt(virtual), BigInt(address)),
    takeCharge: (cpu) => {
      const charge = cells[cpu * 4]!;
      cells[cpu * 4] = 0;
      return charge;
    },
    link: (cpu, address) => {
      cells[cpu * 4 + 1] = 1;
      cells[cpu * 4 + 2] = address >>> 7;
    },
    linked: (cpu) => cells[cpu * 4 + 1] === 1,
  };
}
