import { i32, type Body, type Func, type I32, type ModuleBuilder } from "@disco-vm/wasm";
import { get32 } from "./cells.ts";
import { ENTRY, type Enter } from "./continuations.ts";

/**
 * Where the translations are found. Each 4 KB page of linear memory has a slot number (0: no translations), each slot an
 * array of one table index an instruction. All of it is derived: an entry that is gone costs time and nothing else.
 */
export const CODE_PAGES = 512;
/** Indices of the table of functions; 0 is none. */
export const TABLE_SLOTS = 4096;
export const PAGE_BYTES = 4096;
export const ARRAY_BYTES = 2048;
const COUNTERS = 8192;
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
  /** How often translations jumped from an instruction to a target that they did not know, by hash of its address. */
  jumps: (2 << 20) + CODE_PAGES * ARRAY_BYTES + COUNTERS * 2,
  /** Changes whenever translations are taken back. */
  epoch: (2 << 20) + CODE_PAGES * ARRAY_BYTES + COUNTERS * 4,
  bytes: (2 << 20) + CODE_PAGES * ARRAY_BYTES + COUNTERS * 4 + 64,
} as const;

/** A translation: (cpu, host address of the page, virtual address of the page, cycles left) -> EXIT. */
export const TRANSLATION = ["i32", "i32", "i64", "i32"] as const;

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
  /** Address of that index. */
  place(host: I32): I32 {
    return i32.add(this.array(host), i32.and(i32.shrU(host, 1), ARRAY_BYTES - 2));
  }
  /** Address of a counter that the instruction shares with few others. */
  counter(host: I32, of: "counters" | "jumps" = "counters"): I32 {
    return i32.add(i32.shl(i32.and(i32.shrU(host, 2), COUNTERS - 1), 1), this.base + CODE_MAP[of]);
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
  /** (cpu, host address, target): one of many jumps from that delay slot to a virtual address. */
  readonly jumped: Func<readonly ["i32", "i32", "i64"], "void">;
  /** (host address, bytes): a store is about to change a page that has translations. */
  readonly written: Func<readonly ["i32", "i32"], "void">;
}

/** Counts that control has come to `hp`, which has no translation. */
export function countVisit(f: Body, cpu: I32, hp: I32, map: CodeMap, host: CodeHost): void {
  countEvery(f, map.counter(hp), map.hot, () => f.add(host.hot.call(cpu, hp)));
}
/** Counts, and does something each `every` times, a power of two. */
export function countEvery(f: Body, at: I32, every: number, act: () => void): void {
  const counter = f.local("i32", at), count = f.local("i32", i32.add(i32.load16u(counter), 1));
  f.add(i32.store16(counter, count));
  f.if(i32.eqz(i32.and(count, every - 1)), act);
}

/** (cpu): `hp` in the cells is worth a translation. */
export function emitHot(b: ModuleBuilder, host: CodeHost, enter: Enter): Func<readonly ["i32"], "i32"> {
  return b.func("hotThen", ["i32"] as const, "i32", (f) => {
    const [cpu] = f.params;
    f.add(host.hot.call(cpu, get32(cpu, "hp")));
    enter(f as unknown as Body, cpu, ENTRY.WINDOW); // looking again would count again
    f.unreachable();
  });
}

