import { f64, i32, i64, select, type Body, type Expr, type Func, type I32, type I64, type Label, type Local } from "@disco-vm/wasm";
import { CPU, PAGE_CACHE } from "../layout.ts";
import { BLOCKED, BUS_ERROR, type MemoryCode } from "../memory-system.ts";
import { EXCEPTION_CODES as E } from "../semantics.ts";
import { cp0, cp0Low, get32, get64, MODE, R, RAISED, set32, set64, setCp0, STATUS as S, type Frame } from "./cells.ts";
import { note } from "./counters.ts";
import { EVENT } from "./events.ts";
import type { Exceptions } from "./exceptions.ts";
import type { Lines } from "./lines.ts";
import type { TlbIndex } from "./tlb-index.ts";
import { emitWatchpoint } from "./watchpoint.ts";

/** What an access wants. */
export const ACCESS = { load: 0, store: 1, fetch: 2 } as const;

export interface HostImports {
  /** (cpu number, pa, size) -> 0, BLOCKED or BUS_ERROR; the value is in the ioValue cell. */
  readonly uncachedLoad: Func<readonly ["i32", "f64", "i32"], "i32">;
  readonly uncachedStore: Func<readonly ["i32", "f64", "i32", "i64"], "i32">;
}

/** The accesses that a line table entry can stand for. */
export type DataAccess = "load" | "store" | "loadAround" | "storeAround";

export interface Access {
  /** (cpu, va, size) -> host address of the byte, BLOCKED, or RAISED. */
  readonly load: Func<readonly ["i32", "i64", "i32"], "i32">;
  /** (cpu, aligned va, size, va): for the unaligned instructions, whose own address BadVAddr shows. */
  readonly loadAround: Func<readonly ["i32", "i64", "i32", "i64"], "i32">;
  /** As loadAround, and what an uncached store sends: the offset of its first byte | how many << 4, and the bytes. */
  readonly storeAround: Func<readonly ["i32", "i64", "i32", "i64", "i32", "i64"], "i32">;
  readonly loadLinked: Func<readonly ["i32", "i64", "i32"], "i32">;
  /** (cpu, va, size, value): as load; an uncached store is done here and the host address leads nowhere. */
  readonly store: Func<readonly ["i32", "i64", "i32", "i64"], "i32">;
  /** As store, or 0 when the link was lost. */
  readonly storeConditional: Func<readonly ["i32", "i64", "i32"], "i32">;
  readonly fetch: Func<readonly ["i32", "i64"], "i32">;
  /** (cpu, operation, va) -> 0, BLOCKED or RAISED. */
  readonly cacheOp: Func<readonly ["i32", "i32", "i64"], "i32">;
  /** (cpu, va, access) -> 0 cached, 1 uncached, RAISED; result in lastPa, lastWritable, lastVa. */
  readonly translate: Func<readonly ["i32", "i64", "i32"], "i32">;
}

const VA44 = 1n << 44n;
const MATCH_BITS = 0xc0000fffffffe0ffn;

export function emitAccess(frame: Frame, lines: Lines, ex: Exceptions, index: TlbIndex, memory: MemoryCode, host: HostImports): Access {
  const { b } = frame;

  const addressError = b.func("addressError", ["i32", "i64", "i32"] as const, "i32", (f) => {
    const [cpu, va, access] = f.params;
    setCp0(f, cpu, R.badVAddr, va);
    f.add(ex.raise.call(cpu, select(i32.eq(access, ACCESS.store), i32.const(E.AdES), i32.const(E.AdEL)), 0x180));
    f.return(i32.const(RAISED));
  });

  /** Loads the registers that every TLB exception loads, and raises it. */
  const tlbException = b.func("tlbException", ["i32", "i64", "i32", "i32"] as const, "i32", (f) => {
    const [cpu, va, code, vector] = f.params;
    setCp0(f, cpu, R.badVAddr, va);
    const bits = (register: number, keep: bigint, value: I64): void =>
      setCp0(f, cpu, register, i64.or(i64.and(cp0(cpu, register), keep), value));
    bits(R.context, ~0x7fffffn, i64.and(i64.shrU(va, 9n), 0x7ffff0n));
    // XContext: R in bits 36:35, BadVPN2 (VA 43:13) in bits 34:4.
    const region = i64.shl(i64.shrU(va, 62n), 35n);
    bits(R.xContext, ~0x1fffffffffn, i64.or(region, i64.and(i64.shrU(va, 9n), 0x7fffffff0n)));
    bits(R.entryHi, 0xffn, i64.and(va, MATCH_BITS & ~0xffn));
    f.add(ex.raise.call(cpu, code, vector));
    f.return(i32.const(RAISED));
  });

  const translateSlow = b.func("translateSlow", ["i32", "i64", "i32"] as const, "i32", (f) => {
    const [cpu, va, access] = f.params;
    const status = f.local("i32", cp0Low(cpu, R.status));
    const mode = f.local("i32", get32(cpu, "mode"));
    const entry = f.local("i64");
    /** The X bit of the address's space, not 0 when its refills go to the XTLB vector. */
    const wide = f.local("i32");
    const on = (bit: number): I32 => i32.and(status, bit);
    const wideMode = select(i32.eq(mode, MODE.kernel), on(S.kx),
      select(i32.eq(mode, MODE.supervisor), on(S.sx), on(S.ux)));
    f.if(i32.eqz(wideMode), () => {
      // 32-bit addressing: data addresses are taken modulo 2^32; a fetch must be canonical (R10000 UM 16.2).
      f.if(i32.and(i32.eq(access, ACCESS.fetch), i64.ne(va, i64.extend32S(va))), () =>
        f.return(addressError.call(cpu, va, access)));
      f.set(va, i64.extend32S(va));
    });

    f.block((unmapped) => {
      f.block((mapped) => {
        segment(f, { va, mode, status, wide, entry, cpu, mapped, unmapped });
        f.return(addressError.call(cpu, va, access));
      });
      lookUp(f, va, cpu, access, status, wide, entry);
    });
    // `entry` = page address | uncached << 1 | writable.
    const page = f.local("i32", i32.add(cpu, i32.and(i32.shrU(i32.wrap(va), 9), (PAGE_CACHE - 1) << 3)));
    f.add(i64.store(page, i64.or(i64.and(va, ~0xfffn), i64.shrU(get64(cpu, "context"), 3n)), CPU.pageKey));
    f.add(i64.store(page, entry, CPU.pageEntry));
    found(f, cpu, va, entry);
  });

  function found(f: Body, cpu: I32, va: I64, entry: I64): void {
    set64(f, cpu, "lastPa", i64.or(i64.and(entry, ~0xfffn), i64.and(va, 0xfffn)));
    set32(f, cpu, "lastWritable", i32.and(i32.wrap(entry), 1));
    set64(f, cpu, "lastVa", va);
    f.return(i32.and(i32.shrU(i32.wrap(entry), 1), 1));
  }

  function lookUp(f: Body, va: Local<"i64">, cpu: I32, access: I32, status: I32, wide: I32, entry: Local<"i64">): void {
    const p = index.find(f, cpu, i64.or(i64.and(va, MATCH_BITS & ~0xffn), i64.and(cp0(cpu, R.entryHi), 0xffn)));
    const write = i32.eq(access, ACCESS.store);
    const code = select(write, i32.const(E.TLBS), i32.const(E.TLBL));
    f.if(i32.eqz(p), () => {
      note(f, cpu, EVENT.tlbMiss);
      const refill = select(wide, i32.const(0x080), i32.const(0));
      f.return(tlbException.call(cpu, va, code, select(i32.and(status, S.exl), i32.const(0x180), refill)));
    });
    // Bits of the offset within one page of the pair.
    const offset = f.local("i64", i64.or(i64.shrU(i64.load(p, CPU.tlbPageMask), 1n), 0xfffn));
    const odd = i64.ne(i64.and(va, i64.add(offset, 1n)), 0n);
    const lo = f.local("i64", select(odd, i64.load(p, CPU.tlbLo1), i64.load(p, CPU.tlbLo0)));
    f.if(i64.eqz(i64.and(lo, 2n)), () => f.return(tlbException.call(cpu, va, code, 0x180)));
    f.if(i32.and(write, i64.eqz(i64.and(lo, 4n))), () => f.return(tlbException.call(cpu, va, E.Mod, 0x180)));
    const pa = i64.shl(i64.and(lo, 0x3ffffffc0n), 6n);
    const page = i64.or(i64.and(pa, i64.xor(offset, -1n)), i64.and(va, i64.and(offset, ~0xfffn)));
    const attribute = i32.and(i32.shrU(i32.wrap(lo), 3), 7);
    const flags = i32.or(i32.and(i32.shrU(i32.wrap(lo), 2), 1), i32.shl(uncached(attribute), 1));
    f.set(entry, i64.or(page, i64.extendU(flags)));
  }

  const translate = b.func("translate", ["i32", "i64", "i32"] as const, "i32", (f) => {
    const [cpu, va, access] = f.params;
    const page = f.local("i32", i32.add(cpu, i32.and(i32.shrU(i32.wrap(va), 9), (PAGE_CACHE - 1) << 3)));
    const key = i64.or(i64.and(va, ~0xfffn), i64.shrU(get64(cpu, "context"), 3n));
    f.if(i64.eq(key, i64.load(page, CPU.pageKey)), () => {
      const entry = f.local("i64", i64.load(page, CPU.pageEntry));
      // A store to a page that is not dirty takes the long way to its exception.
      f.if(i32.or(i32.ne(access, ACCESS.store), i32.and(i32.wrap(entry), 1)), () => found(f, cpu, va, entry));
    });
    f.return(translateSlow.call(cpu, va, access));
  }, { export: true });

  /** Turns what a memory system or device answered into what the engine expects. */
  function settle(f: Body, cpu: I32, answer: I32, bus: number): void {
    f.if(i32.eq(answer, BUS_ERROR), () => {
      f.add(ex.raise.call(cpu, bus, 0x180));
      f.return(i32.const(RAISED));
    });
    f.if(i32.eq(answer, BLOCKED), () => f.return(i32.const(BLOCKED)));
  }

  const watchpoint = emitWatchpoint(frame, ex, memory);
  const misaligned = (va: I64, size: I32): I32 => i32.and(i32.wrap(va), i32.sub(size, 1));
  /** What the low bits of an access's address are exclusive-ored with: not 0 while the byte order is reversed. */
  const reversal = (cpu: I32, size: I32): I32 => i32.and(i32.sub(8, size), i32.xor(get32(cpu, "order"), 7));
  const physical = (cpu: I32, size: I32) => f64.fromI64S(i64.xor(get64(cpu, "lastPa"), i64.extendU(reversal(cpu, size))));

  function emitLoad(name: string, cached: MemoryCode["load"], then: (f: Body, cpu: I32) => void): Access["load"] {
    return b.func(name, ["i32", "i64", "i32"] as const, "i32", (f) => {
      const [cpu, va, size] = f.params;
      f.if(misaligned(va, size), () => f.return(addressError.call(cpu, va, ACCESS.load)));
      const r = f.local("i32", translate.call(cpu, va, ACCESS.load));
      f.if(i32.ltS(r, 0), () => f.return(r));
      watchpoint(f as unknown as Body, cpu, "read", r);
      f.if(r, () => {
        f.set(r, host.uncachedLoad.call(get32(cpu, "number"), physical(cpu, size), size));
        settle(f, cpu, r, E.DBE);
        // The cell as an access of this size finds it in memory that is dword-swizzled, or not while the byte order is reversed.
        f.return(i32.add(i32.add(cpu, CPU.ioValue), i32.and(i32.sub(8, size), get32(cpu, "order"))));
      });
      f.set(r, cached.call(cpu, get64(cpu, "lastVa"), get64(cpu, "lastPa")));
      settle(f, cpu, r, E.DBE);
      then(f, cpu);
      f.return(r);
    });
  }
  const load = emitLoad("loadSlow", memory.load, () => {});
  const loadLinked = emitLoad("loadLinkedSlow", memory.loadLinked ?? memory.load, (f, cpu) => {
    set32(f, cpu, "link", 1);
    set64(f, cpu, "linkPa", get64(cpu, "lastPa"));
  });

  /** What a store has to say before it is done: the page is dirty, and code may change. */
  const announce = (f: Body, cpu: I32, hostAddress: I32, size: I32): void => {
    f.add(i32.store8(i32.add(i32.shrU(hostAddress, 12), frame.dirtyPages), 1));
    const { code } = frame;
    if (code) f.if(code.map.slot(hostAddress), () => f.add(code.host.written.call(i32.xor(hostAddress, reversal(cpu, size)), size)));
  };

  /** The part of a store that is the same for all: from the address to a writable line. */
  function storeTo(f: Body, cpu: I32, va: I64, size: I32, uncachedStore: () => void): void {
    f.if(misaligned(va, size), () => f.return(addressError.call(cpu, va, ACCESS.store)));
    const r = f.local("i32", translate.call(cpu, va, ACCESS.store));
    f.if(i32.ltS(r, 0), () => f.return(r));
    watchpoint(f, cpu, "write", r);
    f.if(r, uncachedStore);
    f.set(r, memory.store.call(cpu, get64(cpu, "lastVa"), get64(cpu, "lastPa")));
    settle(f, cpu, r, E.DBE);
    announce(f, cpu, r, size);
    f.return(r);
  }
  const uncachedStore = (f: Body, cpu: I32, address: Expr<"f64">, size: I32, value: I64): void => {
    const r = f.local("i32", host.uncachedStore.call(get32(cpu, "number"), address, size, value));
    settle(f, cpu, r, E.DBE);
    f.return(i32.add(cpu, CPU.scratch));
  };
  const store = b.func("storeSlow", ["i32", "i64", "i32", "i64"] as const, "i32", (f) => {
    const [cpu, va, size, value] = f.params;
    storeTo(f, cpu, va, size, () => uncachedStore(f as unknown as Body, cpu, physical(cpu, size), size, value));
    f.unreachable();
  });
  /** For SWL and its kind: cached, the block, which they read and write back; uncached, the bytes alone. */
  const storeBlock = b.func("storeBlock", ["i32", "i64", "i32", "i32", "i64"] as const, "i32", (f) => {
    const [cpu, va, size, part, value] = f.params;
    storeTo(f, cpu, va, size, () => {
      const first = f64.add(physical(cpu, size), f64.fromI32S(i32.and(part, 15)));
      uncachedStore(f as unknown as Body, cpu, first, i32.shrU(part, 4), value);
    });
    f.unreachable();
  });

  /** In BadVAddr the unaligned instructions show their own address. */
  const showing = (f: Body, cpu: I32, va: I64, address: I64, access: I32): void => {
    const r = f.local("i32", access);
    // In 32-bit modes the address in BadVAddr is canonical, which va need not be.
    const bad = cp0(cpu, R.badVAddr), mine = i32.or(i64.eq(bad, va), i64.eq(bad, i64.extend32S(va)));
    f.if(i32.and(i32.eq(r, RAISED), mine), () => setCp0(f, cpu, R.badVAddr, i64.add(bad, i64.sub(address, va))));
    f.return(r);
  };
  const loadAround = b.func("loadAround", ["i32", "i64", "i32", "i64"] as const, "i32", (f) => {
    const [cpu, va, size, address] = f.params;
    showing(f as unknown as Body, cpu, va, address, load.call(cpu, va, size));
  });
  const storeAround = b.func("storeAround", ["i32", "i64", "i32", "i64", "i32", "i64"] as const, "i32", (f) => {
    const [cpu, va, size, address, part, value] = f.params;
    showing(f as unknown as Body, cpu, va, address, storeBlock.call(cpu, va, size, part, value));
  });

  const storeConditional = b.func("storeConditionalSlow", ["i32", "i64", "i32"] as const, "i32", (f) => {
    const [cpu, va, size] = f.params;
    f.if(misaligned(va, size), () => f.return(addressError.call(cpu, va, ACCESS.store)));
    const r = f.local("i32", translate.call(cpu, va, ACCESS.store));
    f.if(i32.ltS(r, 0), () => f.return(r));
    watchpoint(f as unknown as Body, cpu, "write", r);
    // An SC to another block than its LL's, or uncached, fails.
    const same = i64.eqz(i64.shrU(i64.xor(get64(cpu, "lastPa"), get64(cpu, "linkPa")), 7n));
    f.if(i32.or(i32.or(i32.eqz(get32(cpu, "link")), i32.eqz(same)), r), () => {
      set32(f, cpu, "link", 0);
      f.return(i32.const(0));
    });
    f.set(r, memory.store.call(cpu, get64(cpu, "lastVa"), get64(cpu, "lastPa")));
    settle(f, cpu, r, E.DBE);
    announce(f, cpu, r, size);
    set32(f, cpu, "link", 0);
    f.return(r);
  });

  const fetch = b.func("fetchSlow", ["i32", "i64"] as const, "i32", (f) => {
    const [cpu, va] = f.params;
    f.if(i32.and(i32.wrap(va), 3), () => f.return(addressError.call(cpu, va, ACCESS.fetch)));
    const r = f.local("i32", translate.call(cpu, va, ACCESS.fetch));
    f.if(i32.eq(r, RAISED), () => f.return(r));
    f.set(r, memory.fetch.call(cpu, get64(cpu, "lastVa"), get64(cpu, "lastPa")));
    settle(f, cpu, r, E.IBE);
    f.return(r);
  });

  const cacheOp = b.func("cacheOpSlow", ["i32", "i32", "i64"] as const, "i32", (f) => {
    const [cpu, op, va] = f.params;
    const r = f.local("i32", translate.call(cpu, va, ACCESS.load));
    f.if(i32.eq(r, RAISED), () => f.return(r));
    f.set(r, memory.cacheOp.call(cpu, op, get64(cpu, "lastVa"), get64(cpu, "lastPa")));
    settle(f, cpu, r, E.DBE);
    f.return(r);
  });

  return { load, loadAround, storeAround, loadLinked, store, storeConditional, fetch, cacheOp, translate };
}

/** Cache attributes 2 (uncached) and 7 (uncached accelerated). */
function uncached(attribute: I32): I32 {
  return i32.or(i32.eq(attribute, 2), i32.eq(attribute, 7));
}

interface SegmentContext {
  readonly va: I64;
  readonly mode: I32;
  readonly status: I32;
  readonly wide: Local<"i32">;
  readonly entry: Local<"i64">;
  readonly cpu: I32;
  readonly mapped: Label;
  readonly unmapped: Label;
}

/** The segment of an address (r10000.md section 3): leaves to `mapped` or `unmapped`, falls through to an address error. */
function segment(f: Body, c: SegmentContext): void {
  const { va, mode, status, wide, entry } = c;
  const on = (bit: number): I32 => i32.and(status, bit);
  const below = (v: I64, limit: bigint): I32 => i64.ltU(v, limit);
  const inRange = (from: bigint, bytes: bigint): I32 => below(i64.sub(va, BigInt.asIntN(64, from)), bytes);
  const mappedIf = (condition: I32, x: I32): void => f.if(condition, () => {
    f.set(wide, x);
    f.br(c.mapped);
  });
  const page = i64.and(va, ~0xfffn);
  const unmapped = (pa: I64, isUncached: I32): void => {
    f.set(entry, i64.or(pa, i64.extendU(i32.or(i32.shl(isUncached, 1), 1))));
    f.br(c.unmapped);
  };
  // xuseg and its 32-bit form; the kernel's low 2 GB are physical while ERL is set (which implies kernel mode).
  f.if(below(va, 0x80000000n), () => {
    f.if(on(S.erl), () => unmapped(page, i32.const(1)));
    mappedIf(i32.const(1), on(S.ux));
  });
  const narrow = i32.or(i32.and(i32.eq(mode, MODE.kernel), i32.eqz(on(S.kx))), i32.and(i32.eq(mode, MODE.supervisor), i32.eqz(on(S.sx))));
  f.if(i32.eqz(i32.or(on(S.erl), narrow)), () => mappedIf(i32.and(i32.ne(on(S.ux), 0), below(va, VA44)), i32.const(1)));
  f.if(i32.ne(mode, MODE.user), () => {
    mappedIf(inRange(0xffffffffc0000000n, 0x20000000n), on(S.kx));
    f.if(on(S.sx), () => {
      const may = i32.or(i32.eq(mode, MODE.supervisor), i32.ne(on(S.kx), 0));
      mappedIf(i32.and(may, inRange(0x4000000000000000n, VA44)), i32.const(1));
    });
  });
  f.if(i32.eq(mode, MODE.kernel), () => {
    mappedIf(inRange(0xffffffffe0000000n, 0x20000000n), on(S.kx));
    f.if(inRange(0xffffffff80000000n, 0x20000000n), () =>
      unmapped(i64.and(page, 0x1fffffffn), uncached(i32.and(cp0Low(c.cpu, R.config), 7))));
    f.if(inRange(0xffffffffa0000000n, 0x20000000n), () => unmapped(i64.and(page, 0x1fffffffn), i32.const(1)));
    f.if(on(S.kx), () => {
      mappedIf(inRange(0xc000000000000000n, 0xfff80000000n), i32.const(1));
      f.if(i64.eq(i64.shrU(va, 62n), 2n), () => {
        const isUncached = f.local("i32", uncached(i32.wrap(i64.and(i64.shrU(va, 59n), 7n))));
        const mustBeZero = select(isUncached, i64.const(((1n << 17n) - 1n) << 40n), i64.const(((1n << 19n) - 1n) << 40n));
        f.if(i64.eqz(i64.and(va, mustBeZero)), () => unmapped(i64.and(page, (1n << 40n) - 1n), isUncached));
      });
    });
  });
}
