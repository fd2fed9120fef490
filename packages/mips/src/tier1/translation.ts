import { i32, i64, type Body, type Func, type I32, type I64, type Label, type Local } from "@disco-vm/wasm";
import { get32, get64, set64, type Frame } from "../engine/cells.ts";
import type { CodeMap } from "../engine/code-map.ts";
import { setFetch, setState, type Dispatch } from "../engine/dispatch.ts";
import { ENTRY } from "../engine/continuations.ts";
import { fieldsOf, type Parts } from "../engine/emitter.ts";
import { FPR_MASK } from "../engine/exceptions.ts";
import { graphOf, type Graph } from "./graph.ts";
import { KnownClauses, offsetOf, type Condition } from "./known-clauses.ts";
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

/** Ways of leaving at an instruction, added to its offset in the page, which is a multiple of 4. */
const REFETCH = 1;

/**
 * One region as a WebAssembly function. General registers are loaded on entry and stored on every way out. Cycles are
 * taken off `left` block by block, and a block is only entered if all of it fits; what does not fit, and whatever else is
 * rare, goes on in the interpreter from the same state.
 */
export class Translation extends KnownClauses {
  private readonly fetchKey: Local<"i64">;
  private readonly fetchTable: Local<"i32">;
  private readonly graph: Graph;
  /** Where to leave for the interpreter: an offset in the page, or REFETCH. */
  private readonly leaveAt: Local<"i32">;
  private stateExit!: Label;

  constructor(frame: Frame, private readonly own: TranslationParts, f: Body, region: Region) {
    super(frame, own, own.dispatch, f, region);
    this.graph = graphOf(region.entry, region.blocks);
    this.fetchKey = f.local("i64");
    this.fetchTable = f.local("i32");
    this.leaveAt = f.local("i32");
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
}
