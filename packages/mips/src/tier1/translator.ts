import { ModuleBuilder, type Body, type Func } from "@disco-vm/wasm";
import type { CoreOptions } from "../core.ts";
import type { Frame } from "../engine/cells.ts";
import { arrayIndex, CODE_MAP, CODE_PAGES, CodeMap, PAGE_BYTES, TABLE_SLOTS, TRANSLATION } from "../engine/code-map.ts";
import type { Dispatch } from "../engine/dispatch.ts";
import type { Continuations } from "../engine/continuations.ts";
import { FPR_MASK } from "../engine/exceptions.ts";
import { imported } from "../engine/imported.ts";
import { Lines } from "../engine/lines.ts";
import { CPU, tableLayout } from "../layout.ts";
import { PAGE_WORDS, regionAt, type Mode, type Region } from "./region.ts";
import { Translation, type TranslationFunc } from "./translation.ts";

/** A region that has been compiled, wherever its words may lie. */
interface Compiled {
  readonly region: Region;
  /** Index in the table of functions. */
  readonly slot: number;
}

/** Where a computed jump has been seen to go, by index in its page. */
interface Jump {
  readonly targets: Set<number>;
  seen: number;
  /** Targets when the regions with the jump were last compiled. */
  known: number;
}

/** A 4 KB page of RAM with translations. */
interface CodePage {
  /** Number of its array in the code map. */
  readonly slot: number;
  /** By entry. */
  readonly attached: Map<number, Compiled>;
  /** By index of the jump's delay slot. */
  readonly jumps: Map<number, Jump>;
}

interface Wanted {
  readonly host: number;
  readonly pageVa: bigint;
  readonly mode: Mode;
  /** Compiled anew though it is attached: more is known of where it goes. */
  readonly again?: boolean;
}

/** Functions of the core that translations call. */
export interface CoreCode {
  readonly continuations: Continuations;
  readonly dispatch: Dispatch;
  readonly interpret: Func<readonly ["i32", "i32"], "i32">;
}

/** Module bytes after which all translations are dropped and those still in use made anew, unless said otherwise. */
const MOST_BYTES = 16 << 20;
/** Samples of a computed jump after which its regions are compiled again, if it has other targets than they know. */
const SAMPLES = [4, 16, 64];
/** Targets of a computed jump that a region compares with, one by one. */
const MOST_TARGETS = 24;
/** Entries that are collected before they are compiled, and instructions compiled at once: some 20 ms of host time. */
const BATCH = 32, LARGEST_BATCH = 500;

/**
 * Decides what is translated, keeps it, and takes it back. Compiled regions are kept by their words, so that a page that
 * is copied, moved or seen by another CPU is only attached again.
 */
export class Translator {
  readonly table = new WebAssembly.Table({ element: "anyfunc", initial: TABLE_SLOTS, maximum: TABLE_SLOTS });
  readonly map: CodeMap;
  /** How many regions have been compiled, and attached to a page, so far; and module bytes at present. */
  readonly counts = { compiled: 0, attached: 0, modules: 0, bytes: 0, flushed: 0 };
  private readonly frame: Omit<Frame, "b">;
  private exports: WebAssembly.Exports = {};
  private code!: CoreCode; // connect comes before anything is hot
  private readonly pages = new Map<number, CodePage>();
  /** By entry and word there. */
  private readonly known = new Map<string, Compiled[]>();
  /** By all that a region is made from: no two are the same. */
  private readonly made = new Map<string, Compiled>();
  /** Instructions that no translation can begin with: word by host address. */
  private readonly refused = new Map<number, number>();
  private wanted: Wanted[] = [];
  private nextSlot = 1;
  private readonly words: Int32Array;
  private readonly slots: Uint16Array;
  private readonly arrays: Uint16Array;

  constructor(private readonly options: CoreOptions, base: number) {
    this.map = new CodeMap(base, options.hot);
    const { buffer } = options.memory;
    this.words = new Int32Array(buffer);
    this.slots = new Uint16Array(buffer, base + CODE_MAP.slots, 1 << 20);
    this.arrays = new Uint16Array(buffer, base + CODE_MAP.arrays, CODE_PAGES * PAGE_WORDS);
    const { geometry } = options.system;
    this.frame = {
      geometry, tables: tableLayout(geometry), decodeTables: options.tables, dirtyPages: options.dirtyPages,
      timed: options.flavour === "timed", code: undefined,
    };
  }

  /** The core's functions, before it is instantiated. */
  describe(code: CoreCode): void {
    this.code = code;
  }
  connect(exports: WebAssembly.Exports): void {
    this.exports = exports;
  }

  /** Control has come to `host` often enough, in the mode that the CPU is in. */
  readonly hot = (cpu: number, host: number): void => {
    host >>>= 0;
    const one = { host, mode: this.mode(cpu), pageVa: this.pageVa(cpu) };
    this.makeRoom(1);
    if (this.refused.get(host) === this.wordAt(host >>> 12, arrayIndex(host)) || this.attach(one)) return;
    if (this.wanted.some((w) => w.host === host)) this.compile();
    else if (this.wanted.push(one) >= BATCH) this.compile();
  };

  /** A translation has jumped from the delay slot at `host` to a computed target; one of many such jumps is told. */
  readonly jumped = (cpu: number, host: number, target: bigint): void => {
    host >>>= 0;
    const number = host >>> 12, page = this.pages.get(number), pageVa = this.pageVa(cpu);
    const distance = BigInt.asUintN(64, target) - pageVa;
    if (!page || distance < 0n || distance > 4092n || distance & 3n) return;
    const slot = arrayIndex(host);
    const jump = page.jumps.get(slot) ?? { targets: new Set(), seen: 0, known: 0 };
    page.jumps.set(slot, jump);
    if (jump.targets.size < MOST_TARGETS) jump.targets.add(Number(distance >> 2n));
    if (!SAMPLES.includes(++jump.seen) || jump.targets.size === jump.known) return;
    jump.known = jump.targets.size;
    const mode = this.mode(cpu);
    for (const [entry, { region }] of page.attached)
      if (region.words.has(slot - 1)) this.wanted.push({ host: number * PAGE_BYTES + 4 * entry, pageVa, mode, again: true });
    this.compile();
  };

  /** Bytes of RAM from `host` on are about to change. */
  readonly written = (host: number, length: number): void => {
    host >>>= 0;
    for (let page = host >>> 12; page * PAGE_BYTES < host + length; page++) this.changed(page, host, host + length);
  };

  private changed(number: number, from: number, to: number): void {
    const page = this.pages.get(number);
    if (!page) return;
    const word = (at: number): number => Math.max(0, Math.min(PAGE_WORDS - 1, Math.floor((at - number * PAGE_BYTES) / 4)));
    const first = word(from), last = word(to - 1);
    let any = false;
    for (const [entry, { region }] of page.attached) {
      let touched = false;
      for (let index = first; index <= last && !touched; index++) touched = region.words.has(index);
      if (!touched) continue;
      page.attached.delete(entry);
      this.arrays[page.slot * PAGE_WORDS + entry] = 0;
      any = true;
    }
    if (any) this.words[(this.map.base + CODE_MAP.epoch) >> 2]!++;
  }

  /** Forgets every translation; those in use are made again. */
  flush(): void {
    for (const number of this.pages.keys()) this.slots[number] = 0;
    this.arrays.fill(0);
    this.pages.clear();
    this.known.clear();
    this.made.clear();
    this.refused.clear();
    for (let slot = 1; slot < this.nextSlot; slot++) this.table.set(slot, null);
    this.nextSlot = 1;
    this.wanted = [];
    this.counts.bytes = 0;
    this.counts.flushed++;
    this.words[(this.map.base + CODE_MAP.epoch) >> 2]!++;
  }

  private mode(cpu: number): Mode {
    return { variant: this.words[(cpu + CPU.variant) >> 2]!, fr: this.words[(cpu + CPU.fprMask) >> 2] === FPR_MASK.fr1 };
  }
  private wordAt(page: number, index: number): number {
    return this.words[page * PAGE_WORDS + (index ^ 1)]!; // RAM is dword-swizzled
  }

  /** Uses a region that was compiled before, if its words are there. */
  private attach({ host, mode }: Pick<Wanted, "host" | "mode">): boolean {
    const number = host >>> 12, entry = arrayIndex(host);
    const same = (c: Compiled): boolean => {
      const { needs, fr, words } = c.region;
      if ((mode.variant & needs) !== needs || (fr !== undefined && fr !== mode.fr)) return false;
      for (const [index, word] of words) if (this.wordAt(number, index) !== word) return false;
      return true;
    };
    const found = this.known.get(`${entry} ${this.wordAt(number, entry)}`)?.find(same);
    if (!found) return false;
    this.place(number, found);
    return true;
  }

  private place(number: number, compiled: Compiled): void {
    let page = this.pages.get(number);
    if (!page) {
      page = { slot: this.pages.size + 1, attached: new Map(), jumps: new Map() };
      this.pages.set(number, page);
      this.slots[number] = page.slot;
      // From here on stores to the page are seen.
      const clear = this.exports["clearWrites"] as (cpu: number) => void; // exported by emitCore
      for (const address of this.options.cpus) clear(address);
    }
    page.attached.set(compiled.region.entry, compiled);
    this.arrays[page.slot * PAGE_WORDS + compiled.region.entry] = compiled.slot;
    this.counts.attached++;
  }

  /** Drops everything if there may be no room for so many regions, each on a page of its own. */
  private makeRoom(regions: number): void {
    const { pages, refused, nextSlot, counts, options } = this;
    if (counts.bytes > (options.mostCode ?? MOST_BYTES) || nextSlot + regions > TABLE_SLOTS
      || pages.size + regions >= CODE_PAGES || refused.size > TABLE_SLOTS) this.flush();
  }

  private compile(): void {
    const wanted = this.wanted;
    this.makeRoom(wanted.length);
    this.wanted = [];
    let instructions = 0;
    const batch: { readonly host: number; readonly compiled: Compiled; func?: TranslationFunc }[] = [];
    /** Pages that have the same words as one of the batch, or as one from before. */
    const copies: { readonly host: number; readonly compiled: Compiled }[] = [];
    for (const one of wanted) {
      if (instructions > LARGEST_BATCH) {
        this.wanted.push(one);
        continue;
      }
      if (!one.again && this.attach(one)) continue;
      const { host, pageVa, mode } = one, number = host >>> 12;
      const region = regionAt(arrayIndex(host), {
        word: (index) => this.wordAt(number, index), pageVa, mode,
        targets: (index) => [...(this.pages.get(number)?.jumps.get(index + 1)?.targets ?? [])],
        fetchLine: this.frame.geometry.fetchLine, timed: this.frame.timed,
      });
      if (!region) {
        this.refused.set(host, this.wordAt(number, arrayIndex(host)));
        continue;
      }
      const same = identity(region), twin = this.made.get(same);
      if (twin) {
        copies.push({ host, compiled: twin });
        continue;
      }
      instructions += region.words.size;
      const compiled = { region, slot: this.nextSlot++ };
      this.made.set(same, compiled);
      batch.push({ host, compiled });
    }
    if (batch.length) this.emit(batch);
    for (const { host, compiled } of copies) this.place(host >>> 12, compiled);
  }

  /** One module of all these regions, each in its place. */
  private emit(batch: readonly { readonly host: number; readonly compiled: Compiled; func?: TranslationFunc }[]): void {
    const b = new ModuleBuilder();
    b.importMemory("env", "memory", 1);
    const frame: Frame = { ...this.frame, b };
    const core = imported(b, this.code);
    const lines = new Lines(frame);
    for (const one of batch) {
      const { region, slot } = one.compiled, number = one.host >>> 12;
      const neighbour = (index: number) => {
        const other = batch.find((o) => o.host === number * PAGE_BYTES + 4 * index);
        return other?.func && { func: other.func, slot: other.compiled.slot };
      };
      const parts = { ...core, lines, map: this.map, neighbour };
      one.func = b.func(`t${slot}`, TRANSLATION, "i32", (f) => new Translation(frame, parts, f as unknown as Body, region).write(), { export: true });
    }
    const bytes = b.build();
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory: this.options.memory }, core: this.exports });
    this.counts.bytes += bytes.length;
    this.counts.modules++;
    this.counts.compiled += batch.length;
    for (const { host, compiled } of batch) {
      this.table.set(compiled.slot, exports[`t${compiled.slot}`] as () => number); // exported above
      const { region } = compiled, key = `${region.entry} ${region.words.get(region.entry)}`;
      const list = this.known.get(key);
      if (list) list.unshift(compiled); // made with more known than those before
      else this.known.set(key, [compiled]);
      this.place(host >>> 12, compiled);
    }
  }

  /** Virtual address of the page that the CPU executes. */
  private pageVa(cpu: number): bigint {
    const at = (cpu + CPU.lineVa) >> 2;
    return BigInt.asUintN(64, (BigInt(this.words[at + 1]!) << 32n) | BigInt(this.words[at]! >>> 0)) & ~0xfffn;
  }
}

/** What a region is made from: words, the targets seen of computed jumps, and what it needs of the mode. */
function identity({ entry, words, blocks, needs, fr, segment }: Region): string {
  const seen = [...blocks.values()].map(({ end }) => (end.kind === "jump" ? end.seen : []));
  return JSON.stringify([entry, [...words], seen, needs, fr, segment]);
}
