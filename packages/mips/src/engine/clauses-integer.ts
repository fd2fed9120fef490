import { i32, i64, select, type I32, type I64, type Local, type Statement } from "@disco-vm/wasm";
import { CPU, DELAY } from "../layout.ts";
import { EXCEPTION_CODES, type ExceptionName } from "../semantics.ts";
import { cp0Low, get32, get64, R, set32, set64, STATUS } from "./cells.ts";
import { CP0_WRITES } from "./cp0-writes.ts";
import { Emitter, type Field } from "./emitter.ts";
import type { DataAccess } from "./translate.ts";

/** Access sizes: how a host address is swizzled in dword-swizzled memory. */
export const SWIZZLE = { 1: 7, 2: 6, 4: 4, 8: 0 } as const;
export type Size = keyof typeof SWIZZLE;
/** CP0 registers that are computed when they are read. */
export const COMPUTED: readonly number[] = [R.random, R.count, R.performance];
export interface DataMiss {
  readonly access: DataAccess;
  readonly va: I64;
  readonly size: Size;
  /** The slow path's further arguments. */
  readonly rest: readonly (I32 | I64)[];
  /** Where the host address is wanted. */
  readonly host: Local<"i32">;
}

/** What integer, memory and system clauses mean with the instruction's fields unknown. */
export class IntegerClauses extends Emitter {
  // Fields and constants.
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
  /** Host address of `va` from the line table, or what the slow path finds. `rest` are its further arguments. */
  protected hostAddress(access: DataAccess, va: I64, size: Size, ...rest: (I32 | I64)[]): Local<"i32"> {
    const { f, cpu, frame: { tables }, parts: { lines } } = this;
    const p = this.keep(i32.add(cpu, lines.dataIndex(va)));
    const key = i64.or(i64.and(va, lines.dataMask(size)), this.context());
    const table = access === "load" || access === "loadAround" ? tables.dataRead : tables.dataWrite;
    const host = this.temporary("i32");
    this.unlessHit(i64.ne(key, i64.load(p, table)), { access, va, size, rest, host }, () =>
      f.set(host, i32.add(i32.wrap(va), i32.load(p, tables.dataDelta))));
    return host;
  }
  /** Mode and ASID as keys hold them. */
  protected context(): I64 {
    return get64(this.cpu, "context");
  }
  /** What is not in the table leaves for the slow path, which puts it there and comes back. */
  protected unlessHit(miss: I32, { access, va, size, rest }: DataMiss, hit: () => void): void {
    const { cpu, parts: { continuations } } = this;
    const slow = continuations[access].returnCall as unknown as (...args: unknown[]) => Statement; // they differ by `rest`
    this.f.if(miss, () => this.leaveBy(slow.apply(continuations[access], [cpu, va, size, ...rest])));
    hit();
  }
  /** Where the bytes of an access at `host` lie in linear memory. */
  protected swizzled(size: Size, host: I32): I32 {
    return i32.xor(host, SWIZZLE[size]);
  }
  protected read(size: Size, host: I32, signed: boolean): I64 {
    const at = this.swizzled(size, host);
    if (size === 8) return i64.load(at);
    if (size === 4) return (signed ? i64.load32s : i64.load32u)(at);
    if (size === 2) return (signed ? i64.load16s : i64.load16u)(at);
    return (signed ? i64.load8s : i64.load8u)(at);
  }
  private writeTo(size: Size, host: I32, v: I64): void {
    const at = this.swizzled(size, host);
    const store = { 1: i64.store8, 2: i64.store16, 4: i64.store32, 8: i64.store }[size];
    this.f.add(store(at, v));
  }
  load(size: Size, address: I64, signed: boolean): I64 {
    const va = this.let(address);
    const host = this.hostAddress("load", va, size);
    return this.let(this.read(size, host, signed));
  }
  store(size: Size, address: I64, v: I64): void {
    const va = this.let(address);
    const host = this.hostAddress("store", va, size, v);
    this.writeTo(size, host, v);
  }
  loadAround(size: 4 | 8, address: I64): I64 {
    const va = this.let(address), aligned = this.let(i64.and(va, BigInt(-size)));
    const host = this.hostAddress("loadAround", aligned, size, va);
    return this.let(this.read(size, host, true));
  }
  lane(address: I64): I64 {
    return address;
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
    const { f } = this;
    const va = this.let(address), aligned = this.let(i64.and(va, BigInt(-size)));
    const width = BigInt(8 * size), ones = (1n << width) - 1n;
    const before = this.let(i64.shl(i64.and(this.lane(va), BigInt(size - 1)), 3n)); // bits of the block before the address
    const value = this.let(i64.and(v, BigInt.asIntN(64, ones)));
    const at = i32.shrU(i32.wrap(before), 3);
    const part = side === "left" ? i32.or(at, i32.shl(i32.sub(size, at), 4)) : i32.shl(i32.add(at, 1), 4);
    const host = this.hostAddress("storeAround", aligned, size, va, part, side === "left" ? i64.shrU(value, before) : value);
    // The whole block is read and written back: the same bytes for the same one access.
    const old = this.let(this.read(size, host, false));
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
    const computed = COMPUTED.reduce((mask, register) => mask | (1 << register), 0);
    f.if(i32.and(i32.shl(1, this.bits(rd)), computed), () =>
      f.set(v, this.fromSlowPath(continuations.cp0Read.returnCall(cpu, this.bits(rd), this.bits(sub)))));
    return wide ? v : i64.extend32S(v);
  }
  setCp0(rd: Field, sub: Field, v: I64, wide: boolean): void {
    const { f, cpu } = this, value = this.let(wide ? v : i64.extend32S(v));
    // What a refill writes is stored at once; Index has 32 bits, which a DMTC0 may exceed.
    const lo = 1 << R.entryLo0 | 1 << R.entryLo1, whole = 1 << R.epc | 1 << R.errorEpc, index = wide ? 0 : 1 << R.index;
    const is = (set: number): I32 => i32.and(i32.shl(1, this.bits(rd)), set);
    const left = (register: number): I64 => i64.const(BigInt.asIntN(64, CP0_WRITES[register]!.bits)); // both have a row
    f.if(is(lo | whole | index), () => {
      const bits = select(is(lo), left(R.entryLo0), select(is(index), left(R.index), i64.const(-1n)));
      f.add(i64.store(i32.add(cpu, this.bits(rd, 3)), i64.and(value, bits), CPU.cp0));
    }, () => this.leaveBy(this.parts.continuations.cp0Write.returnCall(cpu, this.bits(rd), this.bits(sub), value)));
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
}
