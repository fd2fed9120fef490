import { i32, i64, select, type Body, type Func, type I32, type I64, type Label, type Local, type ValueType } from "@disco-vm/wasm";
import { FIELD_LETTERS, type FieldName, type Fields, type Row } from "../row.ts";
import type { Mnemonic } from "../isa/rows.ts";
import { EXCEPTION_CODES, type ExceptionName, type FpFormat, type FpOperation, type FpRounding, type Semantics } from "../semantics.ts";
import { CPU, DELAY } from "../layout.ts";
import { BLOCKED } from "../memory-system.ts";
import { charge, cp0Low, EXIT, get32, get64, R, set32, set64, STATUS, type Frame } from "./cells.ts";
import type { Cp0 } from "./cp0.ts";
import { FIXED_HANDLERS, rowMask, uniform, type DecodeTables, type Leaf } from "./decode-table.ts";
import { VARIANT, type Exceptions } from "./exceptions.ts";
import { ROUNDING, type Fpu } from "./fpu.ts";
import type { Integer } from "./integer.ts";
import type { Lines } from "./lines.ts";
import { LATENCY } from "./timing.ts";
import type { Tlb } from "./tlb.ts";
import type { Access } from "./translate.ts";

export interface Parts {
  readonly lines: Lines;
  readonly exceptions: Exceptions;
  readonly access: Access;
  readonly tlb: Tlb;
  readonly cp0: Cp0;
  readonly fpu: Fpu;
  readonly integer: Integer;
  readonly decode: DecodeTables;
  /** Address of the table of major opcodes. */
  readonly majors: number;
}

/** Where a field lies in the instruction word. */
interface Field {
  readonly low: number;
  readonly width: number;
}

/** Access sizes: how a host address is swizzled in dword-swizzled memory. */
const SWIZZLE = { 1: 7, 2: 6, 4: 4, 8: 0 } as const;
type Size = keyof typeof SWIZZLE;

/**
 * The interpreter: one WebAssembly function, a loop over `br_table`. Its hot state lives in locals: `hp`, the host
 * address of the instruction; `stop`, where this window of straight-line execution ends; `left`, the cycles that were
 * left at `start`. A window ends at the end of the fetch line, at the last cycle before the limit, after a delay slot,
 * and after any instruction that took a slow path; only there are branches, line crossings and the limit looked at.
 */
export function emitInterpreter(frame: Frame, parts: Parts): Func<readonly ["i32"], "i32"> {
  return frame.b.func("interpret", ["i32"] as const, "i32", (f) => new Tier0(frame, parts, f as unknown as Body).write());
}

class Tier0 implements Semantics<I64, I32, Field> {
  private readonly cpu: Local<"i32">;
  private readonly hp: Local<"i32">;
  private readonly stop: Local<"i32">;
  private readonly stopMax: Local<"i32">;
  private readonly start: Local<"i32">;
  private readonly left: Local<"i32">;
  private readonly delay: Local<"i32">;
  private readonly word: Local<"i32">;
  private readonly target: Local<"i64">;
  private readonly context: Local<"i64">;
  private readonly decode: Local<"i32">;
  /** Leaves the instruction for what a slow path reported in `status`: BLOCKED or RAISED. */
  private event!: Label;
  private readonly status: Local<"i32">;
  private reload!: Label;
  private done!: Label;
  private readonly pools: { [T in ValueType]?: { locals: Local<ValueType>[]; used: number } } = {};

  constructor(private readonly frame: Frame, private readonly parts: Parts, private readonly f: Body) {
    this.cpu = f.params[0] as Local<"i32">; // the function's one parameter
    const i = (): Local<"i32"> => f.local("i32");
    [this.hp, this.stop, this.stopMax, this.start, this.left, this.delay, this.word, this.decode, this.status] =
      [i(), i(), i(), i(), i(), i(), i(), i(), i()];
    this.target = f.local("i64");
    this.context = f.local("i64");
  }

  write(): void {
    const { f, frame, cpu, hp, stop, stopMax, start, left, delay, target } = this;
    const line = frame.geometry.fetchLine;
    const has = (flag: number): I32 => i32.and(delay, flag);
    f.loop((reload) => {
      this.reload = reload;
      f.set(hp, get32(cpu, "hp"));
      f.set(left, get32(cpu, "left"));
      f.set(delay, get32(cpu, "delay"));
      f.set(target, get64(cpu, "target"));
      f.set(this.context, get64(cpu, "context"));
      f.set(this.decode, get32(cpu, "decode"));
      f.loop((window) => {
        f.if(i32.leS(left, 0), () => this.leave(EXIT.LIMIT));
        f.if(i32.eqz(hp), () => this.fetch());
        f.if(i32.leS(left, 0), () => this.leave(EXIT.LIMIT));
        const bytes = this.temporary("i32");
        f.set(bytes, i32.sub(line, i32.and(hp, line - 1)));
        const cycles = i32.shl(left, 2); // `run` keeps left below 2^29
        f.set(stopMax, i32.add(hp, select(i32.ltU(cycles, bytes), cycles, bytes as I32)));
        f.set(stop, select(delay, i32.add(hp, 4), stopMax as I32));
        f.set(start, hp);
        this.instructions();
        f.set(left, i32.sub(left, i32.shrU(i32.sub(hp, start), 2)));
        f.if(delay, () => {
          f.if(has(DELAY.SPLIT), () => f.set(delay, has(~DELAY.SPLIT)), () => {
            f.if(has(DELAY.TAKEN), () => {
              set64(f, cpu, "pc", target);
              f.set(hp, 0);
            });
            f.set(delay, has(DELAY.ATTEND));
          });
        });
        this.crossLine();
        f.if(i32.eq(delay, DELAY.ATTEND), () => {
          f.set(delay, 0);
          this.spill(left);
          f.set(this.status, this.parts.exceptions.attend.call(cpu));
          f.if(this.status, () => f.return(this.status));
          f.br(reload);
        });
        f.br(window);
      });
    });
    f.unreachable();
  }

  /** At the end of a fetch line: go on by fetching what follows it. */
  private crossLine(): void {
    const { f, cpu, hp, frame } = this;
    const line = frame.geometry.fetchLine;
    f.if(i32.and(i32.ne(hp, 0), i32.eqz(i32.and(hp, line - 1))), () => {
      set64(f, cpu, "pc", i64.add(get64(cpu, "lineVa"), BigInt(line)));
      f.set(hp, 0);
    });
  }

  private leave(exit: number): void {
    this.spill(this.left);
    this.f.return(i32.const(exit));
  }

  /** Looks pc up in the fetch line table, or goes the slow way. */
  private fetch(): void {
    const { f, cpu, hp, left, frame, parts: { lines, access } } = this;
    const va = this.temporary("i64"), p = this.temporary("i32");
    f.set(va, get64(cpu, "pc"));
    f.set(p, i32.add(cpu, lines.fetchIndex(va)));
    const key = i64.or(i64.and(va, lines.fetchMask()), this.context);
    f.if(i64.eq(key, i64.load(p, frame.tables.fetchKey)), () => {
      f.set(hp, i32.add(i32.wrap(va), i32.load(p, frame.tables.fetchDelta)));
    }, () => {
      this.spill(left);
      f.set(hp, access.fetch.call(cpu, va));
      f.if(i32.leS(hp, 0), () => {
        f.if(i32.eq(hp, BLOCKED), () => {
          set32(f, cpu, "resume", 1);
          f.return(i32.const(EXIT.BLOCKED));
        });
        f.br(this.reload);
      });
      f.set(left, get32(cpu, "left"));
    });
    set64(f, cpu, "lineVa", i64.and(va, BigInt(-frame.geometry.fetchLine)));
  }

  /** Writes the locals to their cells; `left` as it is at this instruction. */
  private spill(left: I32): void {
    const { f, cpu, hp, delay, target } = this;
    set32(f, cpu, "hp", hp);
    set32(f, cpu, "left", left);
    set32(f, cpu, "delay", delay);
    set64(f, cpu, "target", target);
  }

  /** Before a slow path in the middle of an instruction. */
  private enterSlow(): void {
    this.spill(i32.sub(this.left, i32.shrU(i32.sub(this.hp, this.start), 2)));
  }

  /** After one that went well: cycles may have been charged, so the window ends with this instruction. */
  private leaveSlow(): void {
    const { f, cpu, hp, start, stop, stopMax, left } = this;
    f.set(left, get32(cpu, "left"));
    f.set(start, hp);
    f.set(stop, i32.add(hp, 4));
    f.set(stopMax, stop);
  }

  /** Calls a slow path that answers with a status; a negative one ends the instruction. */
  private slow(status: I32): void {
    const { f } = this;
    this.enterSlow();
    f.set(this.status, status);
    f.brIf(this.event, i32.ltS(this.status, 0));
    this.leaveSlow();
  }

  /** After this instruction look at interrupts, and at what Status changed. */
  private attendAfter(): void {
    this.f.set(this.delay, i32.or(this.delay, DELAY.ATTEND));
  }

  private temporary<T extends ValueType>(type: T): Local<T> {
    const pool = (this.pools[type] ??= { locals: [], used: 0 });
    const l = pool.locals[pool.used] ?? this.f.local(type);
    pool.locals[pool.used++] = l;
    return l as Local<T>; // the pool of this type holds no other
  }

  private keep<T extends ValueType>(type: T, v: { type: T; emit(o: never): void }): Local<T> {
    const l = this.temporary(type);
    this.f.set(l, v as never);
    return l;
  }

  /** Interprets from `hp` to `stop`. */
  private instructions(): void {
    const { f, cpu, hp, stop, word, parts: { decode, majors } } = this;
    f.block((finished) => {
      f.block((event) => {
        this.event = event;
        f.loop((next) => {
          f.set(word, i32.load(i32.xor(hp, 4)));
          const major = this.temporary("i32");
          f.set(major, i32.load(i32.shl(i32.shrU(word, 26), 2), majors));
          // base | shift << 16 | mask << 24; shift counts are taken modulo 32.
          const second = i32.and(i32.shrU(word, i32.shrU(major, 16)), i32.shrU(major, 24));
          const entry = i32.add(i32.and(major, 0xffff), second);
          const handler = i32.load16u(i32.add(this.decode, i32.shl(entry, 1)));
          f.block((done) => {
            this.done = done;
            this.dispatch(handler, [
              ...FIXED_HANDLERS.map((name) => () => this.fixed(name)),
              ...decode.leaves.map((leaf) => () => this.leaf(leaf)),
            ]);
          });
          f.set(hp, i32.add(hp, 4));
          f.brIf(next, i32.ne(hp, stop));
        });
        f.br(finished);
      });
      f.if(i32.eq(this.status, BLOCKED), () => {
        set32(f, cpu, "resume", 1);
        f.return(i32.const(EXIT.BLOCKED));
      });
      f.br(this.reload);
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

  /** The rows that a handler number stands for: checks the bits that are left, and executes. */
  private leaf(leaf: Leaf): void {
    const { f, word } = this;
    const uniformLeaf = uniform(leaf);
    const attempt = ([name, row]: readonly [Mnemonic, Row], known: number): void => {
      const { mask, match } = rowMask(row);
      const rest = mask & ~known;
      const run = (): void => {
        this.execute(name, row, uniformLeaf);
        f.br(this.done);
      };
      if (rest === 0) run();
      else f.if(i32.eq(i32.and(word, rest), match & rest), run);
    };
    const byFunction = new Map<number, (readonly [Mnemonic, Row])[]>();
    const free: (readonly [Mnemonic, Row])[] = [];
    const funct = 0x3f & ~leaf.known;
    for (const entry of leaf.rows) {
      const { mask, match } = rowMask(entry[1]);
      if (funct !== 0x3f || (mask & 0x3f) !== 0x3f) free.push(entry);
      else byFunction.set(match & 0x3f, [...(byFunction.get(match & 0x3f) ?? []), entry]);
    }
    if (byFunction.size > 3) {
      const numbers = [...byFunction.keys()];
      f.block((none) => {
        const nest = (k: number, labels: Label[]): void => {
          if (k === numbers.length) {
            const table = Array.from({ length: 64 }, (_, n) => labels[numbers.indexOf(n)] ?? none);
            f.brTable(i32.and(word, 0x3f), table, none);
            return;
          }
          f.block((label) => nest(k + 1, [...labels, label]));
          for (const entry of byFunction.get(numbers[k]!)!) attempt(entry, leaf.known | 0x3f); // numbers are its keys
          f.br(none);
        };
        nest(0, []);
      });
    } else free.push(...[...byFunction.values()].flat());
    for (const entry of free) attempt(entry, leaf.known);
    if (leaf.reserved) leaf.reserved.exec(this, fieldsOf(leaf.reserved));
    else this.raise("RI");
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
      this.enterSlow();
      charge(f, cpu, latency - 1);
      this.leaveSlow();
    }
  }

  // Fields and constants.
  private bits(x: Field, shift = 0): I32 {
    const mask = (2 ** x.width - 1) * 2 ** shift;
    const distance = x.low - shift;
    const moved = distance > 0 ? i32.shrU(this.word, distance) : distance < 0 ? i32.shl(this.word, -distance) : this.word;
    return i32.and(moved, mask | 0);
  }
  field(x: Field): I64 {
    return i64.extendU(this.bits(x));
  }
  signed(x: Field): I64 {
    if (x.low === 0 && x.width === 16) return i64.extendS(i32.extend16S(this.word));
    const up = 32 - x.width - x.low;
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
    const { mulHighS, mulHighU } = this.parts.integer;
    return this.let((signed ? mulHighS : mulHighU).call(a, b));
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
    return this.keep("i64", v);
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
    this.f.set(this.delay, i32.or(i32.and(this.delay, DELAY.ATTEND), state));
  }
  /** The next instruction is a delay slot: end the window after it, or here if it is not in this window. */
  private thenSlot(target: I64): void {
    const { f, hp, stop, stopMax, delay } = this;
    f.set(this.target, target);
    f.set(stop, i32.add(hp, 8));
    f.if(i32.gtU(stop, stopMax), () => {
      f.set(stop, i32.add(hp, 4));
      f.set(delay, i32.or(delay, DELAY.SPLIT));
    });
  }
  branchLikely(c: I32, offset: I64): void {
    const { f, hp, stop } = this;
    f.if(c, () => {
      this.setDelay(i32.const(DELAY.TAKEN));
      this.thenSlot(i64.add(i64.add(this.pc(), offset), 4n));
    }, () => {
      // The slot is nullified: a transfer past it.
      this.setDelay(i32.const(DELAY.TRANSFER));
      f.set(this.target, i64.add(this.pc(), 8n));
      f.set(stop, i32.add(hp, 4));
    });
  }
  jump(target: I64): void {
    this.setDelay(i32.const(DELAY.TAKEN));
    this.thenSlot(target);
  }

  // Memory.
  private dataEntry(va: I64): Local<"i32"> {
    return this.keep("i32", i32.add(this.cpu, this.parts.lines.dataIndex(va)));
  }
  /** Host address of `va`: through the line table, or by `slowPath`. */
  private hostAddress(va: I64, size: Size, table: "dataRead" | "dataWrite", slowPath: I32): Local<"i32"> {
    const { f, frame: { tables }, parts: { lines } } = this;
    const p = this.dataEntry(va), host = this.temporary("i32");
    const key = i64.or(i64.and(va, lines.dataMask(size)), this.context);
    f.if(i64.eq(key, i64.load(p, tables[table])), () => {
      f.set(host, i32.add(i32.wrap(va), i32.load(p, tables.dataDelta)));
    }, () => {
      this.slow(slowPath);
      f.set(host, this.status);
    });
    return host;
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
    const host = this.hostAddress(va, size, "dataRead", this.parts.access.load.call(this.cpu, va, size));
    return this.let(this.read(size, host, signed));
  }
  store(size: Size, address: I64, v: I64): void {
    const va = this.let(address);
    const host = this.hostAddress(va, size, "dataWrite", this.parts.access.store.call(this.cpu, va, size, v));
    this.writeTo(size, host, v);
  }
  loadAround(size: 4 | 8, address: I64): I64 {
    const { access } = this.parts;
    const va = this.let(address), aligned = this.let(i64.and(va, BigInt(-size)));
    const host = this.hostAddress(aligned, size, "dataRead", access.loadAround.call(this.cpu, aligned, size, va));
    return this.let(this.read(size, host, true));
  }
  loadLinked(size: 4 | 8, address: I64): I64 {
    const va = this.let(address);
    this.slow(this.parts.access.loadLinked.call(this.cpu, va, size));
    return this.let(this.read(size, this.status, true));
  }
  storeConditional(size: 4 | 8, address: I64, v: I64): I32 {
    const va = this.let(address);
    this.slow(this.parts.access.storeConditional.call(this.cpu, va, size));
    this.f.if(this.status, () => this.writeTo(size, this.status, v));
    return i32.ne(this.status, 0);
  }
  storePartial(size: 4 | 8, side: "left" | "right", address: I64, v: I64): void {
    const { f, parts: { access } } = this;
    const va = this.let(address), aligned = this.let(i64.and(va, BigInt(-size)));
    const host = this.hostAddress(aligned, size, "dataWrite", access.storeAround.call(this.cpu, aligned, size, va));
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
    this.slow(this.parts.access.cacheOp.call(this.cpu, this.bits(op), address));
  }
  /** Accesses are in program order and complete one by one. */
  sync(): void {}

  // Exceptions.
  raise(code: ExceptionName): void {
    this.enterSlow();
    this.f.add(this.parts.exceptions.raise.call(this.cpu, EXCEPTION_CODES[code], 0x180));
    this.f.br(this.reload);
  }
  raiseIf(c: I32, code: ExceptionName): void {
    this.f.if(c, () => this.raise(code));
  }

  // System coprocessor.
  cp0(rd: Field, sub: Field, wide: boolean): I64 {
    this.enterSlow();
    const v = this.let(this.parts.cp0.read.call(this.cpu, this.bits(rd), this.bits(sub)));
    return wide ? v : i64.extend32S(v);
  }
  setCp0(rd: Field, sub: Field, v: I64, wide: boolean): void {
    const { f, cpu } = this;
    this.enterSlow();
    f.add(this.parts.cp0.write.call(cpu, this.bits(rd), this.bits(sub), wide ? v : i64.extend32S(v)));
    this.modeMayHaveChanged();
  }
  /** The instruction stays in its window's fetch line; what follows sees the new mode. */
  private modeMayHaveChanged(): void {
    const { f, cpu } = this;
    f.set(this.context, get64(cpu, "context"));
    f.set(this.decode, get32(cpu, "decode"));
    this.leaveSlow();
    this.attendAfter();
  }
  cp0Condition(): I32 {
    return i32.ne(i32.and(cp0Low(this.cpu, R.status), STATUS.ch), 0);
  }
  tlbRead(): void {
    this.enterSlow();
    this.f.add(this.parts.tlb.read.call(this.cpu));
    this.modeMayHaveChanged();
  }
  tlbWrite(at: "index" | "random"): void {
    const { tlb } = this.parts;
    this.enterSlow();
    this.f.add((at === "index" ? tlb.writeIndexed : tlb.writeRandom).call(this.cpu));
    this.leaveSlow();
  }
  tlbProbe(): void {
    this.f.add(this.parts.tlb.probe.call(this.cpu));
  }
  eret(): void {
    const { f, cpu, parts: { exceptions } } = this;
    this.enterSlow();
    set32(f, cpu, "left", i32.sub(get32(cpu, "left"), 1));
    f.add(exceptions.eret.call(cpu));
    f.set(this.status, exceptions.attend.call(cpu));
    f.if(this.status, () => f.return(this.status));
    f.br(this.reload);
  }
  gate(code: Field): void {
    const { f, cpu } = this;
    f.if(i32.eqz(get32(cpu, "gateEnabled")), () => this.raise("RI"));
    this.enterSlow();
    set32(f, cpu, "gateCode", this.bits(code));
    set32(f, cpu, "left", i32.sub(get32(cpu, "left"), 1));
    set64(f, cpu, "pc", i64.add(this.pc(), 4n));
    set32(f, cpu, "hp", 0);
    set32(f, cpu, "delay", 0);
    f.return(i32.const(EXIT.GATE));
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
      this.slow(this.parts.fpu.setControl.call(this.cpu, i32.wrap(value))));
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
    const bit = this.keep("i32", this.conditionBit(cc));
    const cleared = i32.and(get32(cpu, "fcsr"), i32.xor(bit, -1));
    set32(f, cpu, "fcsr", i32.or(cleared, i32.mul(c, bit)));
  }
  private fpResult(status: I32): I64 {
    this.slow(status);
    return get64(this.cpu, "fpResult");
  }
  fpArithmetic(op: FpOperation, format: FpFormat, ...operands: I64[]): I64 {
    const { cpu, parts: { fpu } } = this;
    const [a, b] = operands as [I64, I64]; // every operation has one to three
    if (format === "d") {
      if (op === "add" || op === "sub" || op === "mul" || op === "div") return this.fpResult(fpu.binary[op].call(cpu, a, b));
      if (op === "sqrt") return this.fpResult(fpu.sqrt.call(cpu, a, a));
      if (op === "abs" || op === "neg") return this.fpResult(fpu.sign.call(cpu, a, op === "neg" ? 1n : 0n));
    }
    return this.fpResult(fpu.unimplemented.call(cpu));
  }
  fpCompare(cond: Field, format: FpFormat, a: I64, b: I64): I32 {
    const { cpu, parts: { fpu } } = this;
    const call = format === "d" ? fpu.compare.call(cpu, this.bits(cond), a, b) : fpu.unimplemented.call(cpu);
    return i32.wrap(this.fpResult(call));
  }
  fpConvert(to: FpFormat, from: FpFormat, v: I64, rounding?: FpRounding): I64 {
    const { cpu, parts: { fpu } } = this;
    const mode = rounding ? i32.const(ROUNDING[rounding]) : i32.and(get32(cpu, "fcsr"), 3);
    if (to === "d" && from === "w") return this.fpResult(fpu.fromInteger.call(cpu, i64.extend32S(v)));
    if (to === "d" && from === "l") return this.fpResult(fpu.fromInteger.call(cpu, v));
    if ((to === "w" || to === "l") && from === "d")
      return this.fpResult(fpu.toInteger.call(cpu, v, mode, to === "w" ? 32 : 64));
    return this.fpResult(fpu.unimplemented.call(cpu));
  }
  fpUnimplemented(): void {
    this.slow(this.parts.fpu.unimplemented.call(this.cpu));
  }
}

/** FCR0: implementation 9 (R10000), revision 0. */
const FIR = 0x0900;

/** Where each field of a row lies. */
function fieldsOf(row: Row): Fields<Field> {
  const pattern = row.bits.replaceAll(" ", "");
  const entries = Object.entries(FIELD_LETTERS).map(([name, letter]) => {
    const first = pattern.indexOf(letter), last = pattern.lastIndexOf(letter);
    return [name, { low: 31 - last, width: last - first + 1 }];
  });
  return Object.fromEntries(entries) as Record<FieldName, Field>; // one entry a name
}
