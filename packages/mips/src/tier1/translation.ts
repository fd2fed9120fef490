import { i32, i64, type Body, type Func, type I32, type I64, type Label, type Local, type Statement } from "@disco-vm/wasm";
import { cp0, get32, get64, isCode, set32, set64, type Frame } from "../engine/cells.ts";
import { Clauses } from "../engine/clauses-fpu.ts";
import { COMPUTED, type DataMiss } from "../engine/clauses-integer.ts";
import type { CodeMap } from "../engine/code-map.ts";
import { COLD, setFetch, setState, type Dispatch } from "../engine/dispatch.ts";
import { ENTRY } from "../engine/continuations.ts";
import { fieldsOf, type Field, type Parts } from "../engine/emitter.ts";
import { FPR_MASK } from "../engine/exceptions.ts";
import { CPU, DELAY } from "../layout.ts";
import { graphOf, type Graph } from "./graph.ts";
import { HI, LO, REGISTERS } from "./probe.ts";
import type { Block, End, Instruction, Region, Target } from "./region.ts";

/** Parameters of a translation; see TRANSLATION in engine/code-map.ts. */
export type TranslationFunc = Func<readonly ["i32", "i32", "i64", "i32"], "i32">;

export interface TranslationParts extends Parts {
  readonly interpret: Func<readonly ["i32", "i32"], "i32">;
  readonly dispatch: Dispatch;
  readonly map: CodeMap;
  /** The translation of an instruction of the same page in the same module, and its index in the table of functions. */
  readonly neighbour: (index: number) => { readonly func: TranslationFunc; readonly slot: number } | undefined;
}

type Condition = { readonly c: Local<"i32">; readonly target: Local<"i64"> };

/** Ways of leaving at an instruction, added to its offset in the page, which is a multiple of 4. */
const REFETCH = 1;

const offsetOf = (register: number): number => (register === HI ? CPU.hi : register === LO ? CPU.lo : CPU.gpr + 8 * register);

/**
 * One region as a WebAssembly function. The clauses are those of the interpreter; here the fields of an instruction are
 * constants, and general registers are locals, loaded on entry and stored on every way out. Cycles are taken off `left`
 * block by block, and a block is only entered if all of it fits; what does not fit, and whatever else is rare, goes on
 * in the interpreter from the same state.
 */
export class Translation extends Clauses {
  private readonly base: Local<"i32">;
  private readonly page: Local<"i64">;
  private readonly left: Local<"i32">;
  private readonly keys: Local<"i64">;
  private readonly fetchKey: Local<"i64">;
  private readonly fetchTable: Local<"i32">;
  private readonly registers: (Local<"i64"> | undefined)[] = Array.from({ length: REGISTERS }, () => undefined);
  private readonly written: readonly number[];
  private readonly graph: Graph;
  private readonly line: number;

  // Ways out of the function, and what they need.
  private readonly leaveAt: Local<"i32">;
  private readonly coldVa: Local<"i64">;
  private readonly coldHost: Local<"i32">;
  private readonly coldKind: Local<"i32">;
  private stateExit!: Label;
  private coldExit!: Label;

  // The instruction at hand.
  private now!: Instruction;
  /** Cycles of the block from this instruction on. */
  private rest = 0;
  private inSlot: Condition | undefined;
  private condition: Condition | undefined;

  constructor(frame: Frame, private readonly own: TranslationParts, f: Body, private readonly region: Region) {
    super(frame, own, f);
    // The parameters are those of TRANSLATION.
    [this.base, this.page, this.left] = f.params.slice(1) as unknown as [Local<"i32">, Local<"i64">, Local<"i32">];
    this.line = frame.geometry.fetchLine;
    this.graph = graphOf(region.entry, region.blocks);
    const insights = [...region.blocks.values()].flatMap((b) => [...b.instructions, ...("slot" in b.end ? [b.end.slot] : [])]);
    const used = new Set(insights.flatMap(({ insight }) => [...insight.reads, ...insight.writes]));
    this.written = [...new Set(insights.flatMap(({ insight }) => insight.writes))].sort((a, b) => a - b);
    for (const register of used) this.registers[register] = f.local("i64");
    this.keys = f.local("i64");
    this.fetchKey = f.local("i64");
    this.fetchTable = f.local("i32");
    this.leaveAt = f.local("i32");
    this.coldVa = f.local("i64");
    this.coldHost = f.local("i32");
    this.coldKind = f.local("i32");
  }

  write(): void {
    const { f, cpu, base, page, left, region, own } = this;
    f.block((coldExit) => {
      this.coldExit = coldExit;
      f.block((stateExit) => {
        this.stateExit = stateExit;
        this.prologue();
        this.tree(region.entry, []);
        f.unreachable();
      });
      this.saveRegisters();
      const at = i32.add(base, i32.and(this.leaveAt, ~REFETCH));
      f.if(i32.and(this.leaveAt, REFETCH), () => {
        setFetch(f, cpu, i64.add(page, i64.extendU(i32.and(this.leaveAt, ~REFETCH))), left);
      }, () => setState(f, cpu, at, page, left, this.line));
      f.add(own.interpret.returnCall(cpu, ENTRY.WINDOW));
    });
    this.saveRegisters();
    f.add(own.dispatch.coldExit.returnCall(cpu, this.coldHost, this.coldVa, this.coldKind));
    f.unreachable();
  }

  private prologue(): void {
    const { f, cpu, base, page, left, region, own, parts: { lines } } = this;
    const entry = 4 * region.entry;
    const unfit: I32[] = [];
    if (region.needs) unfit.push(i32.ne(i32.and(get32(cpu, "variant"), region.needs), region.needs));
    if (region.fr !== undefined) unfit.push(i32.ne(get32(cpu, "fprMask"), region.fr ? FPR_MASK.fr1 : FPR_MASK.fr0));
    if (region.segment !== undefined) unfit.push(i32.ne(i32.and(i32.shrU(i32.wrap(page), 12), 0xffff), region.segment & 0xffff));
    if (unfit.length) f.if(unfit.reduce((x, y) => i32.or(x, y)), () => {
      setState(f, cpu, i32.add(base, entry), page, left, this.line);
      f.add(own.dispatch.misfit.returnCall(cpu, i32.add(base, entry)));
    });
    const first = region.blocks.get(region.entry)!; // a region has its entry
    f.if(i32.ltS(left, first.cycles), () => {
      setState(f, cpu, i32.add(base, entry), page, left, this.line);
      f.add(own.interpret.returnCall(cpu, ENTRY.WINDOW));
    });
    f.set(this.keys, get64(cpu, "context"));
    if (this.line < 4096) {
      f.set(this.fetchTable, i32.add(cpu, lines.fetchIndex(page)));
      f.set(this.fetchKey, i64.or(i64.and(page, lines.fetchMask()), this.keys));
    }
    this.registers.forEach((local, n) => { if (local) f.set(local, i64.load(cpu, offsetOf(n))); });
  }

  private saveRegisters(): void {
    const { f, cpu } = this;
    for (const n of this.written) f.add(i64.store(cpu, this.registers[n]!, offsetOf(n))); // written ones have locals
  }

  // Structure.
  private tree(at: number, labels: readonly (readonly [number, Label])[]): void {
    const { f, graph } = this;
    const merges = graph.children.get(at)!.filter(graph.isMerge); // every block has a list
    const within = (pending: readonly number[], known: readonly (readonly [number, Label])[]): void => {
      const [outer, ...rest] = pending;
      if (outer === undefined) {
        this.block(this.region.blocks.get(at)!, known);
        return;
      }
      f.block((label) => within(rest, [[outer, label], ...known]));
      this.tree(outer, known);
    };
    if (graph.isLoop(at)) f.loop((label) => within(merges, [[at, label], ...labels]));
    else within(merges, labels);
  }

  private block(block: Block, labels: readonly (readonly [number, Label])[]): void {
    const { f, left } = this;
    this.rest = block.cycles;
    f.set(left, i32.sub(left, block.cycles));
    for (const instruction of block.instructions) this.instruction(instruction);
    this.end(block, block.end, labels);
  }

  private instruction(instruction: Instruction): void {
    const { f, cpu } = this;
    this.now = instruction;
    for (const pool of Object.values(this.pools)) pool.used = 0;
    const { row } = instruction.insight.decoded;
    row.exec(this, fieldsOf(row));
    if (instruction.cycles > 1)
      set64(f, cpu, "charged", i64.add(get64(cpu, "charged"), BigInt(instruction.cycles - 1)));
    this.rest -= instruction.cycles;
  }

  private end(block: Block, end: End, labels: readonly (readonly [number, Label])[]): void {
    const { f } = this, last = block.instructions.at(-1)!.index; // a block is not empty
    switch (end.kind) {
      case "leaves": return f.unreachable();
      case "fall": return this.follow(block, last, end.to, labels);
      case "jump": {
        const condition = this.condition!; // the jump has set it
        this.slot(end.slot, condition);
        if (end.taken) return this.follow(block, end.slot.index, end.taken, labels);
        const { target } = condition;
        for (const index of end.seen) {
          f.if(i64.eq(target, i64.add(this.page, BigInt(4 * index))), () => this.follow(block, end.slot.index, { index }, labels));
        }
        this.leap(end.slot.index, target);
        return;
      }
      case "branch": {
        const condition = this.condition!; // the branch has set it
        this.slot(end.slot, condition);
        if (!end.fall) return this.follow(block, end.slot.index, end.taken, labels);
        f.if(condition.c, () => this.follow(block, end.slot.index, end.taken, labels));
        return this.follow(block, end.slot.index, end.fall, labels);
      }
      case "likely": {
        const condition = this.condition!, slotCycles = end.slot.cycles;
        f.if(condition.c, () => {
          this.slot(end.slot, condition);
          this.follow(block, end.slot.index, end.taken, labels);
        });
        // The slot is nullified: its cycles were not used.
        f.set(this.left, i32.add(this.left, slotCycles));
        if (end.fall) this.follow(block, last, end.fall, labels);
        else f.unreachable();
      }
    }
  }

  private slot(slot: Instruction, condition: Condition): void {
    const { f, cpu } = this;
    if ((4 * slot.index) % this.line === 0) {
      f.if(this.lineMissing(slot.index), () => {
        this.saveRegisters();
        this.setPending(condition);
        setFetch(f, cpu, i64.add(this.page, BigInt(4 * slot.index)), i32.add(this.left, this.rest));
        f.add(this.own.interpret.returnCall(cpu, ENTRY.WINDOW));
      });
    }
    this.inSlot = condition;
    this.condition = undefined;
    this.instruction(slot);
    this.inSlot = undefined;
  }

  /** What the cells say between a branch and its slot. */
  private setPending({ c, target }: Condition): void {
    const { f, cpu } = this;
    set32(f, cpu, "delay", i32.sub(DELAY.NOT_TAKEN, c));
    set64(f, cpu, "target", target);
  }

  /** Whether the line of an instruction of this page is not in the table. */
  private lineMissing(index: number): I32 {
    const offset = Math.floor((4 * index) / this.line) * 8;
    return i64.ne(this.fetchKey, i64.load(this.fetchTable, this.frame.tables.fetchKey + offset));
  }

  /** Control goes from `from` (the last instruction executed) to `to`. */
  private follow(block: Block, from: number, to: Target, labels: readonly (readonly [number, Label])[]): void {
    const { f, cpu, base, page, left, own, graph, region } = this;
    if (!("index" in to)) return this.leap(from, i64.add(page, to.distance));
    const { index } = to, target = region.blocks.get(index);
    const inside = target && graph.follows(block.start, index);
    const crossing = Math.floor((4 * index) / this.line) !== Math.floor((4 * from) / this.line);
    const short = i32.ltS(left, inside ? target.cycles : 1);
    if (crossing) this.leaveIf(i32.or(short, this.lineMissing(index)), 4 * index | REFETCH);
    else if (inside) this.leaveIf(short, 4 * index);
    if (!inside) {
      this.saveRegisters();
      const neighbour = own.neighbour(index), hp = i32.add(base, 4 * index);
      if (neighbour) {
        f.if(i32.eq(own.map.find(hp), neighbour.slot), () => f.add(neighbour.func.returnCall(cpu, base, page, left)));
      }
      f.add(own.dispatch.go.returnCall(cpu, hp, page, left));
      return;
    }
    const label = labels.find(([b]) => b === index)?.[1];
    if (label) f.br(label);
    else this.tree(index, labels);
  }

  private leap(from: number, target: I64): void {
    const { f, cpu, base, page, left, own } = this;
    this.saveRegisters();
    f.add(own.dispatch.jump.returnCall(cpu, i32.add(base, 4 * from), page, left, target));
  }

  private leaveIf(condition: I32, at: number): void {
    this.f.if(condition, () => {
      this.f.set(this.leaveAt, at);
      this.f.br(this.stateExit);
    });
  }

  // What differs from the interpreter.
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
    const { f, cpu, left, own, inSlot } = this;
    const func = own.dispatch.cold[access];
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
  protected override unlessHit(miss: I32, { access, va, size, last, host }: DataMiss, hit: () => void): void {
    const kind = size | (access.startsWith("store") ? COLD.store : COLD.load);
    this.f.if(miss, () => this.cold(access, kind, va, [size, ...(last ? [last] : [])], host), hit);
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
  protected override mayHurry(): I32 {
    return i32.const(1);
  }
  protected override settleFcsr(): void {
    this.f.add(this.own.dispatch.fpSettle.call(this.cpu));
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
    const { f, cpu, left, own } = this;
    if (this.inSlot) return leave();
    const ended = this.keep(operation(this.here()));
    f.set(left, i32.sub(get32(cpu, "left"), this.rest));
    f.if(i32.or(ended, i32.ltS(left, 0)), () => {
      this.saveRegisters();
      f.add(own.dispatch.completed.returnCall(cpu));
    });
  }
  override setCp0(rd: Field, sub: Field, v: I64, wide: boolean): void {
    const value = wide ? v : i64.extend32S(v);
    this.system((at) => this.own.dispatch.system.cp0Write.call(...at, this.bits(rd), this.bits(sub), value), () => super.setCp0(rd, sub, v, wide));
  }
  override tlbRead(): void {
    this.system((at) => this.own.dispatch.system.tlbRead.call(...at), () => super.tlbRead());
  }
  override tlbWrite(at: "index" | "random"): void {
    const { tlbWriteIndexed, tlbWriteRandom } = this.own.dispatch.system;
    this.system((here) => (at === "index" ? tlbWriteIndexed : tlbWriteRandom).call(...here), () => super.tlbWrite(at));
  }
  override tlbProbe(): void {
    this.system((at) => this.own.dispatch.system.tlbProbe.call(...at), () => super.tlbProbe());
  }
  override cp0(rd: Field, sub: Field, wide: boolean): I64 {
    const v = COMPUTED.includes(this.known(rd))
      ? this.let(this.own.dispatch.cp0Read.call(...this.here(), this.bits(rd), this.bits(sub)))
      : this.let(cp0(this.cpu, this.known(rd)));
    return wide ? v : i64.extend32S(v);
  }
}
