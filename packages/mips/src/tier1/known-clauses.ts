import { i32, i64, type Body, type I32, type I64, type Label, type Local, type Statement } from "@disco-vm/wasm";
import { cp0, get32, get64, isCode, set32, set64, setCp0, type Frame } from "../engine/cells.ts";
import { Clauses } from "../engine/clauses-fpu.ts";
import { COMPUTED, type DataMiss } from "../engine/clauses-integer.ts";
import { written } from "../engine/cp0.ts";
import { CP0_WRITES, STORED } from "../engine/cp0-writes.ts";
import { COLD, setState, type Dispatch } from "../engine/dispatch.ts";
import type { Field, Parts } from "../engine/emitter.ts";
import { CPU, DELAY } from "../layout.ts";
import { HI, LO, REGISTERS } from "./probe.ts";
import type { Instruction, Region } from "./region.ts";

/** Whether a branch is taken (1 or 0), and where it goes. */
export interface Condition {
  readonly c: Local<"i32">;
  readonly target: Local<"i64">;
}

/** Offset in the CPU's state of a register as probe.ts numbers them. */
export const offsetOf = (register: number): number => (register === HI ? CPU.hi : register === LO ? CPU.lo : CPU.gpr + 8 * register);

/**
 * What the clauses mean in a translation, where it differs from the interpreter: an instruction's fields are constants,
 * general registers are locals, and slow paths are called with the state in the cells, so that only what they cannot
 * settle leaves the function.
 */
export class KnownClauses extends Clauses {
  // The parameters: host and virtual address of the page, and the cycles left.
  protected readonly base: Local<"i32">;
  protected readonly page: Local<"i64">;
  protected readonly left: Local<"i32">;
  /** Mode and ASID as keys of the line tables hold them. */
  protected readonly keys: Local<"i64">;
  protected readonly registers: (Local<"i64"> | undefined)[] = Array.from({ length: REGISTERS }, () => undefined);
  /** Registers that the region writes. */
  private readonly written: readonly number[];
  protected readonly line: number;

  // The way out after a cold access that could not be settled.
  protected readonly coldVa: Local<"i64">;
  protected readonly coldHost: Local<"i32">;
  protected readonly coldKind: Local<"i32">;
  protected coldExit!: Label;

  // The instruction at hand.
  protected now!: Instruction;
  /** Cycles of the block from this instruction on. */
  protected rest = 0;
  protected inSlot: Condition | undefined;
  protected condition: Condition | undefined;

  constructor(frame: Frame, parts: Parts, private readonly dispatch: Dispatch, f: Body, protected readonly region: Region) {
    super(frame, parts, f);
    // The parameters are those of TRANSLATION.
    [this.base, this.page, this.left] = f.params.slice(1) as unknown as [Local<"i32">, Local<"i64">, Local<"i32">];
    this.line = frame.geometry.fetchLine;
    const insights = [...region.blocks.values()].flatMap((b) => [...b.instructions, ...("slot" in b.end ? [b.end.slot] : [])]);
    const used = new Set(insights.flatMap(({ insight }) => [...insight.reads, ...insight.writes]));
    this.written = [...new Set(insights.flatMap(({ insight }) => insight.writes))].sort((a, b) => a - b);
    for (const register of used) this.registers[register] = f.local("i64");
    this.keys = f.local("i64");
    this.coldVa = f.local("i64");
    this.coldHost = f.local("i32");
    this.coldKind = f.local("i32");
  }

  protected saveRegisters(): void {
    const { f, cpu } = this;
    for (const n of this.written) f.add(i64.store(cpu, this.registers[n]!, offsetOf(n))); // written ones have locals
  }

  /** What the cells say between a branch and its slot. */
  protected setPending({ c, target }: Condition): void {
    const { f, cpu } = this;
    set32(f, cpu, "delay", i32.sub(DELAY.NOT_TAKEN, c));
    set64(f, cpu, "target", target);
  }

  protected override bits(x: Field, shift = 0): I32 {
    return i32.const((this.known(x) << shift) | 0);
  }
  private known(x: Field): number {
    return (this.now.word >>> x.shift) & (2 ** x.width - 1);
  }
  override field(x: Field): I64 {
    return i64.const(BigInt(this.known(x)));
  }
  override signed(x: Field): I64 {
    return i64.const(BigInt.asIntN(x.width, BigInt(this.known(x))));
  }
  override gpr(x: Field): I64 {
    const n = this.known(x);
    return n === 0 ? i64.const(0n) : this.registers[n]!; // the region's registers have locals
  }
  override setGpr(x: Field, v: I64): void {
    const n = this.known(x);
    if (n) this.f.set(this.registers[n]!, v);
  }
  override setLink(v: I64): void {
    this.f.set(this.registers[31]!, v);
  }
  override hi(): I64 { return this.registers[HI]!; }
  override lo(): I64 { return this.registers[LO]!; }
  override setHi(v: I64): void { this.f.set(this.registers[HI]!, v); }
  override setLo(v: I64): void { this.f.set(this.registers[LO]!, v); }
  override pc(): I64 {
    return i64.add(this.page, BigInt(4 * this.now.index));
  }
  protected override context(): I64 {
    return this.keys;
  }

  override branch(c: I32, offset: I64): void {
    this.transfer(c, i64.add(i64.add(this.pc(), offset), 4n));
  }
  override branchLikely(c: I32, offset: I64): void {
    this.transfer(c, i64.add(i64.add(this.pc(), offset), 4n));
  }
  override jump(target: I64): void {
    this.transfer(i32.const(1), target);
  }
  private transfer(c: I32, target: I64): void {
    const { f } = this;
    this.condition = { c: f.local("i32", c), target: f.local("i64", target) };
  }

  /** The state at this instruction goes into the cells. */
  private spill(): void {
    const { f, cpu, base, page, left } = this;
    this.saveRegisters();
    if (this.inSlot) this.setPending(this.inSlot);
    setState(f, cpu, i32.add(base, 4 * this.now.index), page, i32.add(left, this.rest), this.line);
  }
  protected override leaveBy(tailCall: Statement): void {
    this.spill();
    this.f.add(tailCall);
  }
  /** The interpreter executes the instruction. */
  protected override fromSlowPath(tailCall: Statement): I64 {
    this.leaveBy(tailCall);
    return i64.const(0n);
  }
  /** Parameters that say where the instruction is; `left` is of the time before it. */
  private here(): [I32, I32, I64, I32] {
    return [this.cpu, i32.add(this.base, 4 * this.now.index), this.page, i32.add(this.left, this.rest)];
  }
  /** Calls a slow path with the state in the cells; what it cannot settle, and cycles that no longer fit, leave. */
  private cold(access: keyof Dispatch["cold"], kind: number, va: I64, rest: readonly (I32 | I64 | number)[], found: Local<"i32">): void {
    const { f, cpu, left, inSlot } = this;
    const func = this.dispatch.cold[access];
    if (inSlot) this.setPending(inSlot);
    f.set(found, (func.call as unknown as (...args: unknown[]) => I32).apply(func, [...this.here(), va, ...rest])); // they differ by `rest`
    f.set(left, i32.sub(get32(cpu, "left"), this.rest));
    f.if(i32.or(isCode(found), i32.ltS(left, 0)), () => {
      f.set(this.coldHost, found);
      f.set(this.coldVa, va);
      f.set(this.coldKind, kind);
      f.br(this.coldExit);
    });
    if (inSlot) set32(f, cpu, "delay", 0);
  }
  protected override unlessHit(miss: I32, { access, va, size, rest, host }: DataMiss, hit: () => void): void {
    const kind = size | (access.startsWith("store") ? COLD.store : COLD.load);
    this.f.if(miss, () => this.cold(access, kind, va, [size, ...rest], host), hit);
  }
  override loadLinked(size: 4 | 8, address: I64): I64 {
    const va = this.let(address), host = this.temporary("i32");
    this.cold("loadLinked", size | COLD.linked, va, [size], host);
    return this.let(this.read(size, host, true));
  }
  override storeConditional(size: 4 | 8, address: I64, v: I64): I32 {
    const va = this.let(address), done = this.temporary("i32");
    this.cold("storeConditional", size | COLD.store | COLD.linked, va, [size, v], done);
    return done;
  }

  protected override slowOperation(code: I32, a: I64, b: I64, c: I64): I64 {
    return this.fpSlow("fpOperate", a, [code, b, c]);
  }
  protected override slowCompare(condition: I32, a: I64, b: I64): I64 {
    return this.fpSlow("fpCompare", a, [condition, b]);
  }
  private fpSlow(access: "fpOperate" | "fpCompare", a: I64, rest: readonly (I32 | I64)[]): I64 {
    this.cold(access, COLD.load, a, rest, this.temporary("i32"));
    return get64(this.cpu, "result");
  }
  protected override comesBack(): I32 {
    return i32.const(0);
  }
  protected override settleFcsr(): void {
    this.f.add(this.dispatch.fpSettle.call(this.cpu));
  }
  protected override writeFcsr(value: I64): void {
    this.cold("fpSetControl", COLD.load, value, [], this.temporary("i32"));
  }
  protected override fprAddress(x: Field): I32 {
    return i32.add(this.cpu, 8 * (this.known(x) & (this.region.fr ? 31 : 30)));
  }
  protected override halfShift(x: Field): I64 {
    return i64.const(this.region.fr || this.known(x) % 2 === 0 ? 0n : 32n);
  }
  override setFprWord(x: Field, v: I64): void {
    const { f } = this, at = this.fprAddress(x);
    if (this.region.fr) f.add(i64.store(at, i64.and(v, 0xffffffffn), CPU.fpr));
    else f.add(i64.store32(i32.add(at, this.known(x) % 2 ? 4 : 0), v, CPU.fpr));
  }

  /** An operation of the system coprocessor, after which the translation goes on if nothing else has changed. */
  private system(operation: (at: [I32, I32, I64, I32]) => I32, leave: () => void): void {
    const { f, cpu, left } = this;
    if (this.inSlot) return leave();
    const ended = this.keep(operation(this.here()));
    f.set(left, i32.sub(get32(cpu, "left"), this.rest));
    f.if(i32.or(ended, i32.ltS(left, 0)), () => {
      this.saveRegisters();
      f.add(this.dispatch.completed.returnCall(cpu));
    });
  }
  override setCp0(rd: Field, sub: Field, v: I64, wide: boolean): void {
    const value = wide ? v : i64.extend32S(v), n = this.known(rd), rule = CP0_WRITES[n];
    if (rule && STORED.includes(n)) {
      setCp0(this.f, this.cpu, n, written(rule, value, cp0(this.cpu, n)));
      return;
    }
    this.system((at) => this.dispatch.system.cp0Write.call(...at, this.bits(rd), this.bits(sub), value), () => super.setCp0(rd, sub, v, wide));
  }
  override tlbRead(): void {
    this.system((at) => this.dispatch.system.tlbRead.call(...at), () => super.tlbRead());
  }
  override tlbWrite(at: "index" | "random"): void {
    const { tlbWriteIndexed, tlbWriteRandom } = this.dispatch.system;
    this.system((here) => (at === "index" ? tlbWriteIndexed : tlbWriteRandom).call(...here), () => super.tlbWrite(at));
  }
  override tlbProbe(): void {
    this.system((at) => this.dispatch.system.tlbProbe.call(...at), () => super.tlbProbe());
  }
  override cp0(rd: Field, sub: Field, wide: boolean): I64 {
    const v = COMPUTED.includes(this.known(rd))
      ? this.let(this.dispatch.cp0Read.call(...this.here(), this.bits(rd), this.bits(sub)))
      : this.let(cp0(this.cpu, this.known(rd)));
    return wide ? v : i64.extend32S(v);
  }
}
