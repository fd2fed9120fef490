/**
 * The assembler, in two passes: the first reads the text, settles sizes and gives labels their addresses; the second
 * evaluates what the first could not, and encodes.
 */
import { encode } from "../isa/decode.ts";
import type { FieldName } from "../row.ts";
import { directives } from "./directives.ts";
import { AssemblerError, type Position } from "./error.ts";
import { bind, evaluate, Reader, type Expression, type Value } from "./expression.ts";
import { doubled, formsOf, instructionNames, isRelocation, match, rangeOf, type Bound, type Form, type Mismatch, type RowForm } from "./forms.ts";
import { nearest } from "./nearest.ts";
import { statements, type Statement, type Token } from "./lexer.ts";
import type { Expansion } from "./macros/expansion.ts";
import { readOperands, type OperandValue, type RegisterOperand } from "./operand-values.ts";
import { OPERANDS, type OperandName } from "./operands.ts";
import { shownName, Symbols } from "./symbols.ts";

/** How a text is assembled. */
export interface AssembleOptions {
  /** Address of the first byte: 0 unless given. */
  readonly origin?: bigint | number;
  /** Constants that the text may use. */
  readonly symbols?: Readonly<Record<string, bigint | number>>;
  /** Whose register names: n64 (and n32), the default, has a4-a7 where o32 has t0-t3. Addresses have 64 bits, or 32. */
  readonly abi?: "n64" | "o32";
}

/** What a text became. */
export interface Assembled {
  /** Address of the first byte, unsigned. */
  readonly origin: bigint;
  /** Big-endian, as the guest's memory holds it; padded with zeros to whole words. */
  readonly bytes: Uint8Array;
  /** The same, as unsigned 32-bit numbers. */
  readonly words: readonly number[];
  /** Labels and constants, as unsigned 64-bit numbers; local labels are left out. */
  readonly symbols: ReadonlyMap<string, bigint>;
}

interface Mode { readonly reorder: boolean; readonly at: number | undefined; readonly macros: boolean }
type Item =
  | { readonly kind: "instruction"; readonly form: RowForm; readonly bound: Bound; readonly offset: number; readonly at: Position }
  | { readonly kind: "data"; readonly size: number; readonly value: Expression; readonly offset: number; readonly at: Position }
  | { readonly kind: "bytes"; readonly bytes: Uint8Array; readonly offset: number };

/** Assembles GNU-style text in one section; throws `AssemblerError` at its first mistake. */
export function assemble(text: string, options: AssembleOptions = {}): Assembled {
  const assembler = new Assembler(options);
  for (const statement of statements(text)) assembler.statement(statement);
  return assembler.finish();
}

/** Pass one; directives work on it. */
export class Assembler {
  readonly origin: bigint;
  readonly abi: "n64" | "o32";
  readonly symbols: Symbols;
  mode: Mode = { reorder: true, at: 1, macros: true };
  readonly modes: Mode[] = [];
  offset = 0;
  private readonly items: Item[] = [];
  /** Labels of this place: data that is aligned takes them along. */
  private here: string[] = [];
  /** The instruction before has a delay slot, which comes next. */
  private inSlot = false;

  constructor(options: AssembleOptions) {
    this.origin = BigInt.asIntN(64, BigInt(options.origin ?? 0));
    this.abi = options.abi ?? "n64";
    this.symbols = new Symbols(options.symbols ?? {});
  }

  get address(): bigint { return this.origin + BigInt(this.offset); }

  statement(tokens: Statement): void {
    let first = 0;
    for (; tokens[first + 1]?.kind === "operator" && tokens[first + 1]?.text === ":"; first += 2) {
      const label = tokens[first];
      if (label?.kind !== "name" && label?.kind !== "number") throw new AssemblerError("syntax", label?.at ?? { line: 1, column: 1 }, "a label", `"${label?.text}"`);
      this.here.push(this.symbols.defineLabel(label, this.address));
    }
    const head = tokens[first];
    if (!head) return;
    const reader = new Reader(tokens.slice(first + 1), (token) => this.symbols.localLabel(token));
    if (head.kind !== "name") throw new AssemblerError("syntax", head.at, "an instruction or a directive", `"${head.text}"`);
    if (reader.isOperator("=")) {
      reader.next();
      return this.assign(head, reader);
    }
    const directive = directives.get(head.text);
    if (directive) {
      directive(this, reader, head);
      if (!reader.done) throw reader.unexpected("the end of the line");
      return;
    }
    if (head.text.startsWith(".")) throw new AssemblerError("directive", head.at, `a directive${nearest(head.text, directives.keys())}`, `"${head.text}"`);
    const operands = readOperands(reader, this.abi).map((o) => this.bindOperand(o));
    if (!reader.done) throw reader.unexpected(`"," or the end of the line`);
    this.instruction(head, operands);
  }

  assign(name: Token, reader: Reader): void {
    this.symbols.setVariable(name, this.bind(reader.expression()));
    if (!reader.done) throw reader.unexpected("the end of the line");
  }

  // Expressions, at this point of the text.

  bind(e: Expression): Expression {
    return bind(e, { value: this.address, relative: 1 }, this.symbols.variableNow);
  }
  private bindOperand(o: OperandValue): OperandValue {
    if (o.kind === "expression") return { ...o, expression: this.bind(o.expression) };
    return o.kind === "memory" ? { ...o, displacement: this.bind(o.displacement) } : o;
  }
  /** A plain number, known now. */
  known = (e: Expression): bigint | undefined => {
    const v = evaluate(e, this.symbols.lookup);
    return "missing" in v || v.relative !== 0 ? undefined : v.value;
  };
  /** For directives that move the location: the value must be known. */
  value(reader: Reader, expected: string): Value {
    const at = reader.at, v = evaluate(this.bind(reader.expression()), this.symbols.lookup);
    if ("missing" in v) throw new AssemblerError("undefined-symbol", at, `${expected} known at this point`, `"${shownName(v.missing)}"`);
    return v;
  }
  constant(reader: Reader, expected: string, low: bigint, high: bigint): bigint {
    const at = reader.at, { value } = this.value(reader, expected);
    if (value < low || value > high) throw new AssemblerError("range", at, `${expected} from ${low} to ${high}`, `${value}`);
    return value;
  }

  // Output.

  data(size: 1 | 2 | 4 | 8, value: Expression, at: Position): void {
    this.align(size);
    this.items.push({ kind: "data", size, value: this.bind(value), offset: this.offset, at });
    this.advance(size);
  }
  bytes(bytes: Uint8Array): void {
    this.items.push({ kind: "bytes", bytes, offset: this.offset });
    this.advance(bytes.length);
  }
  align(size: number, fill = 0): void {
    const labels = this.here, start = Number(BigInt.asUintN(30, this.address)) & (size - 1);
    if (start === 0) return;
    this.bytes(new Uint8Array(size - start).fill(fill));
    for (const label of labels) this.symbols.moveLabel(label, this.address);
    this.here = labels;
  }
  private advance(size: number): void {
    this.offset += size;
    this.here = [];
    this.inSlot = false;
  }

  private instruction(head: Token, operands: readonly OperandValue[]): void {
    const wasSlot = this.inSlot && !this.mode.reorder, expansion = this.expansion(head);
    expansion.emit(head.text, ...operands);
    if (expansion.emitted > 1 && wasSlot)
      throw new AssemblerError("delay-slot", head.at, "one instruction in the delay slot", `"${head.text}", which is ${expansion.emitted}`);
    if (expansion.emitted > 1 && !this.mode.macros)
      throw new AssemblerError("directive", head.at, "an instruction of one word after .set nomacro", `"${head.text}", which is ${expansion.emitted}`);
    if (this.inSlot && this.mode.reorder) expansion.emit("nop");
  }

  private resolve(head: Token, name: string, operands: readonly OperandValue[]): [Form, Bound] {
    const forms = formsOf(name);
    if (!forms) throw new AssemblerError("unknown-instruction", head.at, `an instruction of the R10000${nearest(name, instructionNames())}`, `"${name}"`);
    let best: Mismatch | undefined;
    for (const form of forms) {
      const bound = match(form, operands, this.known);
      if (!isMismatch(bound)) return [form, bound];
      if (!best || bound.operand > best.operand) best = bound;
    }
    for (const form of forms) {
      const twice = doubled(form, operands), bound = twice && match(form, twice, this.known);
      if (bound && !isMismatch(bound)) return [form, bound];
    }
    const last = operands.at(-1), end = last ? { line: last.at.line, column: last.at.column + last.text.length } : { ...head.at, column: head.at.column + head.text.length };
    throw new AssemblerError("operand", best?.at ?? end, `${best?.expected ?? "other operands"} (operand ${(best?.operand ?? 0) + 1} of ${name})`, best?.found ?? "these");
  }

  /** The statement's way to emit instructions; macros get it, and emit through it in turn. */
  private expansion(head: Token): Expansion {
    const start = this.address;
    let emitted = 0;
    const expansion: Expansion = {
      emit: (name, ...operands) => {
        const [form, bound] = this.resolve(head, name, operands);
        if (form.kind === "macro") return form.expand(bound, expansion);
        if (this.offset & 3) throw new AssemblerError("alignment", head.at, "a multiple of 4 as the address of an instruction", `0x${BigInt.asUintN(64, this.address).toString(16)}`);
        this.items.push({ kind: "instruction", form, bound, offset: this.offset, at: head.at });
        this.advance(4);
        this.inSlot = form.delaySlot;
        emitted++;
      },
      value: (operand) => (operand?.kind === "expression" ? this.known(operand.expression) : undefined) ?? 0n,
      isKnown: (e) => this.known(e) !== undefined,
      at: (): RegisterOperand => {
        if (this.mode.at === undefined) throw new AssemblerError("no-at", head.at, "an instruction that does not need $at after .set noat", `"${head.text}"`);
        return { kind: "register", register: { kind: "gpr", number: this.mode.at }, text: `$${this.mode.at}`, at: head.at };
      },
      number: (value) => ({ kind: "expression", expression: { kind: "value", value: { value: BigInt(value), relative: 0 } }, text: `${value}`, at: head.at }),
      expression: (expression) => ({ kind: "expression", expression, text: head.text, at: head.at }),
      memory: (displacement, base) => ({ kind: "memory", displacement, base, text: head.text, at: head.at }),
      fromHere: (bytes) => expansion.expression({ kind: "value", value: { value: start + BigInt(bytes), relative: 1 } }),
      get emitted() { return emitted; },
      addAddress: this.abi === "n64" ? "daddu" : "addu",
      refuse: (operand, expected) => { throw new AssemblerError("range", operand?.at ?? head.at, expected, `"${operand?.text ?? head.text}"`); },
    };
    return expansion;
  }

  // Pass two.

  finish(): Assembled {
    const bytes = new Uint8Array((this.offset + 3) & ~3), view = new DataView(bytes.buffer);
    for (const item of this.items) {
      if (item.kind === "bytes") bytes.set(item.bytes, item.offset);
      else if (item.kind === "instruction") view.setUint32(item.offset, this.encode(item.form, item.bound, this.origin + BigInt(item.offset), item.at));
      else this.put(view, item.offset, item.size, this.final(item.value), item.at);
    }
    const words = Array.from({ length: bytes.length / 4 }, (_, n) => view.getUint32(4 * n));
    return { origin: BigInt.asUintN(64, this.origin), bytes, words, symbols: this.symbols.all() };
  }

  private put(view: DataView, offset: number, size: number, value: bigint, at: Position): void {
    const bits = BigInt(8 * size);
    if (value < -(2n ** (bits - 1n)) || value >= 2n ** bits) throw new AssemblerError("range", at, `a value of ${bits} bits`, `${value}`);
    const shift = 64n - bits; // setBigUint64 on a scratch word, then the low bytes of it
    const scratch = new DataView(new ArrayBuffer(8));
    scratch.setBigUint64(0, BigInt.asUintN(64, value << shift));
    for (let n = 0; n < size; n++) view.setUint8(offset + n, scratch.getUint8(n));
  }

  private final(e: Expression): bigint {
    const v = evaluate(e, this.symbols.lookup);
    if ("missing" in v) throw new AssemblerError("undefined-symbol", v.at, "a symbol defined in this text or in the option `symbols`", `"${shownName(v.missing)}"`);
    return v.value;
  }

  private encode(form: RowForm, bound: Bound, address: bigint, at: Position): number {
    const fields: Partial<Record<FieldName, number>> = { ...form.fixed };
    for (const [name, operand] of Object.entries(bound)) {
      if (name === "lowcode") fields.code = (fields.code ?? 0) | Number(this.ranged(form, "breakcode", operand));
      else if (operand.kind === "register") setRegister(fields, name, operand);
      else if (operand.kind === "indexed") (setRegister(fields, name, operand.index), setRegister(fields, "rs", operand.base));
      else if (operand.kind === "memory") {
        fields.imm = Number(this.ranged(form, "simm", operand));
        setRegister(fields, "rs", operand.base);
      } else if (name in OPERANDS) {
        const { field, form: kind } = OPERANDS[name as OperandName]; // just tested
        fields[field] = kind === "branch" ? this.branchOffset(operand, address)
          : kind === "jump" ? this.jumpTarget(operand, address)
          : Number(this.ranged(form, name as OperandName, operand)) * (kind === "codes" ? 1024 : 1);
      }
    }
    try {
      return encode(form.row, fields);
    } catch (error) {
      throw new AssemblerError("range", at, "operands that fit the instruction", (error as Error).message); // cannot happen: all were checked
    }
  }

  /** A number within the range of the operand's field; a %hi or %lo may be the unsigned or the signed form of 16 bits. */
  private ranged(form: RowForm, name: OperandName, operand: OperandValue): bigint {
    const e = operand.kind === "memory" ? operand.displacement : operand.kind === "expression" ? operand.expression : undefined;
    if (!e) return 0n;
    const { low, high } = rangeOf(form.row, OPERANDS[name]), value = this.final(e);
    if (isRelocation(e)) return low < 0n ? BigInt.asIntN(16, value) : BigInt.asUintN(16, value);
    if (value < low || value > high) throw new AssemblerError("range", operand.at, `a constant from ${low} to ${high}`, `${value}`);
    return value;
  }

  private targetOf(operand: OperandValue): bigint {
    const target = operand.kind === "expression" ? this.final(operand.expression) : 0n;
    if (target & 3n) throw new AssemblerError("alignment", operand.at, "a target that is a multiple of 4", `0x${BigInt.asUintN(64, target).toString(16)}`);
    return target;
  }
  private branchOffset(operand: OperandValue, address: bigint): number {
    const words = BigInt.asIntN(64, this.targetOf(operand) - address - 4n) / 4n;
    if (BigInt.asIntN(16, words) !== words) throw new AssemblerError("range", operand.at, "a target within 128 KB of the branch", `a distance of ${words * 4n} bytes`);
    return Number(words);
  }
  private jumpTarget(operand: OperandValue, address: bigint): number {
    const target = this.targetOf(operand);
    if ((target ^ (address + 4n)) >> 28n !== 0n)
      throw new AssemblerError("range", operand.at, "a target in the 256 MB region of the delay slot", `0x${BigInt.asUintN(64, target).toString(16)}`);
    return Number(BigInt.asUintN(26, target >> 2n));
  }
}

const isMismatch = (bound: Bound | Mismatch): bound is Mismatch => typeof (bound as Mismatch).operand === "number"; // no slot is called "operand"

function setRegister(fields: Partial<Record<FieldName, number>>, name: string, operand: RegisterOperand): void {
  if (!(name in OPERANDS)) return;
  const { field, form } = OPERANDS[name as OperandName]; // just tested
  if (form !== "zero") fields[field] = operand.register.number;
}
