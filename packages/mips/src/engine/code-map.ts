import { i32, i64, type Body, type Func, type I32, type I64, type ModuleBuilder, type ValueType } from "@disco-vm/wasm";
import { BLOCKED } from "../memory-system.ts";
import { EXIT, get32, get64, RAISED, set32, set64, type Frame } from "./cells.ts";
import { ENTRY, type DataContinuation } from "./continuations.ts";
import type { Lines } from "./lines.ts";
import type { Access, DataAccess } from "./translate.ts";

/**
 * Where the translations are found. Each 4 KB page of linear memory has a slot number (0: no translations), each slot an
 * array of one table index an instruction. All of it is derived: an entry that is gone costs time and nothing else.
 */
export const CODE_PAGES = 512;
/** Indices of the table of functions; 0 is none. */
export const TABLE_SLOTS = 4096;
const PAGE_BYTES = 4096, ARRAY_BYTES = 2048, COUNTERS = 8192;
/** Taken transfers to an instruction before it is worth a translation, unless said otherwise. */
export const HOT = 128;

/** Offsets within the map. */
export const CODE_MAP = {
  /** One u16 for each page of 4 GB: untouched memory costs the host nothing. */
  slots: 0,
  /** One u16 for each instruction of a page: index of its translation in the table of functions, or 0. */
  arrays: 2 << 20,
  /** How often control has come to instructions without a translation, by hash of their address. */
  counters: (2 << 20) + CODE_PAGES * ARRAY_BYTES,
  /** Changes whenever translations are taken back. */
  epoch: (2 << 20) + CODE_PAGES * ARRAY_BYTES + COUNTERS * 2,
  bytes: (2 << 20) + CODE_PAGES * ARRAY_BYTES + COUNTERS * 2 + 64,
} as const;

/** A translation: (cpu, host address of the page, virtual address of the page, cycles left) -> EXIT. */
export const TRANSLATION = ["i32", "i32", "i64", "i32"] as const;

/** What a store that changes code, or an access that something unusual happened to, gives a translation. */
const LEAVE = -4;

export class CodeMap {
  /** `hot` is a power of two. */
  constructor(readonly base: number, readonly hot = HOT) {}

  /** Not 0 if translations of this page exist. */
  slot(host: I32): I32 {
    return i32.load16u(i32.shl(i32.shrU(host, 12), 1), this.base + CODE_MAP.slots);
  }
  /** Address of the page's array, to which `entryOffset` adds. */
  array(host: I32): I32 {
    return i32.add(i32.shl(this.slot(host), 11), this.base + CODE_MAP.arrays);
  }
  /** Index of the instruction's translation, or 0. */
  find(host: I32): I32 {
    return i32.load16u(i32.add(i32.shl(this.slot(host), 11), i32.and(i32.shrU(host, 1), ARRAY_BYTES - 2)), this.base + CODE_MAP.arrays);
  }
  counter(host: I32): I32 {
    return i32.add(i32.shl(i32.and(i32.shrU(host, 2), COUNTERS - 1), 1), this.base + CODE_MAP.counters);
  }
  epoch(): I32 {
    return i32.load(i32.const(this.base), CODE_MAP.epoch);
  }
}
export const arrayIndex = (host: number): number => (host & (PAGE_BYTES - 1)) >>> 2;

/** JavaScript that manages translations. */
export interface CodeHost {
  /** (cpu, host address): control has come here often enough. */
  readonly hot: Func<readonly ["i32", "i32"], "void">;
  /** (host address, bytes): a store is about to change a page that has translations. */
  readonly written: Func<readonly ["i32", "i32"], "void">;
}

type Cold<P extends readonly ValueType[]> = Func<readonly ["i32", "i32", "i64", "i32", "i64", ...P], "i32">;

/** (cpu): `hp` in the cells is worth a translation. */
export function emitHot(b: ModuleBuilder, host: CodeHost, interpret: () => Func<readonly ["i32", "i32"], "i32">): Func<readonly ["i32"], "i32"> {
  return b.func("hotThen", ["i32"] as const, "i32", (f) => {
    const [cpu] = f.params;
    f.add(host.hot.call(cpu, get32(cpu, "hp")));
    f.add(interpret().returnCall(cpu, ENTRY.WINDOW)); // looking again would count again
    f.unreachable();
  });
}

/** What translations call. `hp` is the host address of the instruction, `page` the virtual address of its page. */
export interface Dispatch {
  /** (cpu, hp, page, left): on to the instruction at `hp`, whose line has been looked up. */
  readonly go: Func<readonly ["i32", "i32", "i64", "i32"], "i32">;
  /** (cpu, hp of the last instruction, page, left, target): a taken transfer. */
  readonly jump: Func<readonly ["i32", "i32", "i64", "i32", "i64"], "i32">;
  /** (cpu, hp, page, left, va, size[, value or unaligned va]) -> host address, or negative: leave by `coldExit`. */
  readonly cold: {
    readonly load: Cold<["i32"]>;
    readonly store: Cold<["i32", "i64"]>;
    readonly loadAround: Cold<["i32", "i64"]>;
    readonly storeAround: Cold<["i32", "i64"]>;
  };
  /** (cpu, result of the cold access, va, size, 1 if it is a store): the interpreter goes on from the state in the cells. */
  readonly coldExit: Func<readonly ["i32", "i32", "i64", "i32", "i32"], "i32">;
  /** (cpu, hp): the translation does not fit the CPU's mode. */
  readonly misfit: Func<readonly ["i32", "i32"], "i32">;
}

/** The state at an instruction, with nothing hidden in a translation's locals. */
export function setState(f: Body, cpu: I32, hp: I32, page: I64, left: I32, fetchLine: number): void {
  set32(f, cpu, "hp", hp);
  set32(f, cpu, "start", hp);
  set32(f, cpu, "left", left);
  set64(f, cpu, "lineVa", i64.or(page, i64.extendU(i32.and(hp, 0xfff & -fetchLine))));
}

/** Counts that control has come to `hp`, which has no translation. */
export function countVisit(f: Body, cpu: I32, hp: I32, map: CodeMap, host: CodeHost): void {
  const counter = f.local("i32", map.counter(hp)), visits = f.local("i32", i32.add(i32.load16u(counter), 1));
  f.add(i32.store16(counter, visits));
  f.if(i32.eqz(i32.and(visits, map.hot - 1)), () => f.add(host.hot.call(cpu, hp)));
}

export interface DispatchParts {
  readonly lines: Lines;
  readonly access: Access;
  readonly map: CodeMap;
  readonly host: CodeHost;
  readonly dataAccess: DataContinuation;
}

export function emitDispatch(frame: Frame, parts: DispatchParts, interpret: () => Func<readonly ["i32", "i32"], "i32">): Dispatch {
  const { b, geometry } = frame, { lines, access, map, host, dataAccess } = parts;
  const line = geometry.fetchLine;
  const enter = (f: Body, cpu: I32, entry: number): void => f.add(interpret().returnCall(cpu, entry));

  const go = b.func("go", TRANSLATION, "i32", (g) => {
    const f = g as unknown as Body, [cpu, hp, page, left] = g.params;
    const index = f.local("i32", map.find(hp));
    f.if(index, () => f.add(b.tailCallIndirect(TRANSLATION, "i32", index, cpu, i32.and(hp, -PAGE_BYTES), page, left)));
    setState(f, cpu, hp, page, left, line);
    countVisit(f, cpu, hp, map, host);
    enter(f, cpu, ENTRY.WINDOW);
    f.unreachable();
  }, { export: true });

  const jump = b.func("jump", ["i32", "i32", "i64", "i32", "i64"] as const, "i32", (g) => {
    const f = g as unknown as Body, [cpu, hp, page, left, target] = g.params;
    const lineVa = i64.or(page, i64.extendU(i32.and(hp, 0xfff & -line)));
    // Within the line that is being executed nothing is looked up.
    const within = BigInt(line - 4);
    f.if(i64.eqz(i64.and(i64.xor(target, lineVa), ~within)), () => {
      const there = i32.or(i32.and(hp, -line), i32.wrap(i64.and(target, within)));
      f.add(go.returnCall(cpu, there, page, left));
    });
    f.if(i32.gtS(left, 0), () => {
      const p = f.local("i32", i32.add(cpu, lines.fetchIndex(target)));
      const key = i64.or(i64.and(target, lines.fetchMask()), get64(cpu, "context"));
      f.if(i64.eq(key, i64.load(p, frame.tables.fetchKey)), () =>
        f.add(go.returnCall(cpu, i32.add(i32.wrap(target), i32.load(p, frame.tables.fetchDelta)), i64.and(target, -4096n), left)));
    });
    set32(f, cpu, "hp", 0);
    set32(f, cpu, "start", 0);
    set32(f, cpu, "left", left);
    set64(f, cpu, "pc", target);
    enter(f, cpu, ENTRY.LOOK);
    f.unreachable();
  }, { export: true });

  /** Does the access with the state in the cells; a negative result leaves the translation. */
  function cold<const P extends readonly ValueType[]>(name: DataAccess, extra: P): Cold<P> {
    const write = name.startsWith("store");
    const func = b.func(name + "Cold", ["i32", "i32", "i64", "i32", "i64", "i32", ...extra.slice(1)] as readonly ValueType[], "i32", (g) => {
      const f = g as unknown as Body;
      const [cpu, hp, page, left, va, size, last] = g.params as unknown as [I32, I32, I64, I32, I64, I32, I64];
      setState(f, cpu, hp, page, left, line);
      const epoch = f.local("i32", map.epoch());
      const call = access[name].call as unknown as (...args: unknown[]) => I32; // the parameters differ by `last`
      const at = f.local("i32", call.apply(access[name], last ? [cpu, va, size, last] : [cpu, va, size]));
      f.if(i32.ltS(at, 0), () => f.return(at));
      const leave = (): void => {
        set32(f, cpu, "coldHost", at);
        f.return(i32.const(LEAVE));
      };
      f.if(i32.ne(epoch, map.epoch()), leave);
      if (write) f.if(map.slot(at), leave);
      f.return(at);
    }, { export: true });
    return func as unknown as Cold<P>; // the parameters are those
  }

  const coldExit = b.func("coldExit", ["i32", "i32", "i64", "i32", "i32"] as const, "i32", (g) => {
    const f = g as unknown as Body, [cpu, result, va, size, write] = g.params;
    f.if(i32.eq(result, BLOCKED), () => {
      set32(f, cpu, "resume", 1);
      f.return(i32.const(EXIT.BLOCKED));
    });
    f.if(i32.eq(result, RAISED), () => enter(f, cpu, ENTRY.LOOK));
    f.if(i32.eq(result, LEAVE), () => f.set(result, get32(cpu, "coldHost")));
    f.if(write, () => dataAccess(f, cpu, va, size, "dataWrite", result), () => dataAccess(f, cpu, va, size, "dataRead", result));
    f.unreachable();
  }, { export: true });

  const misfit = b.func("misfit", ["i32", "i32"] as const, "i32", (g) => {
    const f = g as unknown as Body, [cpu, hp] = g.params;
    const at = i32.add(map.array(hp), i32.and(i32.shrU(hp, 1), ARRAY_BYTES - 2));
    f.add(i32.store16(at, 0));
    countVisit(f, cpu, hp, map, host);
    enter(f, cpu, ENTRY.WINDOW);
    f.unreachable();
  }, { export: true });

  return {
    go, jump, coldExit, misfit,
    cold: {
      load: cold("load", ["i32"] as const), store: cold("store", ["i32", "i64"] as const),
      loadAround: cold("loadAround", ["i32", "i64"] as const), storeAround: cold("storeAround", ["i32", "i64"] as const),
    },
  };
}
