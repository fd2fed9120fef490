import { i32, i64, select, type Body, type I32, type Label, type Local } from "@disco-vm/wasm";
import { patternOf } from "../isa/pattern.ts";
import type { Mnemonic } from "../isa/rows.ts";
import { CPU, DELAY } from "../layout.ts";
import type { Row } from "../row.ts";
import { countEvery, TRANSLATION } from "./code-map.ts";
import { charge, cp0Low, EXIT, get32, get64, R, set32, set64, type Frame } from "./cells.ts";
import { Clauses } from "./clauses-fpu.ts";
import { ENTRY } from "./continuations.ts";
import { candidates, FIXED_HANDLERS, selectorMask, uniform, type DecodeTables, type Leaf, type NamedRow, type Selector } from "./decode-table.ts";
import { fieldsOf, type Parts } from "./emitter.ts";
import { VARIANT } from "./exceptions.ts";
import { LATENCY } from "./timing.ts";

/**
 * The interpreter: one WebAssembly function, a loop over `br_table`. It executes windows: straight-line stretches from
 * `start` to `stop`, host addresses. A window ends at the end of the fetch line, at the last cycle before the limit,
 * after a delay slot, and after any instruction that took a slow path; only there are branches, line crossings and the
 * limit looked at, so that an ordinary instruction costs one compare besides its own work.
 *
 * Nothing is called from here but in tail position (engine/continuations.ts): a slow path leaves the function for good
 * and enters it again. That keeps the hot state in registers; everything but `hp` and the instruction word is in cells.
 */
export class Tier0 extends Clauses {
  private readonly entry: Local<"i32">;
  /** LOOK or RESUME where there may be a translation, or 0. */
  private readonly look: Local<"i32">;
  /** While `hp` is 0: the address to fetch at. */
  private readonly next: Local<"i64">;
  private done!: Label;

  constructor(frame: Frame, parts: Parts, private readonly decode: DecodeTables, f: Body) {
    super(frame, parts, f);
    this.entry = f.params[1] as Local<"i32">; // the second of interpret's two parameters
    this.next = f.local("i64");
    this.look = f.local("i32");
  }

  write(): void {
    const { f, frame, cpu, hp, next, entry } = this;
    const line = frame.geometry.fetchLine;
    const left = get32(cpu, "left");
    f.set(hp, get32(cpu, "hp"));
    f.set(next, get64(cpu, "pc"));
    f.if(i32.geU(entry, ENTRY.LOOK), () => {
      f.set(this.look, entry);
      f.set(entry, ENTRY.WINDOW);
    });
    f.loop((window) => {
      f.if(i32.ne(entry, ENTRY.AFTER), () => {
        f.if(i32.leS(left, 0), () => f.if(i32.eqz(entry), () => {
          this.leaveWindow();
          f.return(i32.const(EXIT.LIMIT));
        }));
        f.if(i32.eqz(hp), () => this.fetch());
        this.translation();
        const stop = this.temporary("i32");
        f.set(stop, i32.add(hp, this.longestWindow()));
        set32(f, cpu, "stopMax", stop);
        set32(f, cpu, "stop", select(get32(cpu, "delay"), i32.add(hp, 4), stop as I32));
        set32(f, cpu, "start", hp);
        this.instructions();
      });
      f.set(entry, ENTRY.WINDOW);
      set32(f, cpu, "left", i32.sub(left, i32.shrU(i32.sub(hp, get32(cpu, "start")), 2)));
      this.windowDone();
      f.block((transferred) => {
        f.if(get32(cpu, "delay"), () => this.afterSpecial(transferred));
        // At the end of a fetch line: go on by fetching what follows it.
        f.if(i32.eqz(i32.and(hp, line - 1)), () => {
          f.set(next, i64.add(get64(cpu, "lineVa"), BigInt(line)));
          f.set(hp, 0);
        });
      });
      f.if(i32.eq(get32(cpu, "delay"), DELAY.ATTEND), () => {
        set32(f, cpu, "delay", 0);
        this.leaveWindow();
        f.add(this.parts.continuations.attend.returnCall(cpu));
      });
      f.br(window);
    });
    f.unreachable();
  }

  /** Bytes that the window at `hp` may have. */
  protected longestWindow(): I32 {
    const { f, cpu, hp, frame: { geometry: { fetchLine } } } = this;
    const left = get32(cpu, "left"), bytes = this.temporary("i32"), cycles = this.temporary("i32");
    f.set(bytes, i32.sub(fetchLine, i32.and(hp, fetchLine - 1)));
    // An instruction that has begun is finished even if no cycle is left. `run` keeps left below 2^29.
    f.set(cycles, i32.shl(select(i32.gtS(left, 0), left, i32.const(1)), 2));
    return select(i32.ltU(cycles, bytes), cycles as I32, bytes as I32);
  }

  /** What else there is to do at the end of a window; `left` is up to date. */
  protected windowDone(): void {}

  /** Writes the locals to their cells, between two windows. */
  private leaveWindow(): void {
    const { f, cpu, hp, next } = this;
    set32(f, cpu, "hp", hp);
    set32(f, cpu, "start", hp);
    set64(f, cpu, "pc", next);
  }

  /** The end of a window with branches and other rarities. */
  private afterSpecial(transferred: Label): void {
    const { f, cpu, hp, next, frame: { tables, geometry } } = this;
    const delay = this.temporary("i32"), p = this.temporary("i32");
    f.set(delay, get32(cpu, "delay"));
    f.if(i32.and(delay, DELAY.ONE_SHOT), () => {
      f.set(p, get32(cpu, "oneShot"));
      f.add(i64.store(p, -1n, tables.dataRead));
      f.add(i64.store(p, -1n, tables.dataWrite));
      f.set(delay, i32.and(delay, ~DELAY.ONE_SHOT));
    });
    f.if(i32.and(delay, DELAY.SPLIT), () => set32(f, cpu, "delay", i32.and(delay, ~DELAY.SPLIT)), () => {
      set32(f, cpu, "delay", i32.and(delay, DELAY.ATTEND));
      f.if(i32.and(delay, DELAY.TAKEN), () => {
        f.set(next, get64(cpu, "target"));
        f.set(this.look, ENTRY.LOOK);
        // Within the line that is being executed nothing is looked up. A misaligned target is for the slow path.
        const line = geometry.fetchLine, within = BigInt(line - 4);
        const sameLine = i64.eqz(i64.and(i64.xor(next, get64(cpu, "lineVa")), ~within));
        const there = i32.or(i32.and(i32.sub(hp, 4), -line), i32.wrap(i64.and(next, within)));
        f.set(hp, select(sameLine, there, i32.const(0)));
        f.br(transferred);
      });
    });
  }

  /** Looks `next` up in the fetch line table, or goes the slow way. */
  private fetch(): void {
    const { f, cpu, hp, next, frame, parts: { lines, continuations } } = this;
    const p = this.temporary("i32");
    f.set(p, i32.add(cpu, lines.fetchIndex(next)));
    const key = i64.or(i64.and(next, lines.fetchMask()), get64(cpu, "context"));
    f.if(i64.ne(key, i64.load(p, frame.tables.fetchKey)), () => {
      this.leaveWindow();
      f.add(continuations.fetch.returnCall(cpu, next));
    });
    f.set(hp, i32.add(i32.wrap(next), i32.load(p, frame.tables.fetchDelta)));
    set64(f, cpu, "lineVa", i64.and(next, BigInt(-frame.geometry.fetchLine)));
  }

  /** Goes on in the translation of what is at `hp`, if there is one. */
  protected translation(): void {
    const { f, cpu, hp, look, frame: { b, code } } = this;
    if (!code) return;
    f.if(i32.and(i32.ne(look, 0), i32.eqz(get32(cpu, "delay"))), () => {
      const index = this.temporary("i32");
      f.set(index, code.map.find(hp));
      f.if(index, () => {
        const page = i64.and(get64(cpu, "lineVa"), -4096n);
        f.add(b.tailCallIndirect(TRANSLATION, "i32", index, cpu, i32.and(hp, -4096), page, get32(cpu, "left")));
      });
      f.if(i32.eq(look, ENTRY.LOOK), () => countEvery(f, code.map.counter(hp), code.map.hot, () => {
        this.leaveWindow();
        f.add(this.parts.hot!.returnCall(cpu)); // there with the code map
      }));
      f.set(look, 0);
    });
  }
  /** Interprets from `hp` to `stop`. */
  private instructions(): void {
    const { f, cpu, hp, word, decode } = this;
    f.loop((next) => {
      f.set(word, i32.load(this.swizzled(4, hp)));
      const index = i32.and(i32.rotl(word, 6), 0xfff); // function, major opcode
      const handler = i32.load8u(i32.add(get32(cpu, "decode"), index));
      f.block((done) => {
        this.done = done;
        this.dispatch(handler, [
          ...FIXED_HANDLERS.map((name) => () => this.fixed(name)),
          ...decode.leaves.map((leaf) => () => this.leaf(leaf)),
        ]);
      });
      f.set(hp, i32.add(hp, 4));
      f.brIf(next, i32.ne(hp, get32(cpu, "stop")));
    });
  }

  /** The cases of a br_table, each of which leaves for `done`. */
  private dispatch(index: I32, cases: readonly (() => void)[]): void {
    const { f } = this;
    const nest = (k: number, labels: Label[]): void => {
      if (k === cases.length) {
        f.brTable(index, labels, labels[0]!); // there is at least one case
        return;
      }
      f.block((label) => nest(k + 1, [...labels, label]));
      for (const pool of Object.values(this.pools)) pool.used = 0;
      cases[k]!();
      f.br(this.done);
    };
    nest(0, []);
  }

  private fixed(name: (typeof FIXED_HANDLERS)[number]): void {
    if (name === "RI") this.raise("RI");
    else if (name === "E") this.fpUnimplemented();
    else this.unusable(Number(name.slice(3)));
  }

  private unusable(unit: number): void {
    const { f, cpu } = this;
    const cause = i32.or(i32.and(cp0Low(cpu, R.cause), ~0x30000000), unit << 28);
    f.add(i64.store32(cpu, i64.extendU(cause), CPU.cp0 + 8 * R.cause));
    this.raise("CpU");
  }

  /** The rows that a handler number stands for. */
  private leaf(leaf: Leaf): void {
    this.rows(leaf.rows, leaf.known, leaf.fields, uniform(leaf));
    if (leaf.reserved) leaf.reserved.exec(this, fieldsOf(leaf.reserved));
    else this.raise("RI");
  }

  /** Tells rows apart by what is left of their fixed bits; goes on after them if none matches. */
  private rows(rows: readonly NamedRow[], known: number, fields: readonly Selector[], levelChecked: boolean): void {
    const { f, word } = this;
    const [field, ...rest] = fields;
    if (field && rows.length > 3) {
      const subsets = Array.from({ length: 2 ** field.width }, (_, n) => candidates(rows, selectorMask(field), n << field.shift));
      const name = (subset: readonly NamedRow[]): string => subset.map(([n]) => n).join();
      const distinct = [...new Map(subsets.filter((x) => x.length).map((x) => [name(x), x])).values()];
      f.block((none) => {
        const nest = (k: number, labels: Label[]): void => {
          if (k === distinct.length) {
            const names = distinct.map(name);
            f.brTable(this.bits(field), subsets.map((x) => labels[names.indexOf(name(x))] ?? none), none);
            return;
          }
          f.block((label) => nest(k + 1, [...labels, label]));
          this.rows(distinct[k]!, known | selectorMask(field), rest, levelChecked);
          f.br(none);
        };
        nest(0, []);
      });
      return;
    }
    for (const [name, row] of rows) {
      const { mask, match } = patternOf(row);
      const unchecked = mask & ~known;
      const run = (): void => {
        this.execute(name, row, levelChecked);
        f.br(this.done);
      };
      if (unchecked === 0) run();
      else f.if(i32.eq(i32.and(word, unchecked), match & unchecked), run);
    }
  }

  protected execute(name: Mnemonic, row: Row, levelChecked: boolean): void {
    const { f, cpu } = this;
    const variant = (bit: number): I32 => i32.eqz(i32.and(get32(cpu, "variant"), bit));
    const deny = (): void => (row.denied === "E" ? this.fpUnimplemented() : this.raise("RI"));
    if (!levelChecked && row.isa >= 3) f.if(variant(row.isa === 3 ? VARIANT.ops64 : VARIANT.mips4), deny);
    if (row.unit === 1 && row.isa < 4 && row.bits.includes("C")) {
      f.if(i32.and(variant(VARIANT.mips4), i32.ne(this.bits(fieldsOf(row).cc), 0)), deny);
    }
    row.exec(this, fieldsOf(row));
    const latency = this.frame.timed ? (LATENCY[name] ?? 1) : 1;
    if (latency > 1) {
      charge(f, cpu, latency - 1);
      this.endWindow();
    }
  }
}

