import { i32, i64, memoryFill, select, type Body, type I32, type I64 } from "@disco-vm/wasm";
import { CPU, PAGE_CACHE } from "../layout.ts";
import type { LineHooks } from "../memory-system.ts";
import { charge, get32, get64, now, type Frame } from "./cells.ts";
import { note } from "./counters.ts";
import { MISSES } from "./events.ts";
import { ifLineIsWatched } from "./watchpoint.ts";

const log2 = (n: number): number => 31 - Math.clz32(n);

/**
 * The line tables. A data entry holds keys for loads and stores and the distance from virtual to host address of one
 * line, the most recently used of its L1 set. A key is the virtual address without the bits that the index implies,
 * and with the context (ASID and mode) in their place; bits 2:0 are left to the probe, which puts the misaligned bits
 * of its address there, so that only aligned accesses hit. See docs/decisions.
 */
export class Lines {
  readonly dataShift: number;
  readonly fetchShift: number;
  readonly dataWay: number;
  readonly fetchWay: number;

  constructor(private readonly frame: Frame) {
    const g = frame.geometry;
    this.dataShift = log2(g.dataLine);
    this.fetchShift = log2(g.fetchLine);
    this.dataWay = g.dataLine * g.dataSets;
    this.fetchWay = g.fetchLine * g.fetchSets;
  }

  /** Byte offset of va's entry in each data array. */
  dataIndex(va: I64): I32 {
    return i32.and(i32.shrU(i32.wrap(va), this.dataShift - 3), (this.frame.geometry.dataSets - 1) << 3);
  }
  fetchIndex(va: I64): I32 {
    return i32.and(i32.shrU(i32.wrap(va), this.fetchShift - 3), (this.frame.geometry.fetchSets - 1) << 3);
  }
  /** Bits of an address that a probe of `size` bytes compares. */
  dataMask(size: number): bigint {
    return BigInt.asUintN(64, ~BigInt(this.dataWay - 1)) | BigInt(size - 1);
  }
  fetchMask(): bigint {
    return BigInt.asUintN(64, ~BigInt(this.fetchWay - 1)) | 3n;
  }

  hooks(): LineHooks {
    const t = this.frame.tables;
    const at = (cpu: I32, index: I32): I32 => i32.add(cpu, i32.shl(index, 3));
    const dataWayBits = BigInt.asUintN(64, ~BigInt(this.dataWay - 1));
    const fetchWayBits = BigInt.asUintN(64, ~BigInt(this.fetchWay - 1));
    return {
      installData: (f, cpu, va, host, writable) => {
        const p = f.local("i32", i32.add(cpu, this.dataIndex(va)));
        const key = f.local("i64", i64.or(i64.and(va, dataWayBits), get64(cpu, "context")));
        ifLineIsWatched(f, cpu, this.frame.geometry.dataLine, () => f.set(key, -1n));
        f.add(i64.store(p, key, t.dataRead));
        let store = i32.and(i32.ne(writable, 0), get32(cpu, "lastWritable"));
        // Stores to code are seen one by one.
        if (this.frame.code) store = i32.and(store, i32.eqz(this.frame.code.map.slot(host)));
        f.add(i64.store(p, select(store, key, i64.const(-1n)), t.dataWrite));
        f.add(i32.store(p, i32.sub(host, i32.wrap(va)), t.dataDelta));
        this.mark(f, cpu, va, this.dataShift, t.dataMarks);
      },
      installFetch: (f, cpu, va, host) => {
        const p = f.local("i32", i32.add(cpu, this.fetchIndex(va)));
        f.add(i64.store(p, i64.or(i64.and(va, fetchWayBits), get64(cpu, "context")), t.fetchKey));
        f.add(i32.store(p, i32.sub(host, i32.wrap(va)), t.fetchDelta));
        this.mark(f, cpu, va, this.fetchShift, t.fetchMarks);
      },
      clearData: (f, cpu, index) => {
        const p = f.local("i32", at(cpu, index));
        f.add(i64.store(p, -1n, t.dataRead));
        f.add(i64.store(p, -1n, t.dataWrite));
      },
      clearDataWrite: (f, cpu, index) => f.add(i64.store(at(cpu, index), -1n, t.dataWrite)),
      clearFetch: (f, cpu, index) => f.add(i64.store(at(cpu, index), -1n, t.fetchKey)),
      clearAllWrites: (f, cpu) => this.clearWrites(f, cpu),
      breakLink: (f, cpu, pa, shift) => {
        const same = i64.eqz(i64.shrU(i64.xor(pa, get64(cpu, "linkPa")), BigInt(shift)));
        f.if(same, () => f.add(i32.store(cpu, 0, CPU.link)));
      },
      charge: (f, cpu, cycles) => charge(f, cpu, cycles),
      missed: (f, cpu, cache) => note(f, cpu, MISSES[cache]),
      now: (_f, cpu) => now(cpu),
      cpuNumber: (cpu) => get32(cpu, "number"),
    };
  }

  clearWrites(f: Body, cpu: I32): void {
    f.add(memoryFill(i32.add(cpu, this.frame.tables.dataWrite), 0xff, this.frame.geometry.dataSets * 8));
  }

  /** Forgets everything: translations and lines. */
  clearAll(f: Body, cpu: I32): void {
    const g = this.frame.geometry, t = this.frame.tables;
    f.add(memoryFill(i32.add(cpu, t.dataRead), 0xff, g.dataSets * 16));
    f.add(memoryFill(i32.add(cpu, t.fetchKey), 0xff, g.fetchSets * 8));
    f.add(memoryFill(i32.add(cpu, CPU.pageKey), 0xff, PAGE_CACHE * 8));
  }

  /** Address, to which the array's offset adds, of the marks of the 64 lines around `va`. */
  private marks(cpu: I32, va: I64, shift: number): I32 {
    const words = (PAGE_CACHE * 4096) >> (shift + 6);
    return i32.add(cpu, i32.and(i32.shrU(i32.wrap(va), shift + 3), (words - 1) << 3));
  }
  private mark(f: Body, cpu: I32, va: I64, shift: number, array: number | undefined): void {
    if (array === undefined) return;
    const word = f.local("i32", this.marks(cpu, va, shift));
    const bit = i64.shl(1n, i64.shrU(va, BigInt(shift))); // modulo 64
    f.add(i64.store(word, i64.or(i64.load(word, array), bit), array));
  }

  /**
   * Forgets the 4 KB page at `va`, whatever its ASID; bits 61:44 of va are not looked at (a TLB entry has none). Only
   * entries that are marked are looked at. With them go those of pages that share the marks, and then the marks.
   */
  clearPage(f: Body, cpu: I32, va: I64): void {
    const t = this.frame.tables;
    const known = 0xc0000fffffffffffn, shared = BigInt(PAGE_CACHE * 4096 - 1);
    const page = f.local("i32", i32.add(cpu, i32.and(i32.shrU(i32.wrap(va), 9), (PAGE_CACHE - 1) << 3)));
    f.add(i64.store(page, -1n, CPU.pageKey));
    const differs = (key: I64, bits: bigint, way: number): I64 => i64.and(i64.xor(key, va), bits & ~(BigInt(way) - 1n));
    const sweepAll = (index: I32, entries: number, array: number, way: number, clear: (p: I32) => void): void => {
      const p = f.local("i32", i32.add(cpu, index));
      const end = f.local("i32", i32.add(p, entries * 8));
      f.loop((again) => {
        f.if(i64.eqz(differs(i64.load(p, array), known, way)), () => clear(p));
        f.set(p, i32.add(p, 8));
        f.brIf(again, i32.ltU(p, end));
      });
    };
    const sweepMarked = (at: I64, index: I32, shift: number, marks: number, array: number, way: number, clear: (p: I32) => void): void => {
      const word = f.local("i32", this.marks(cpu, at, shift)), left = f.local("i64", i64.load(word, marks));
      f.if(i64.ne(left, 0n), () => {
        f.add(i64.store(word, 0n, marks));
        const first = f.local("i32", i32.add(cpu, i32.and(index, -64 * 8)));
        f.loop((again) => {
          const p = f.local("i32", i32.add(first, i32.shl(i32.wrap(i64.ctz(left)), 3)));
          f.if(i64.eqz(differs(i64.load(p, array), shared, way)), () => clear(p));
          f.set(left, i64.and(left, i64.sub(left, 1n)));
          f.brIf(again, i64.ne(left, 0n));
        });
      });
    };
    const sweep = (
      index: (va: I64) => I32, shift: number, marks: number | undefined, array: number, way: number, clear: (p: I32) => void,
    ): void => {
      const entries = Math.max(1, 4096 >> shift);
      if (marks === undefined) sweepAll(index(va), entries, array, way, clear);
      else for (let n = 0; n < entries; n += 64) {
        const at = i64.add(va, BigInt(n << shift));
        sweepMarked(at, index(at), shift, marks, array, way, clear);
      }
    };
    sweep((a) => this.dataIndex(a), this.dataShift, t.dataMarks, t.dataRead, this.dataWay, (p) => {
      f.add(i64.store(p, -1n, t.dataRead));
      f.add(i64.store(p, -1n, t.dataWrite));
    });
    sweep((a) => this.fetchIndex(a), this.fetchShift, t.fetchMarks, t.fetchKey, this.fetchWay, (p) =>
      f.add(i64.store(p, -1n, t.fetchKey)));
  }
}
