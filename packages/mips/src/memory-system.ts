import type { Body, Func, I32, I64, ModuleBuilder } from "@disco-vm/wasm";

/**
 * What the core needs of a memory system. A memory system emits its lookup code into the core's own WebAssembly module;
 * the core passes it hooks into the line table, and calls what it emitted. `FlatMemory` is the default; `@disco-vm/numa`
 * provides caches and a directory.
 */
export interface MemorySystem {
  /** Of the line tables that it fills. */
  readonly geometry: LineGeometry;
  /** Adds its functions to the module; called once for a core. */
  emit(b: ModuleBuilder, hooks: LineHooks): MemoryCode;
}

/** Line size in bytes and number of entries of the two line tables. Powers of two; size times entries at least 16 KB. */
export interface LineGeometry {
  readonly dataLine: number;
  readonly dataSets: number;
  readonly fetchLine: number;
  readonly fetchSets: number;
}

/** The access must wait; nothing of the instruction has happened, and it is executed again when the CPU next runs. */
export const BLOCKED = -1;
/** Nothing answers at the address: the CPU takes a bus error. */
export const BUS_ERROR = -2;

/**
 * `cpu` is the address of the CPU's state, `va` the canonical virtual address, `pa` the physical address as the CPU
 * issued it. The result is the host address (unswizzled offset in the linear memory) of the byte, or a negative code.
 */
export interface MemoryCode {
  /** Load: BLOCKED, BUS_ERROR, or where the data are. */
  readonly load: Func<readonly ["i32", "i64", "i64"], "i32">;
  /** As `load`, for LL, where a memory system must do more to see remote stores. */
  readonly loadLinked?: Func<readonly ["i32", "i64", "i64"], "i32">;
  /** As `load`, where stores may go. */
  readonly store: Func<readonly ["i32", "i64", "i64"], "i32">;
  /** As `load`, for instructions. */
  readonly fetch: Func<readonly ["i32", "i64", "i64"], "i32">;
  /** (cpu, operation = bits 20:16 of CACHE, va, pa) -> 0 or a negative code. */
  readonly cacheOp: Func<readonly ["i32", "i32", "i64", "i64"], "i32">;
}

/** Ways into the core's line table and clock, each emitting statements into the body at hand. */
export interface LineHooks {
  /** From now on reads of va's data line hit at `host`; stores too, if `writable` is not 0 and the page allows it. */
  installData(f: Body, cpu: I32, va: I64, host: I32, writable: I32): void;
  /** From now on fetches from va's fetch line hit at `host`. */
  installFetch(f: Body, cpu: I32, va: I64, host: I32): void;
  /** Forgets what the table holds for that set. */
  clearData(f: Body, cpu: I32, index: I32): void;
  clearDataWrite(f: Body, cpu: I32, index: I32): void;
  clearFetch(f: Body, cpu: I32, index: I32): void;
  /** Forgets every store permission of that CPU. */
  clearAllWrites(f: Body, cpu: I32): void;
  /** Breaks that CPU's LL link if it lies in the aligned 2^shift-byte block of machine address `pa`. */
  breakLink(f: Body, cpu: I32, pa: I64, shift: number): void;
  /** Charges stall cycles to the running CPU. */
  charge(f: Body, cpu: I32, cycles: I32): void;
  /** The access at hand misses in that cache: an event of the performance counters. Once or more for each that misses. */
  missed(f: Body, cpu: I32, cache: "fetch" | "data" | "secondaryFetch" | "secondaryData"): void;
  /** The running CPU's clock. */
  now(f: Body, cpu: I32): I64;
  /** The CPU's number, from 0. */
  cpuNumber(cpu: I32): I32;
}
