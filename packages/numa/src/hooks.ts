import type { Body, Func, I32, I64 } from "@disco-vm/wasm";

/*
 * What a CPU core offers and what it calls: structurally equal to packages/mips/src/memory-system.ts, which owns these
 * interfaces. numa knows nothing of MIPS, so it has its own copy; packages/machine passes one for the other, so the
 * compiler holds them equal.
 */

/** Ways into the core's line table and clock, each emitting statements into the body at hand. */
export interface LineHooks {
  /** From now on reads of va's data line hit at `host`; stores too, if `writable` is not 0. */
  installData(f: Body, cpu: I32, va: I64, host: I32, writable: I32): void;
  installFetch(f: Body, cpu: I32, va: I64, host: I32): void;
  /** Forgets what the table holds for that L1 set. */
  clearData(f: Body, cpu: I32, index: I32): void;
  clearDataWrite(f: Body, cpu: I32, index: I32): void;
  clearFetch(f: Body, cpu: I32, index: I32): void;
  /** Breaks that CPU's LL link if it lies in the aligned 2^shift-byte block of machine address `pa`. */
  breakLink(f: Body, cpu: I32, pa: I64, shift: number): void;
  /** Charges stall cycles to the running CPU. */
  charge(f: Body, cpu: I32, cycles: I32): void;
  /** The access at hand misses in that cache; told once or more for each that misses. */
  missed(f: Body, cpu: I32, cache: "fetch" | "data" | "secondaryFetch" | "secondaryData"): void;
  /** The CPU's number, from 0. */
  cpuNumber(cpu: I32): I32;
}

export interface LineGeometry {
  readonly dataLine: number;
  readonly dataSets: number;
  readonly fetchLine: number;
  readonly fetchSets: number;
}

/** The access must wait for `NumaMemory.start` and `ready`; nothing of it has happened. */
export const BLOCKED = -1;
/** No memory at that address. */
export const BUS_ERROR = -2;

/** (cpu, va, pa) -> host address of the byte, BLOCKED or BUS_ERROR. `cpu` is whatever `LineHooks.cpuNumber` understands. */
export interface MemoryCode {
  readonly load: Func<readonly ["i32", "i64", "i64"], "i32">;
  readonly store: Func<readonly ["i32", "i64", "i64"], "i32">;
  readonly fetch: Func<readonly ["i32", "i64", "i64"], "i32">;
  readonly cacheOp: Func<readonly ["i32", "i32", "i64", "i64"], "i32">;
}
