import { i32, i64, select, type Body, type I32, type I64, type ModuleBuilder } from "@disco-vm/wasm";
import { BLOCKED, BUS_ERROR, type LineHooks, type MemoryCode, type MemorySystem } from "../src/index.ts";

/** Lines and sets of an R10000's primary caches. */
export const GEOMETRY = { dataLine: 32, dataSets: 512, fetchLine: 64, fetchSets: 256 } as const;
const MISS = 7;

export interface LineMemoryOptions {
  readonly ramBase: number;
  readonly ramBytes: number;
  /** Zeroed; `lineMemoryBytes` for each CPU. */
  readonly tags: number;
  /** Every so manieth miss blocks once before it is served; 0: none. */
  readonly blockEvery: number;
  /** RAM from here on is found at physical `highBase`. */
  readonly lowEnd?: number;
  readonly highBase?: number;
}
const DATA = 0, FETCH = DATA + GEOMETRY.dataSets * 4;
/** Where the number of misses is, i32. */
export const COUNT = FETCH + GEOMETRY.fetchSets * 4;
export const lineMemoryBytes = COUNT + 64;

/**
 * The smallest memory system with caches: direct-mapped primary caches of one line a set on flat RAM. A miss costs cycles
 * and now and then blocks. Its tags, not the core's line tables, say what is a miss.
 */
export class LineMemory implements MemorySystem {
  readonly geometry = GEOMETRY;
  constructor(private readonly options: LineMemoryOptions) {}

  emit(b: ModuleBuilder, hooks: LineHooks): MemoryCode {
    const { ramBase, ramBytes, tags, blockEvery, lowEnd = ramBytes, highBase = 0 } = this.options;
    const access = (name: string, cache: "data" | "fetch", array: number, line: number, sets: number, install: (f: Body, cpu: I32, va: I64, host: I32) => void) =>
      b.func(name, ["i32", "i64", "i64"] as const, "i32", (g) => {
        const f = g as unknown as Body, [cpu, va, issued] = g.params, pa = f.local("i64", issued);
        if (highBase) f.if(i64.geU(pa, BigInt(lowEnd)), () => {
          f.if(i64.ltU(pa, BigInt(highBase)), () => f.return(i32.const(BUS_ERROR)));
          f.set(pa, i64.sub(pa, BigInt(highBase - lowEnd)));
        });
        f.if(i64.geU(pa, BigInt(ramBytes)), () => f.return(i32.const(BUS_ERROR)));
        const own = f.local("i32", i32.add(i32.mul(hooks.cpuNumber(cpu), lineMemoryBytes), tags));
        const set = i32.and(i32.shrU(i32.wrap(va), Math.log2(line)), sets - 1);
        const tag = f.local("i32", i32.add(own, i32.shl(set, 2)));
        const want = f.local("i32", i32.or(i32.and(i32.wrap(pa), -line), 1));
        const host = f.local("i32", i32.add(i32.wrap(pa), ramBase));
        f.if(i32.ne(i32.load(tag, array), want), () => {
          hooks.missed(f, cpu, cache);
          const misses = f.local("i32", i32.add(i32.load(own, COUNT), 1));
          f.add(i32.store(own, misses, COUNT));
          if (blockEvery) f.if(i32.eqz(i32.remU(misses, blockEvery)), () => f.return(i32.const(BLOCKED)));
          f.add(i32.store(tag, want, array));
          hooks.charge(f, cpu, select(i32.and(misses, 1), i32.const(MISS), i32.const(3 * MISS)));
        });
        install(f, cpu, va, host);
        f.return(host);
      });
    const load = access("lineLoad", "data", DATA, GEOMETRY.dataLine, GEOMETRY.dataSets, (f, cpu, va, host) => hooks.installData(f, cpu, va, host, i32.const(1)));
    const store = access("lineStore", "data", DATA, GEOMETRY.dataLine, GEOMETRY.dataSets, (f, cpu, va, host) => hooks.installData(f, cpu, va, host, i32.const(1)));
    const fetch = access("lineFetch", "fetch", FETCH, GEOMETRY.fetchLine, GEOMETRY.fetchSets, (f, cpu, va, host) => hooks.installFetch(f, cpu, va, host));
    const cacheOp = b.func("lineCacheOp", ["i32", "i32", "i64", "i64"] as const, "i32", (f) => f.return(i32.const(0)));
    return { load, store, fetch, cacheOp };
  }
}
