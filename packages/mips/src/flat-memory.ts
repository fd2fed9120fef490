import { i32, i64, select, type Body, type I32, type I64, type ModuleBuilder } from "@disco-vm/wasm";
import { BUS_ERROR, type LineHooks, type MemoryCode, type MemorySystem } from "./memory-system.ts";

/** Where flat memory and what it serves lie in linear memory. */
export interface FlatMemoryOptions {
  /** Byte offset of RAM in linear memory, a multiple of 64 KB, and its size in bytes, a multiple of 4096. */
  readonly ramBase: number;
  readonly ramBytes: number;
  /** Addresses of all CPU states: a store breaks the links of the other CPUs. */
  readonly cpus: readonly number[];
  /** Address of a zeroed byte map of ramBytes / 4096 bytes. */
  readonly linkedPages: number;
  /** RAM below this physical address is contiguous from 0; the rest of it starts at `highBase`. Default: no hole. */
  readonly lowEnd?: number;
  readonly highBase?: number;
  /** Address of the 64 KB that CPU n sees at physical 0. Default 0. */
  readonly alias?: (cpu: number) => number;
}

/** Bytes that `linkedPages` must have. */
export function flatMemoryMapBytes(ramBytes: number): number {
  return ramBytes / 4096;
}

/**
 * RAM without caches: every access succeeds at once, and the line tables map whole pages. A page that LL has touched is
 * never writable through the table again, so that each store to it is seen and breaks the links to its block.
 */
export class FlatMemory implements MemorySystem {
  readonly geometry = { dataLine: 4096, dataSets: 512, fetchLine: 4096, fetchSets: 256 } as const;

  constructor(private readonly options: FlatMemoryOptions) {}

  emit(b: ModuleBuilder, hooks: LineHooks): MemoryCode {
    const { ramBase, ramBytes, cpus, linkedPages, alias } = this.options;
    const lowEnd = BigInt(Math.min(this.options.lowEnd ?? ramBytes, ramBytes));
    const highBase = BigInt(this.options.highBase ?? 0x1_0000_0000);
    const inHigh = BigInt(ramBytes) - lowEnd;

    /** Offset in RAM, or leaves with a bus error. */
    const offset = (f: Body, cpu: I32, pa: I64): I32 => {
      const at = f.local("i64", pa);
      if (alias) f.if(i64.ltU(pa, 0x10000n), () => {
        const bases = cpus.map((_, n) => alias(n));
        const base = bases.reduce<I32>((rest, value, n) =>
          select(i32.eq(hooks.cpuNumber(cpu), n), i32.const(value), rest), i32.const(0));
        f.set(at, i64.add(at, i64.extendU(base)));
      });
      f.if(i64.geU(at, lowEnd), () => {
        f.set(at, i64.sub(at, highBase));
        f.if(i64.geU(at, inHigh), () => f.return(i32.const(BUS_ERROR)));
        f.set(at, i64.add(at, lowEnd));
      });
      return i32.wrap(at);
    };
    const mapEntry = (at: I32): I32 => i32.add(i32.shrU(at, 12), linkedPages);

    const load = b.func("flatLoad", ["i32", "i64", "i64"] as const, "i32", (f) => {
      const [cpu, va, pa] = f.params;
      const at = f.local("i32", offset(f as unknown as Body, cpu, pa));
      const host = f.local("i32", i32.add(at, ramBase));
      hooks.installData(f as unknown as Body, cpu, va, host, i32.eqz(i32.load8u(mapEntry(at))));
      f.return(host);
    }, { export: true });

    const loadLinked = b.func("flatLoadLinked", ["i32", "i64", "i64"] as const, "i32", (f) => {
      const [cpu, va, pa] = f.params;
      const at = f.local("i32", offset(f as unknown as Body, cpu, pa));
      f.if(i32.eqz(i32.load8u(mapEntry(at))), () => {
        f.add(i32.store8(mapEntry(at), 1));
        for (const other of cpus) hooks.clearAllWrites(f as unknown as Body, i32.const(other));
      });
      f.return(load.call(cpu, va, pa));
    });

    const store = b.func("flatStore", ["i32", "i64", "i64"] as const, "i32", (f) => {
      const [cpu, va, pa] = f.params;
      const at = f.local("i32", offset(f as unknown as Body, cpu, pa));
      const host = f.local("i32", i32.add(at, ramBase));
      const linked = f.local("i32", i32.load8u(mapEntry(at)));
      f.if(linked, () => {
        for (const other of cpus) {
          f.if(i32.ne(cpu, other), () => hooks.breakLink(f as unknown as Body, i32.const(other), pa, 7));
        }
      });
      hooks.installData(f as unknown as Body, cpu, va, host, i32.eqz(linked));
      f.return(host);
    }, { export: true });

    const fetch = b.func("flatFetch", ["i32", "i64", "i64"] as const, "i32", (f) => {
      const [cpu, va, pa] = f.params;
      const host = f.local("i32", i32.add(offset(f as unknown as Body, cpu, pa), ramBase));
      hooks.installFetch(f as unknown as Body, cpu, va, host);
      f.return(host);
    });

    const cacheOp = b.func("flatCacheOp", ["i32", "i32", "i64", "i64"] as const, "i32", (f) => f.return(i32.const(0)));

    return { load, loadLinked, store, fetch, cacheOp };
  }
}

