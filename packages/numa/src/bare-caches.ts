import { i32, i64, ModuleBuilder, type I32 } from "@disco-vm/wasm";
import { resolve, type NumaConfig } from "./config.ts";
import type { LineHooks } from "./hooks.ts";
import { NumaMemory, numaBytes, type NumaOptions, type NumaSink } from "./numa-memory.ts";

/**
 * The model without a core: CPUs are numbers, and there is nothing behind the addresses. What the lookups charge is
 * added up in a cell for each CPU.
 */
export interface BareCaches {
  readonly numa: NumaMemory;
  /** The host address, BLOCKED or BUS_ERROR. Addresses below 4 GB. `virtual`, the address that indexes the L1s, is the physical one by default. */
  load(cpu: number, address: number, virtual?: number): number;
  store(cpu: number, address: number, virtual?: number): number;
  fetch(cpu: number, address: number, virtual?: number): number;
  /** Cycles charged to that CPU since the last call. */
  takeCharge(cpu: number): number;
  /** The CPU's LL link, by the address as it issued it. */
  link(cpu: number, address: number): void;
  unlink(cpu: number): void;
  linked(cpu: number): boolean;
}

export interface BareOptions extends Pick<NumaOptions, "check" | "tables"> {
  /** With a line table before the lookups, as a core has one: slower here, same results. */
  readonly lineTable?: boolean;
}

/** Per CPU: charge (i32), link flag (i32), link address >> 7 (i64), then the tables: key (i64), write key (i64) a set. */
const CHARGE = 0, LINKED = 4, LINK = 8, TABLES = 16, ENTRY = 16;

export function bareCaches(config: NumaConfig, sink: NumaSink, options: BareOptions = {}): BareCaches {
  const { dataSets, fetchSets } = resolve(config), { lineTable = false, ...rest } = options;
  const stride = TABLES + (lineTable ? ENTRY * (dataSets + fetchSets) : 0);
  const own = Math.ceil((stride * config.cpus) / 65536) * 65536;
  const pages = (own + numaBytes(config)) / 65536;
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const numa = new NumaMemory({ ...config, memory, base: own, ramBase: 0, sink, ...rest });

  const cell = (cpu: I32): I32 => i32.mul(cpu, stride);
  const entry = (cpu: I32, first: number, index: I32): I32 => i32.add(cell(cpu), i32.add(i32.shl(index, 4), TABLES + ENTRY * first));
  /** Entries hold the line's address plus one, so that zero is none. */
  const hooks: LineHooks = {
    installData: (f, cpu, va, _host, writable) => {
      if (!lineTable) return;
      const at = f.local("i32", entry(cpu, 0, i32.and(i32.shrU(i32.wrap(va), 5), dataSets - 1)));
      const key = f.local("i64", i64.add(i64.shrU(va, 5n), 1n));
      f.add(i64.store(at, key));
      f.add(i64.store(at, i64.mul(key, i64.extendU(i32.ne(writable, 0))), 8));
    },
    installFetch: (f, cpu, va) => {
      if (!lineTable) return;
      f.add(i64.store(entry(cpu, dataSets, i32.and(i32.shrU(i32.wrap(va), 6), fetchSets - 1)), i64.add(i64.shrU(va, 6n), 1n)));
    },
    clearData: (f, cpu, index) => {
      if (!lineTable) return;
      f.add(i64.store(entry(cpu, 0, index), 0n));
      f.add(i64.store(entry(cpu, 0, index), 0n, 8));
    },
    clearDataWrite: (f, cpu, index) => { if (lineTable) f.add(i64.store(entry(cpu, 0, index), 0n, 8)); },
    clearFetch: (f, cpu, index) => { if (lineTable) f.add(i64.store(entry(cpu, dataSets, index), 0n)); },
    breakLink: (f, cpu, pa, shift) => {
      f.if(i64.eq(i64.load(cell(cpu), LINK), i64.shrU(pa, BigInt(shift))), () => f.add(i32.store(cell(cpu), 0, LINKED)));
    },
    charge: (f, cpu, cycles) => f.add(i32.store(cell(cpu), i32.add(i32.load(cell(cpu)), cycles))),
    missed: () => {},
    cpuNumber: (cpu) => cpu,
  };
  const b = new ModuleBuilder();
  b.importMemory("env", "memory", pages);
  const code = numa.emit(b, hooks);
  // Addresses below 4 GB as i32: a BigInt for each would take longer than the lookup.
  for (const kind of ["load", "store", "fetch"] as const) {
    b.func(kind, ["i32", "i32", "i32"] as const, "i32", (f) => {
      const [cpu, virtual, physical] = f.params;
      f.return(code[kind].call(cpu, i64.extendU(virtual), i64.extendU(physical)));
    }, { export: true });
  }
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(b.build()), { env: { memory }, ...numa.imports });
  numa.bind(exports, Array.from({ length: config.cpus }, (_, n) => n));

  type Access = (cpu: number, virtual: number, physical: number) => number;
  const { load, store, fetch } = exports as unknown as Record<"load" | "store" | "fetch", Access>; // emitted above
  const cells = new Int32Array(memory.buffer, 0, own / 4), keys = new BigInt64Array(memory.buffer, 0, own / 8);
  const at = (cpu: number, offset: number): number => (cpu * stride + offset) >> 2;
  /** The virtual addresses given stand for one space, in which no two physical lines share an address. */
  const hits = (cpu: number, first: number, sets: number, size: number, virtual: number, offset: number): boolean =>
    keys[(cpu * stride + TABLES + ENTRY * (first + ((virtual >>> size) & (sets - 1))) + offset) >> 3] === BigInt(Math.floor(virtual / 2 ** size) + 1);
  return {
    numa,
    load: (cpu, address, virtual = address) =>
      lineTable && hits(cpu, 0, dataSets, 5, virtual, 0) ? 0 : load(cpu, virtual, address),
    store: (cpu, address, virtual = address) =>
      lineTable && hits(cpu, 0, dataSets, 5, virtual, 8) ? 0 : store(cpu, virtual, address),
    fetch: (cpu, address, virtual = address) =>
      lineTable && hits(cpu, dataSets, fetchSets, 6, virtual, 0) ? 0 : fetch(cpu, virtual, address),
    takeCharge: (cpu) => {
      const charge = cells[at(cpu, CHARGE)]!;
      cells[at(cpu, CHARGE)] = 0;
      return charge;
    },
    link: (cpu, address) => {
      cells[at(cpu, LINKED)] = 1;
      cells[at(cpu, LINK)] = Math.floor(address / 128);
    },
    unlink: (cpu) => { cells[at(cpu, LINKED)] = 0; },
    linked: (cpu) => cells[at(cpu, LINKED)] === 1,
  };
}
