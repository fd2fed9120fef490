import { i32, i64, select, type Body, type I32, type I64, type ModuleBuilder } from "@disco-vm/wasm";
import { DATA_LINE, FETCH_LINE, INDEX_BITS, LINE, PAGE, type Resolved } from "./config.ts";
import { BLOCKED, BUS_ERROR, type LineHooks, type MemoryCode } from "./hooks.ts";
import { JournalCode } from "./journal.ts";
import { REQUEST, WANT, type Layout } from "./layout.ts";
import { STATE } from "./protocol/cache-table.ts";

const WRITABLE = 2, VALID = 1;

/**
 * Emits the lookups in L1 and L2 beside the CPU. A set holds its more recently used way first, so that exact LRU is a
 * swap, and a line table entry stands for that way alone. `base` is the region, `ramBase` RAM, in the linear memory.
 *
 * Inclusion: an L1 line is in the L2 of the same CPU, under the primary index that the L2 tag holds. Writability: an
 * L1D line may be stored to without looking at the L2 if its L2 line is M already.
 */
export function emitLookup(b: ModuleBuilder, hooks: LineHooks, r: Resolved, at: Layout, base: number, ramBase: number) {
  const body = (f: unknown): Body => f as Body; // Body<P> differs in the types of its parameters only
  const cpuBase = (f: Body, cpu: I32): I32 =>
    f.local("i32", i32.add(i32.mul(hooks.cpuNumber(cpu), at.cpuStride), base + at.cpus));

  const journal = new JournalCode(b, r.journalBytes > 0, at);

  const node = (cpu: I32): I32 => (r.cpusPerNode === 1 ? hooks.cpuNumber(cpu) : i32.divU(hooks.cpuNumber(cpu), r.cpusPerNode));

  /** Offset in RAM of what the CPU issued, or leaves the function with a bus error. */
  const ramOffset = (f: Body, cpu: I32, pa: I64): I32 => {
    const offset = f.local("i64", pa);
    f.if(i64.ltU(pa, BigInt(r.aliasBytes)), () => {
      f.set(offset, i64.add(pa, i64.mul(i64.extendU(node(cpu)), BigInt(r.memoryPerNode))));
    }, () => {
      f.if(i64.geU(pa, BigInt(r.lowEnd)), () => {
        f.set(offset, i64.sub(pa, BigInt(r.highBase)));
        f.if(i64.geU(offset, BigInt(r.ramBytes - r.lowEnd)), () => f.return(i32.const(BUS_ERROR)));
        f.set(offset, i64.add(offset, BigInt(r.lowEnd)));
      });
    });
    return f.local("i32", i32.wrap(offset));
  };
  const l1Set = (va: I64, line: number, sets: number): I32 => i32.and(i32.shrU(i32.wrap(va), line), sets - 1);
  const indexOf = (va: I64): I32 => i32.and(i32.shrU(i32.wrap(va), PAGE), (1 << INDEX_BITS) - 1);
  const matches = (tag: I32, want: I32): I32 => i32.eq(i32.and(tag, ~WRITABLE), want);

  /** Drops one L1 line if it is there; the table entry goes only if it stood for it. */
  const emitDrop = (name: string, l1: number, clear: (f: Body, cpu: I32, set: I32) => void) =>
    b.func(name, ["i32", "i32", "i32", "i32"], "void", (f) => {
      const [cpu, tags, set, want] = f.params;
      const a = f.local("i32", i32.add(i32.add(tags, l1), i32.shl(set, 3)));
      f.if(matches(i32.load(a), want), () => {
        journal.tagsChange(body(f), tags, a);
        f.add(i32.store(a, i32.load(a, 4)));
        f.add(i32.store(a, 0, 4));
        clear(body(f), cpu, set);
        f.return();
      });
      f.if(matches(i32.load(a, 4), want), () => {
        journal.tagsChange(body(f), tags, a);
        f.add(i32.store(a, 0, 4));
      });
    });
  const dropData = emitDrop("numaDropData", at.l1d, (f, cpu, set) => hooks.clearData(f, cpu, set));
  const dropFetch = emitDrop("numaDropFetch", at.l1i, (f, cpu, set) => hooks.clearFetch(f, cpu, set));

  const downgradeData = b.func("numaDowngradeData", ["i32", "i32", "i32", "i32"], "void", (f) => {
    const [cpu, tags, set, want] = f.params;
    const a = f.local("i32", i32.add(i32.add(tags, at.l1d), i32.shl(set, 3)));
    f.if(matches(i32.load(a), want), () => {
      f.add(i32.store(a, want));
      hooks.clearDataWrite(body(f), cpu, set);
      f.return();
    });
    f.if(matches(i32.load(a, 4), want), () => f.add(i32.store(a, want, 4)));
  });

  /** Calls `one` for each L1 line that the L2 line covers, at its set under that primary index. */
  const covered = (f: Body, line: I32, index: I32, size: number, sets: number, one: (set: I32, want: I32) => void): void => {
    const address = f.local("i32", i32.or(i32.shl(index, PAGE), i32.and(i32.shl(line, LINE), (1 << PAGE) - 1)));
    const first = f.local("i32", i32.shl(line, LINE - size));
    for (let k = 0; k < 1 << (LINE - size); k++) {
      one(i32.and(i32.add(i32.shrU(address, size), k), sets - 1), i32.or(i32.shl(i32.add(first, k), 2), VALID));
    }
  };

  /** (cpu, L2 line, primary index): no L1 line of it stays. */
  const purge = b.func("numaPurge", ["i32", "i32", "i32"], "void", (f) => {
    const [cpu, line, index] = f.params;
    const tags = cpuBase(body(f), cpu);
    covered(body(f), line, index, DATA_LINE, r.dataSets, (set, want) => f.add(dropData.call(cpu, tags, set, want)));
    covered(body(f), line, index, FETCH_LINE, r.fetchSets, (set, want) => f.add(dropFetch.call(cpu, tags, set, want)));
  });

  /** (cpu, L2 line, primary index): the line leaves this CPU's caches, and with it the LL link. */
  const invalidate = b.func("numaInvalidate", ["i32", "i32", "i32"], "void", (f) => {
    const [cpu, line, index] = f.params;
    f.add(purge.call(cpu, line, index));
    const offset = f.local("i64", i64.shl(i64.extendU(line), BigInt(LINE)));
    // The core knows its link by the address it issued, which in the low alias is not the machine address.
    const alias = f.local("i64", i64.sub(offset, i64.mul(i64.extendU(node(cpu)), BigInt(r.memoryPerNode))));
    f.if(i64.ltU(alias, BigInt(r.aliasBytes)), () => hooks.breakLink(body(f), cpu, alias, LINE));
    f.if(i64.geU(offset, BigInt(r.lowEnd)), () => f.set(offset, i64.add(offset, BigInt(r.highBase - r.lowEnd))));
    hooks.breakLink(body(f), cpu, offset, LINE);
  });

  /** (cpu, L2 line, primary index): the line stays, but no store may hit it. */
  const downgrade = b.func("numaDowngrade", ["i32", "i32", "i32"], "void", (f) => {
    const [cpu, line, index] = f.params;
    const tags = cpuBase(body(f), cpu);
    covered(body(f), line, index, DATA_LINE, r.dataSets, (set, want) => f.add(downgradeData.call(cpu, tags, set, want)));
  });

  /**
   * (cpu, tags, va, offset) -> address of the L2 tag, now the more recently used one of its set, or 0. A line found
   * under another primary index leaves the L1s of the old one (R10000 User's Manual, chapter 4: virtual coherency).
   */
  const findL2 = b.func("numaFindL2", ["i32", "i32", "i64", "i32"], "i32", (f) => {
    const [cpu, tags, va, offset] = f.params;
    const line = f.local("i32", i32.shrU(offset, LINE));
    const a = f.local("i32", i32.add(i32.add(tags, at.l2), i32.shl(i32.and(line, r.l2Sets - 1), 3)));
    const tag = f.local("i32", i32.load(a));
    const is = (): I32 => i32.and(i32.eq(i32.shrU(tag, 4), line), i32.ne(i32.and(tag, 3), 0));
    f.if(i32.eqz(is()), () => {
      f.set(tag, i32.load(a, 4));
      f.if(i32.eqz(is()), () => f.return(i32.const(0)));
      journal.tagsChange(body(f), tags, a);
      f.add(i32.store(a, i32.load(a), 4));
      f.add(i32.store(a, tag));
    });
    const index = f.local("i32", indexOf(va));
    const old = f.local("i32", i32.and(i32.shrU(tag, 2), (1 << INDEX_BITS) - 1));
    f.if(i32.ne(index, old), () => {
      f.add(purge.call(cpu, line, old));
      journal.tagsChange(body(f), tags, a);
      f.add(i32.store(a, i32.or(i32.and(tag, ~(((1 << INDEX_BITS) - 1) << 2)), i32.shl(index, 2))));
    });
    f.return(a);
  });

  /** Leaves with BLOCKED, having written down what is wanted. */
  const block = (f: Body, tags: I32, va: I64, offset: I32, want: number, recharge: I32): void => {
    const request = (cell: number, value: I32 | number): void => f.add(i32.store(tags, value, at.request + cell));
    request(REQUEST.want, want);
    request(REQUEST.line, i32.shrU(offset, LINE));
    request(REQUEST.index, indexOf(va));
    request(REQUEST.recharge, recharge);
    f.return(i32.const(BLOCKED));
  };
  const fillL1 = (f: Body, a: I32, tag: I32): void => {
    f.add(i32.store(a, i32.load(a), 4));
    f.add(i32.store(a, tag));
  };
  const swap = (f: Body, a: I32, tag: I32): void => {
    f.add(i32.store(a, i32.load(a), 4));
    f.add(i32.store(a, tag));
  };

  const reader = (name: string, [first, next]: readonly ["data", "secondaryData"] | readonly ["fetch", "secondaryFetch"], l1: number, size: number, sets: number, install: (f: Body, cpu: I32, va: I64, host: I32, tag: I32, tags: I32) => void) =>
    b.func(name, ["i32", "i64", "i64"] as const, "i32", (g) => {
      const f = body(g);
      const [cpu, va, pa] = g.params;
      const offset = ramOffset(f, cpu, pa);
      const host = f.local("i32", i32.add(offset, ramBase));
      const tags = cpuBase(f, cpu);
      journal.room(f, tags);
      const a = f.local("i32", i32.add(i32.add(tags, l1), i32.shl(l1Set(va, size, sets), 3)));
      const want = f.local("i32", i32.or(i32.shl(i32.shrU(offset, size), 2), VALID));
      const tag = f.local("i32", i32.load(a));
      f.if(i32.eqz(matches(tag, want)), () => {
        journal.tagsChange(f, tags, a);
        f.set(tag, i32.load(a, 4));
        f.if(matches(tag, want), () => swap(f, a, tag), () => {
          hooks.missed(f, cpu, first);
          const second = f.local("i32", findL2.call(cpu, tags, va, offset));
          f.if(i32.eqz(second), () => {
            hooks.missed(f, cpu, next);
            block(f, tags, va, offset, WANT.read, i32.const(r.profile.l2Hit));
          });
          hooks.charge(f, cpu, i32.const(r.profile.l2Hit));
          f.set(tag, i32.or(want, i32.shl(i32.eq(i32.and(i32.load(second), 3), STATE.M), 1)));
          fillL1(f, a, tag);
        });
      });
      install(f, cpu, va, host, tag, tags);
      f.return(host);
    }, { export: true });

  const load = reader("numa_load", ["data", "secondaryData"], at.l1d, DATA_LINE, r.dataSets,
    (f, cpu, va, host, tag, tags) => hooks.installData(f, cpu, va, host, i32.and(i32.shrU(tag, 1), journal.mayStore(tags))));
  const fetch = reader("numa_fetch", ["fetch", "secondaryFetch"], at.l1i, FETCH_LINE, r.fetchSets,
    (f, cpu, va, host) => hooks.installFetch(f, cpu, va, host));

  const store = b.func("numa_store", ["i32", "i64", "i64"] as const, "i32", (g) => {
    const f = body(g);
    const [cpu, va, pa] = g.params;
    const offset = ramOffset(f, cpu, pa);
    const host = f.local("i32", i32.add(offset, ramBase));
    const tags = cpuBase(f, cpu);
    journal.room(f, tags);
    const a = f.local("i32", i32.add(i32.add(tags, at.l1d), i32.shl(l1Set(va, DATA_LINE, r.dataSets), 3)));
    const want = f.local("i32", i32.or(i32.shl(i32.shrU(offset, DATA_LINE), 2), VALID));
    const writable = f.local("i32", i32.or(want, WRITABLE));
    const present = f.local("i32");
    f.block((found) => {
      f.brIf(found, i32.eq(i32.load(a), writable));
      journal.tagsChange(f, tags, a);
      f.block((permitted) => {
        f.if(i32.eq(i32.load(a, 4), writable), () => f.br(permitted));
        const second = f.local("i32", findL2.call(cpu, tags, va, offset));
        // Asked after findL2, which may have purged the line.
        f.set(present, i32.or(matches(i32.load(a), want), matches(i32.load(a, 4), want)));
        // An upgrade of a line that is in the L1D needs no second look into the L2 when it is granted.
        const recharge = (): I32 => select(present, i32.const(0), i32.const(r.profile.l2Hit));
        f.if(i32.eqz(present), () => hooks.missed(f, cpu, "data"));
        f.if(i32.eqz(second), () => {
          hooks.missed(f, cpu, "secondaryData");
          block(f, tags, va, offset, WANT.write, i32.const(r.profile.l2Hit));
        });
        f.if(i32.eq(i32.and(i32.load(second), 3), STATE.S), () => block(f, tags, va, offset, WANT.upgrade, recharge()));
        journal.tagsChange(f, tags, second);
        f.add(i32.store(second, i32.or(i32.load(second), STATE.M)));
        f.if(present, () => {
          f.if(matches(i32.load(a), want), () => {
            f.add(i32.store(a, writable));
            f.br(found);
          });
        }, () => hooks.charge(f, cpu, i32.const(r.profile.l2Hit)));
      });
      swap(f, a, writable);
    });
    journal.lineChanges(f, tags, host);
    hooks.installData(f, cpu, va, host, i32.const(1));
    f.return(host);
  }, { export: true });

  // Data are coherent in the one RAM, so a write-back or an invalidation has no effect that a program could see.
  const cacheOp = b.func("numa_cacheOp", ["i32", "i32", "i64", "i64"] as const, "i32", (f) => f.return(i32.const(0)), { export: true });

  const code: MemoryCode = { load, store, fetch, cacheOp };
  return { code, invalidate, downgrade };
}
