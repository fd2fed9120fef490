import { i32, i64, select, type Body, type Expr, type I32, type I64, type Label, type Local, type Statement, type ValueType } from "@disco-vm/wasm";
import { patternOf } from "../isa/pattern.ts";
import type { Mnemonic } from "../isa/rows.ts";
import { CPU, DELAY } from "../layout.ts";
import type { Fields, Row } from "../row.ts";
import { EXCEPTION_CODES, type ExceptionName, type FpFormat, type FpOperation, type FpRounding, type Semantics } from "../semantics.ts";
import { charge, cp0Low, EXIT, get32, get64, R, set32, set64, STATUS, type Frame } from "./cells.ts";
import { ENTRY, type Continuations } from "./continuations.ts";
import { candidates, FIXED_HANDLERS, selectorMask, uniform, type DecodeTables, type Leaf, type NamedRow, type Selector } from "./decode-table.ts";
import { VARIANT } from "./exceptions.ts";
import { ROUNDING } from "./fpu.ts";
import type { Lines } from "./lines.ts";
import { LATENCY } from "./timing.ts";

export interface Parts {
  readonly lines: Lines;
  readonly continuations: Continuations;
  readonly decode: DecodeTables;
}

/** Where a field lies in the instruction word. */
type Field = Selector;

/** Access sizes: how a host address is swizzled in dword-swizzled memory. */
const SWIZZLE = { 1: 7, 2: 6, 4: 4, 8: 0 } as const;
type Size = keyof typeof SWIZZLE;

/**
 * The interpreter: one WebAssembly function, a loop over `br_table`. It executes windows: straight-line stretches from
 * `start` to `stop`, host addresses. A window ends at the end of the fetch line, at the last cycle before the limit,
 * after a delay slot, and after any instruction that took a slow path; only there are branches, line crossings and the
 * limit looked at, so that an ordinary instruction costs one compare besides its own work.
 *
 * Nothing is called from here but in tail position (engine/continuations.ts): a slow path leaves the function for good
 * and enters it again. That keeps the hot state in registers; everything but `hp` and the instruction word is in cells.
 */
export class Tier0 implements Semantics<I64, I32, Field> {
  private readonly cpu: Local<"i32">;
  private readonly entry: Local<"i32">;
  private readonly hp: Local<"i32">;
  private readonly word: Local<"i32">;
  /** While `hp` is 0: the address to fetch at. */
  private readonly next: Local<"i64">;
  private done!: Label;
  private readonly pools: { [T in ValueType]?: { locals: Local<ValueType>[]; used: number } } = {};

  constructor(private readonly frame: Frame, private readonly parts: Parts, private readonly f: Body) {
    [this.cpu, this.entry] = f.params as [Local<"i32">, Local<"i32">]; // interpret's two parameters
    this.hp = f.local("i32");
    this.word = f.local("i32");
    this.next = f.local("i64");
  }

  write(): void {
    const { f, frame, cpu, hp, next, entry } = this;
    const line = frame.geometry.fetchLine;
    const left = get32(cpu, "left"), stopMax = get32(cpu, "stopMax");
    f.set(hp, get32(cpu, "hp"));
    f.set(next, get64(cpu, "pc"));
    f.loop((window) => {
      f.if(i32.eqz(entry), () => {
        f.if(i32.leS(left, 0), () => {
          this.leaveWindow();
          f.return(i32.const(EXIT.LIMIT));
        });
        f.if(i32.eqz(hp), () => this.fetch());
        const bytes = this.temporary("i32"), cycles = this.temporary("i32");
        f.set(bytes, i32.sub(line, i32.and(hp, line - 1)));
        f.set(cycles, i32.shl(left, 2)); // `run` keeps left below 2^29
        set32(f, cpu, "stopMax", i32.add(hp, select(i32.ltU(cycles, bytes), cycles as I32, bytes as I32)));
        set32(f, cpu, "stop", select(get32(cpu, "delay"), i32.add(hp, 4), stopMax));
        set32(f, cpu, "start", hp);
      });
      f.if(i32.ne(entry, ENTRY.AFTER), () => this.instructions());
      f.set(entry, ENTRY.WINDOW);
      set32(f, cpu, "left", i32.sub(left, i32.shrU(i32.sub(hp, get32(cpu, "start")), 2)));
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

  /** Leaves the function for a slow path. */
  private leaveBy(tailCall: Statement): void {
    set32(this.f, this.cpu, "hp", this.hp);
    this.f.add(tailCall);
  }

  /**
   * A value that a slow path computes: leaves for it, which comes back to this instruction with the value. What the
   * clause did before must bear being done twice.
   */
  private fromSlowPath(tailCall: Statement): I64 {
    const { f, cpu } = this;
    f.if(i32.eqz(get32(cpu, "hasResult")), () => this.leaveBy(tailCall));
    set32(f, cpu, "hasResult", 0);
    return get64(cpu, "result");
  }

  private temporary<T extends ValueType>(type: T): Local<T> {
    const pool = (this.pools[type] ??= { locals: [], used: 0 });
    const l = pool.locals[pool.used] ?? this.f.local(type);
    pool.locals[pool.used++] = l;
    return l as Local<T>; // the pool of this type holds no other
  }

  private keep<T extends ValueType>(v: Expr<T>): Local<T> {
    const l = this.temporary(v.type);
    this.f.set(l, v as never);
    return l;
  }

  /** Interprets from `hp` to `stop`. */
  private instructions(): void {
    const { f, cpu, hp, word, parts: { decode } } = this;
    f.loop((next) => {
      f.set(word, i32.load(i32.xor(hp, 4)));
      const index = i32.or(i32.and(i32.shrU(word, 20), 0xfc0), i32.and(word, 0x3f)); // major opcode, function
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

  /** Ends the window with this instruction, because cycles have been charged. */
  private endWindow(): void {
    const { f, cpu, hp } = this;
    set32(f, cpu, "stop", i32.add(hp, 4));
    set32(f, cpu, "stopMax", i32.add(hp, 4));
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

  private execute(name: Mnemonic, row: Row, levelChecked: boolean): void {
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

  // Fields and constants.
  private bits(x: Field, shift = 0): I32 {
    const mask = (2 ** x.width - 1) * 2 ** shift;
    const distance = x.shift - shift;
    const moved = distance > 0 ? i32.shrU(this.word, distance) : distance < 0 ? i32.shl(this.word, -distance) : this.word;
    return i32.and(moved, mask | 0);
  }
  field(x: Field): I64 {
    return i64.extendU(this.bits(x));
  }
  signed(x: Field): I64 {
    if (x.shift === 0 && x.width === 16) return i64.extendS(i32.extend16S(this.word));
    const up = 32 - x.width - x.shift;
    return i64.extendS(i32.shrS(i32.shl(this.word, up), 32 - x.width));
  }
  constant(value: number | bigint): I64 {
    return i64.const(BigInt(value));
  }

  // Registers.
  private register(x: Field): I32 {
    return i32.add(this.cpu, this.bits(x, 3));
  }
  gpr(x: Field): I64 {
    return i64.load(this.register(x), CPU.gpr);
  }
  setGpr(x: Field, v: I64): void {
    this.f.add(i64.store(this.register(x), v, CPU.gpr));
    this.f.add(i64.store(this.cpu, 0n, CPU.gpr)); // $0 stays 0
  }
  setLink(v: I64): void {
    this.f.add(i64.store(this.cpu, v, CPU.gpr + 8 * 31));
  }
  hi(): I64 {
    return get64(this.cpu, "hi");
  }
  lo(): I64 {
    return get64(this.cpu, "lo");
  }
  setHi(v: I64): void {
    set64(this.f, this.cpu, "hi", v);
  }
  setLo(v: I64): void {
    set64(this.f, this.cpu, "lo", v);
  }
  pc(): I64 {
    return i64.or(get64(this.cpu, "lineVa"), i64.extendU(i32.and(this.hp, this.frame.geometry.fetchLine - 1)));
  }

  // Arithmetic.
  add(a: I64, b: I64): I64 { return i64.add(a, b); }
  sub(a: I64, b: I64): I64 { return i64.sub(a, b); }
  and(a: I64, b: I64): I64 { return i64.and(a, b); }
  or(a: I64, b: I64): I64 { return i64.or(a, b); }
  xor(a: I64, b: I64): I64 { return i64.xor(a, b); }
  not(a: I64): I64 { return i64.xor(a, -1n); }
  shl(a: I64, n: I64): I64 { return i64.shl(a, n); }
  shr(a: I64, n: I64): I64 { return i64.shrU(a, n); }
  sar(a: I64, n: I64): I64 { return i64.shrS(a, n); }
  sext32(a: I64): I64 { return i64.extend32S(a); }
  zext32(a: I64): I64 { return i64.and(a, 0xffffffffn); }
  mul(a: I64, b: I64): I64 { return i64.mul(a, b); }
  mulHigh(a: I64, b: I64, signed: boolean): I64 {
    const x = this.let(a), y = this.let(b);
    const low = (v: I64): I64 => i64.and(v, 0xffffffffn);
    const high = (v: I64): I64 => i64.shrU(v, 32n);
    const ll = i64.mul(low(x), low(y));
    const hl = this.let(i64.add(i64.mul(high(x), low(y)), high(ll)));
    const lh = i64.add(i64.mul(low(x), high(y)), low(hl));
    const product = this.let(i64.add(i64.add(i64.mul(high(x), high(y)), high(hl)), high(lh)));
    if (!signed) return product;
    const ifNegative = (sign: I64, v: I64): I64 => i64.and(i64.shrS(sign, 63n), v);
    return i64.sub(i64.sub(product, ifNegative(x, y)), ifNegative(y, x));
  }
  divide(a: I64, b: I64, signed: boolean): { quotient: I64; remainder: I64 } {
    const { f } = this;
    const x = this.let(a), y = this.let(b), quotient = this.temporary("i64"), remainder = this.temporary("i64");
    f.if(i64.eqz(y), () => {
      f.set(quotient, signed ? select(i64.ltS(x, 0n), i64.const(1n), i64.const(-1n)) : i64.const(-1n));
      f.set(remainder, x as I64);
    }, () => {
      const compute = (): void => {
        f.set(quotient, (signed ? i64.divS : i64.divU)(x, y));
        f.set(remainder, (signed ? i64.remS : i64.remU)(x, y));
      };
      if (!signed) compute();
      // min / -1 overflows, which traps in WebAssembly.
      else f.if(i64.eq(y, -1n), () => {
        f.set(quotient, i64.sub(0n, x));
        f.set(remainder, 0n);
      }, compute);
    });
    return { quotient, remainder };
  }
  let(v: I64): I64 {
    return this.keep(v);
  }

  // Conditions.
  eq(a: I64, b: I64): I32 { return i64.eq(a, b); }
  ne(a: I64, b: I64): I32 { return i64.ne(a, b); }
  lt(a: I64, b: I64, signed: boolean): I32 { return (signed ? i64.ltS : i64.ltU)(a, b); }
  ge(a: I64, b: I64, signed: boolean): I32 { return (signed ? i64.geS : i64.geU)(a, b); }
  both(a: I32, b: I32): I32 { return i32.and(a, b); }
  fromCondition(c: I32): I64 { return i64.extendU(c); }
  select(c: I32, then: I64, otherwise: I64): I64 { return select(c, then, otherwise); }
  when(c: I32, then: () => void): void { this.f.if(c, then); }

  // Control.
  branch(c: I32, offset: I64): void {
    this.setDelay(i32.sub(DELAY.NOT_TAKEN, c)); // a condition is 1 or 0
    this.thenSlot(i64.add(i64.add(this.pc(), offset), 4n));
  }
  private setDelay(state: I32): void {
    const { f, cpu } = this;
    set32(f, cpu, "delay", i32.or(i32.and(get32(cpu, "delay"), DELAY.ATTEND), state));
  }
  /** The next instruction is a delay slot: end the window after it, or here if it is not in this window. */
  private thenSlot(target: I64): void {
    const { f, cpu, hp } = this;
    set64(f, cpu, "target", target);
    const stop = this.keep(i32.add(hp, 8));
    f.if(i32.gtU(stop, get32(cpu, "stopMax")), () => {
      f.set(stop, i32.add(hp, 4));
      set32(f, cpu, "delay", i32.or(get32(cpu, "delay"), DELAY.SPLIT));
    });
    set32(f, cpu, "stop", stop);
  }
  branchLikely(c: I32, offset: I64): void {
    const { f, cpu, hp } = this;
    const target = this.let(i64.add(i64.add(this.pc(), offset), 4n));
    f.if(c, () => {
      this.setDelay(i32.const(DELAY.TAKEN));
      this.thenSlot(target);
    }, () => {
      // The slot is nullified: a transfer past it.
      this.setDelay(i32.const(DELAY.TRANSFER));
      set64(f, cpu, "target", i64.add(this.pc(), 8n));
      set32(f, cpu, "stop", i32.add(hp, 4));
    });
  }
  jump(target: I64): void {
    this.setDelay(i32.const(DELAY.TAKEN));
    this.thenSlot(target);
  }

  // Memory.
  /** Host address of `va` from the line table; if it is not there, leaves for `slowPath`, which puts it there. */
  private hostAddress(va: I64, size: Size, table: "dataRead" | "dataWrite", slowPath: Statement): Local<"i32"> {
    const { f, cpu, frame: { tables }, parts: { lines } } = this;
    const p = this.keep(i32.add(cpu, lines.dataIndex(va)));
    const key = i64.or(i64.and(va, lines.dataMask(size)), get64(cpu, "context"));
    f.if(i64.ne(key, i64.load(p, tables[table])), () => this.leaveBy(slowPath));
    return this.keep(i32.add(i32.wrap(va), i32.load(p, tables.dataDelta)));
  }
  private read(size: Size, host: I32, signed: boolean): I64 {
    const at = i32.xor(host, SWIZZLE[size]);
    if (size === 8) return i64.load(at);
    if (size === 4) return (signed ? i64.load32s : i64.load32u)(at);
    if (size === 2) return (signed ? i64.load16s : i64.load16u)(at);
    return (signed ? i64.load8s : i64.load8u)(at);
  }
  private writeTo(size: Size, host: I32, v: I64): void {
    const at = i32.xor(host, SWIZZLE[size]);
    const store = { 1: i64.store8, 2: i64.store16, 4: i64.store32, 8: i64.store }[size];
    this.f.add(store(at, v));
  }
  load(size: Size, address: I64, signed: boolean): I64 {
    const va = this.let(address);
    const host = this.hostAddress(va, size, "dataRead", this.parts.continuations.load.returnCall(this.cpu, va, size));
    return this.let(this.read(size, host, signed));
  }
  store(size: Size, address: I64, v: I64): void {
    const va = this.let(address);
    const host = this.hostAddress(va, size, "dataWrite", this.parts.continuations.store.returnCall(this.cpu, va, size, v));
    this.writeTo(size, host, v);
  }
  loadAround(size: 4 | 8, address: I64): I64 {
    const { continuations } = this.parts;
    const va = this.let(address), aligned = this.let(i64.and(va, BigInt(-size)));
    const host = this.hostAddress(aligned, size, "dataRead", continuations.loadAround.returnCall(this.cpu, aligned, size, va));
    return this.let(this.read(size, host, true));
  }
  loadLinked(size: 4 | 8, address: I64): I64 {
    const va = this.let(address);
    return this.fromSlowPath(this.parts.continuations.loadLinked.returnCall(this.cpu, va, size));
  }
  storeConditional(size: 4 | 8, address: I64, v: I64): I32 {
    const va = this.let(address);
    return i32.wrap(this.fromSlowPath(this.parts.continuations.storeConditional.returnCall(this.cpu, va, size, v)));
  }
  storePartial(size: 4 | 8, side: "left" | "right", address: I64, v: I64): void {
    const { f, parts: { continuations } } = this;
    const va = this.let(address), aligned = this.let(i64.and(va, BigInt(-size)));
    const host = this.hostAddress(aligned, size, "dataWrite", continuations.storeAround.returnCall(this.cpu, aligned, size, va));
    // The whole block is read and written back: the same bytes for the same one access.
    const old = this.let(this.read(size, host, false));
    const width = BigInt(8 * size), ones = (1n << width) - 1n;
    const before = this.let(i64.shl(i64.and(va, BigInt(size - 1)), 3n)); // bits of the block before the address
    const value = this.let(i64.and(v, BigInt.asIntN(64, ones)));
    const merged = this.temporary("i64");
    if (side === "left") {
      const mask = i64.shrU(i64.const(BigInt.asIntN(64, ones)), before);
      f.set(merged, i64.or(i64.and(old, i64.xor(mask, -1n)), i64.shrU(value, before)));
    } else {
      const up = this.let(i64.sub(width - 8n, before));
      const mask = i64.shl(i64.const(-1n), up);
      f.set(merged, i64.or(i64.and(old, i64.xor(mask, -1n)), i64.shl(value, up)));
    }
    this.writeTo(size, host, merged);
  }
  /** Brings nothing in: the line table is not touched and no line is fetched. A prefetch never faults. */
  prefetch(_hint: Field, _address: I64): void {}
  cacheOp(op: Field, address: I64): void {
    const va = this.let(address);
    this.leaveBy(this.parts.continuations.cacheOp.returnCall(this.cpu, this.bits(op), va));
  }
  /** Accesses are in program order and complete one by one. */
  sync(): void {}

  // Exceptions.
  raise(code: ExceptionName): void {
    this.leaveBy(this.parts.continuations.raise.returnCall(this.cpu, EXCEPTION_CODES[code]));
  }
  raiseIf(c: I32, code: ExceptionName): void {
    this.f.if(c, () => this.raise(code));
  }

  // System coprocessor. What changes it completes the instruction outside.
  cp0(rd: Field, sub: Field, wide: boolean): I64 {
    const { f, cpu, parts: { continuations } } = this;
    const v = this.temporary("i64");
    f.set(v, i64.load(i32.add(cpu, this.bits(rd, 3)), CPU.cp0));
    const computed = 1 << R.random | 1 << R.count | 1 << R.performance;
    f.if(i32.and(i32.shl(1, this.bits(rd)), computed), () =>
      f.set(v, this.fromSlowPath(continuations.cp0Read.returnCall(cpu, this.bits(rd), this.bits(sub)))));
    return wide ? v : i64.extend32S(v);
  }
  setCp0(rd: Field, sub: Field, v: I64, wide: boolean): void {
    const value = wide ? v : i64.extend32S(v);
    this.leaveBy(this.parts.continuations.cp0Write.returnCall(this.cpu, this.bits(rd), this.bits(sub), value));
  }
  cp0Condition(): I32 {
    return i32.ne(i32.and(cp0Low(this.cpu, R.status), STATUS.ch), 0);
  }
  tlbRead(): void {
    this.leaveBy(this.parts.continuations.tlbRead.returnCall(this.cpu));
  }
  tlbWrite(at: "index" | "random"): void {
    const { tlbWriteIndexed, tlbWriteRandom } = this.parts.continuations;
    this.leaveBy((at === "index" ? tlbWriteIndexed : tlbWriteRandom).returnCall(this.cpu));
  }
  tlbProbe(): void {
    this.leaveBy(this.parts.continuations.tlbProbe.returnCall(this.cpu));
  }
  eret(): void {
    this.leaveBy(this.parts.continuations.eret.returnCall(this.cpu));
  }
  gate(code: Field): void {
    const { f, cpu } = this;
    f.if(i32.eqz(get32(cpu, "gateEnabled")), () => this.raise("RI"));
    set32(f, cpu, "gateCode", this.bits(code));
    this.leaveBy(this.parts.continuations.gate.returnCall(cpu));
  }

  // Floating point.
  private fprAddress(x: Field): I32 {
    return i32.add(this.cpu, i32.and(this.bits(x, 3), get32(this.cpu, "fprMask")));
  }
  /** With Status.FR = 0, 32 for an odd register number: it names the upper half of the even one below. */
  private halfShift(x: Field): I64 {
    const odd = i32.and(this.bits(x), i32.eq(get32(this.cpu, "fprMask"), 0xf0));
    return i64.extendU(i32.shl(odd, 5));
  }
  fpr(x: Field, format: FpFormat): I64 {
    const wide = format === "d" || format === "l";
    return wide ? i64.load(this.fprAddress(x), CPU.fpr) : i64.load32u(this.fprAddress(x), CPU.fpr);
  }
  setFpr(x: Field, format: FpFormat, v: I64): void {
    const { f } = this;
    if (format === "d" || format === "l") f.add(i64.store(this.fprAddress(x), v, CPU.fpr));
    else this.setFprWord(x, v);
  }
  fprWord(x: Field): I64 {
    return i64.and(i64.shrU(i64.load(this.fprAddress(x), CPU.fpr), this.halfShift(x)), 0xffffffffn);
  }
  /** With FR = 1 the upper half becomes 0; with FR = 0 the other half stays. */
  setFprWord(x: Field, v: I64): void {
    const { f, cpu } = this;
    const low = this.let(i64.and(v, 0xffffffffn)), shift = this.let(this.halfShift(x));
    const keep = select(i32.eq(get32(cpu, "fprMask"), 0xf0), i64.const(0xffffffffn), i64.const(0n));
    const others = i64.and(i64.load(this.fprAddress(x), CPU.fpr), i64.rotl(i64.shl(keep, 32n), shift));
    f.add(i64.store(this.fprAddress(x), i64.or(others, i64.shl(low, shift)), CPU.fpr));
  }
  fpControl(x: Field): I64 {
    const { cpu } = this;
    const number = this.bits(x);
    const value = select(i32.eq(number, 31), get32(cpu, "fcsr"), select(number, i32.const(0), i32.const(FIR)));
    return i64.extendS(value);
  }
  setFpControl(x: Field, v: I64): void {
    const value = this.let(v);
    this.f.if(i32.eq(this.bits(x), 31), () =>
      this.leaveBy(this.parts.continuations.fpSetControl.returnCall(this.cpu, i32.wrap(value))));
  }
  private conditionBit(cc: Field): I32 {
    const n = this.bits(cc);
    return i32.shl(1, select(n, i32.add(n, 24), i32.const(23)));
  }
  fpCondition(cc: Field): I32 {
    return i32.ne(i32.and(get32(this.cpu, "fcsr"), this.conditionBit(cc)), 0);
  }
  setFpCondition(cc: Field, c: I32): void {
    const { f, cpu } = this;
    const bit = this.keep(this.conditionBit(cc));
    const cleared = i32.and(get32(cpu, "fcsr"), i32.xor(bit, -1));
    set32(f, cpu, "fcsr", i32.or(cleared, i32.mul(c, bit)));
  }
  fpArithmetic(op: FpOperation, format: FpFormat, ...operands: I64[]): I64 {
    const { cpu, parts: { continuations: { fp } } } = this;
    const [a, b] = operands as [I64, I64]; // every operation has one to three
    if (format === "d") {
      if (op === "add" || op === "sub" || op === "mul" || op === "div") return this.fromSlowPath(fp[op].returnCall(cpu, a, b));
      if (op === "sqrt") return this.fromSlowPath(fp.sqrt.returnCall(cpu, a, a));
      if (op === "abs" || op === "neg") return this.fromSlowPath(fp.sign.returnCall(cpu, a, op === "neg" ? 1n : 0n));
    }
    return this.fromSlowPath(fp.unimplemented.returnCall(cpu));
  }
  fpCompare(cond: Field, format: FpFormat, a: I64, b: I64): I32 {
    const { cpu, parts: { continuations: { fp } } } = this;
    if (format === "d") return i32.wrap(this.fromSlowPath(fp.compare.returnCall(cpu, this.bits(cond), a, b)));
    return i32.wrap(this.fromSlowPath(fp.unimplemented.returnCall(cpu)));
  }
  fpConvert(to: FpFormat, from: FpFormat, v: I64, rounding?: FpRounding): I64 {
    const { cpu, parts: { continuations: { fp } } } = this;
    const mode = rounding ? i32.const(ROUNDING[rounding]) : i32.and(get32(cpu, "fcsr"), 3);
    if (to === "d" && from === "w") return this.fromSlowPath(fp.fromInteger.returnCall(cpu, i64.extend32S(v)));
    if (to === "d" && from === "l") return this.fromSlowPath(fp.fromInteger.returnCall(cpu, v));
    if ((to === "w" || to === "l") && from === "d")
      return this.fromSlowPath(fp.toInteger.returnCall(cpu, v, mode, to === "w" ? 32 : 64));
    return this.fromSlowPath(fp.unimplemented.returnCall(cpu));
  }
  fpUnimplemented(): void {
    this.leaveBy(this.parts.continuations.fp.unimplemented.returnCall(this.cpu));
  }
}

/** FCR0: implementation 9 (R10000), revision 0. */
const FIR = 0x0900;

/** Where each field of a row lies. A clause names no other. */
function fieldsOf(row: Row): Fields<Field> {
  const fields = patternOf(row).fields.map((slot) => [slot.name, slot]);
  return Object.fromEntries(fields) as Fields<Field>;
}
