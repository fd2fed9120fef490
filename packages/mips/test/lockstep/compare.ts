/** Two CPUs through one program, compared before every instruction. */
import { decode, type Decoded } from "../../src/isa/decode.ts";
import { disassemble } from "../../src/assembly/disassemble.ts";
import { exceptionCode, type Case } from "./case.ts";
import { DIFFERENCES } from "./differences.ts";
import { CODE, CODE_BYTES, KSEG0 } from "./layout.ts";
import type { Ours } from "./ours.ts";
import type { LockstepProgram } from "./program.ts";
import { FPU_SLOTS, SLOT, slotName, SLOTS, State } from "./state.ts";

/** Where the other side's states come from: QEMU, or a recording of it. */
export interface Source {
  /** Address of the first instruction to be compared. */
  readonly from: bigint;
  /** The state before the next instruction, in place of the one before. */
  next(into: State): void;
  /** Where RAM at the end differs from ours, or undefined. */
  memoryDifference(ours: Uint8Array): string | undefined;
}

export interface Outcome {
  /** Instructions after which all registers were compared, and those of them that were random. */
  instructions: number;
  random: number;
  /** How often each listed difference applied. */
  readonly differences: Map<string, number>;
  /** How often each instruction was executed, and each exception taken, by name and by ExcCode. */
  readonly executed: Map<string, number>;
  readonly exceptions: Map<number, number>;
  /** The first difference that nothing explains. */
  failure?: string;
}

const VECTORS = new Set([0xffffffff80000000n, 0xffffffff80000080n, 0xffffffff80000180n]);
/** Status bits that only one of the two has: XX, TS, and SR, NMI, PX of MIPS64. */
const STATUS_MASK = 0x7fffffff & ~(1 << 23 | 1 << 21 | 1 << 20 | 1 << 19 | 1 << 18);
/** BD, IP1 and IP0, ExcCode; CE where the exception is Coprocessor Unusable, elsewhere it is undefined. */
const CAUSE_MASK = 0x8000037c | 0, CE = 0x30000000, UNUSABLE = 11;

function mask(state: State): void {
  const { words } = state, status = 2 * SLOT.status, cause = 2 * SLOT.cause, code = exceptionCode(state);
  words[status]! &= STATUS_MASK; // slots are within the state
  words[status + 1] = 0;
  words[cause]! &= CAUSE_MASK | (code === UNUSABLE ? CE : 0);
  words[cause + 1] = 0;
}

export class Lockstep {
  private readonly mine = new State();
  private readonly theirs = new State();
  private readonly before = new State();
  private readonly known = new Map<number, Decoded | undefined>();

  constructor(private readonly ours: Ours) {}

  run(program: LockstepProgram, source: Source): Outcome {
    const { ours, mine, theirs, before } = this;
    const outcome: Outcome = { instructions: 0, random: 0, differences: new Map(), executed: new Map(), exceptions: new Map() };
    ours.load(program);
    theirs.words.fill(0);
    while (ours.cpu.pc !== source.from) ours.step();
    do source.next(theirs); while (theirs.get(SLOT.pc) !== source.from);
    this.readMine(program, theirs);
    for (let pc = source.from; pc !== program.end; pc = theirs.get(SLOT.pc)) {
      before.copy(mine);
      const at = Number(pc & 0xffffn), word = ours.word(at), instruction = this.decoded(word), name = instruction?.name ?? "reserved";
      outcome.executed.set(name, (outcome.executed.get(name) ?? 0) + 1);
      ours.step();
      this.nextReport(source, name, pc);
      this.readMine(program, theirs);
      if (!mine.equals(theirs)) this.meet(program, source);
      if (!mine.equals(theirs) && !this.explained({ pc, word, instruction, before, mine, theirs, ours }, outcome)) {
        outcome.failure = this.describe(program, pc, word, outcome);
        return outcome;
      }
      outcome.instructions++;
      if (at >= CODE && at < CODE + CODE_BYTES) outcome.random++;
    }
    for (let code = 0; code < 32; code++) if (ours.cpu.exceptions(code)) outcome.exceptions.set(code, ours.cpu.exceptions(code));
    const wrong = source.memoryDifference(ours.memory());
    if (wrong) outcome.failure = `seed ${program.seed}: ${wrong}`;
    return outcome;
  }

  private decoded(word: number): Decoded | undefined {
    if (!this.known.has(word)) this.known.set(word, decode(word));
    return this.known.get(word);
  }
  /** The next state that QEMU reports and that is one between two instructions. */
  private nextReport(source: Source, name: string, pc: bigint): void {
    const { ours: { cpu }, theirs, before } = this, skips = cpu.pc === pc + 8n && /^b.*l$/.test(name);
    do {
      source.next(theirs);
      mask(theirs);
      // What QEMU's own business interrupts it reports twice, and a slot that is nullified before it skips it.
    } while (theirs.equals(before) || (skips && theirs.get(SLOT.pc) === pc + 4n && theirs.low(SLOT.inSlot) === 1));
  }
  /** An interrupt and a fetch that faults QEMU reports later or earlier than we come to them. */
  private meet(program: LockstepProgram, source: Source): void {
    const { mine, theirs } = this;
    if (VECTORS.has(theirs.get(SLOT.pc)) && this.unreported(program)) {
      this.ours.step();
      this.readMine(program, theirs);
    } else if (VECTORS.has(mine.get(SLOT.pc)) && exceptionCode(mine) === 0 && theirs.get(SLOT.pc) === mine.get(SLOT.epc)) {
      // What it has reported it has not executed.
      do source.next(theirs); while (theirs.get(SLOT.pc) === mine.get(SLOT.epc));
      mask(theirs);
      this.readMine(program, theirs);
    }
  }
  /** Whether our next step executes nothing: an interrupt is taken, or its address holds no code. */
  private unreported({ code }: LockstepProgram): boolean {
    const { mine } = this, pc = mine.get(SLOT.pc), status = mine.low(SLOT.status);
    const pending = (status & mine.low(SLOT.cause) & 0x300) !== 0 && (status & 7) === 1;
    const holdsCode = (pc >= code && pc < code + BigInt(CODE_BYTES)) || (pc >= KSEG0 && pc < KSEG0 + BigInt(CODE));
    return pending || !holdsCode;
  }
  private readMine(program: LockstepProgram, theirs: State): void {
    this.ours.read(this.mine);
    mask(this.mine);
    const same = (slot: number): void => {
      for (const n of [2 * slot, 2 * slot + 1]) this.mine.words[n] = theirs.words[n]!; // slots are within the state
    };
    if (!program.fpu) FPU_SLOTS.forEach(same); // not reported
    // Of a pair that Status.FR makes one register, QEMU reports the even half only.
    else if (!program.profile.fr) for (let n = 1; n < 32; n += 2) same(SLOT.fpr + n);
  }

  private explained(c: Case, outcome: Outcome): boolean {
    const expected = new State(), earlier = new State(), names: string[] = [];
    expected.copy(c.mine);
    for (const d of DIFFERENCES) {
      if (!d.applies(c)) continue;
      earlier.copy(expected);
      d.theirs(expected, c);
      if (!earlier.equals(expected)) names.push(d.name);
    }
    mask(expected);
    if (!expected.equals(c.theirs)) return false;
    this.ours.adopt(c.mine.differing(c.theirs), c.theirs);
    c.mine.copy(c.theirs);
    for (const name of names) outcome.differences.set(name, (outcome.differences.get(name) ?? 0) + 1);
    return true;
  }

  private describe(program: LockstepProgram, pc: bigint, word: number, outcome: Outcome): string {
    const { mine, theirs, before } = this;
    const slots = Array.from({ length: SLOTS }, (_, n) => n).filter((n) => mine.get(n) !== theirs.get(n));
    const hex = (v: bigint): string => v.toString(16).padStart(16, "0");
    return [
      `seed ${program.seed} ${JSON.stringify(program.profile)}, instruction ${outcome.instructions} at ${hex(pc)}: ${disassemble(word, pc)}`,
      ...slots.map((n) => `  ${slotName(n).padEnd(6)} before ${hex(before.get(n))}  QEMU ${hex(theirs.get(n))}  ours ${hex(mine.get(n))}`),
      `  operands ${this.operands(decode(word))}; fcsr ${hex(before.get(SLOT.fcsr))} status ${hex(before.get(SLOT.status))} cause ${hex(theirs.get(SLOT.cause))}`,
    ].join("\n");
  }
  private operands(instruction: Decoded | undefined): string {
    const hex = (slot: number): string => this.before.get(slot).toString(16);
    const f = instruction?.fields;
    return f ? `rs ${hex(f.rs)} rt ${hex(f.rt)} fs ${hex(32 + f.fs)} ft ${hex(32 + f.ft)} fd ${hex(32 + f.fd)} fr ${hex(32 + f.fr)}` : "none";
  }
}
