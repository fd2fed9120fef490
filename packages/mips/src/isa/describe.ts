/** What an instruction does, in words: its clause, run on a machine whose values are text. */
import { FIELD_LETTERS, type FieldName, type Fields, type Row } from "../row.ts";
import type { ExceptionName, Semantics } from "../semantics.ts";
import { rows, type Mnemonic } from "./rows.ts";

/** One instruction, for a reader. */
export interface Description {
  /** 32 columns of 0, 1 and letters that stand for operand fields (see `FIELD_LETTERS`); spaces group. */
  readonly encoding: string;
  /** The operands, as the assembler takes them. */
  readonly syntax: string;
  /** Lowest MIPS architecture level that has it. */
  readonly level: number;
  /** Pseudo-code, a line each; a line of a condition's body begins with two spaces. */
  readonly operation: readonly string[];
  /** What it may raise, besides what its fetch may. */
  readonly exceptions: readonly ExceptionName[];
}

/** Describes an instruction. Throws RangeError for a name that is none. */
export function describe(name: Mnemonic): Description {
  const row: Row | undefined = rows[name];
  if (!row) throw new RangeError(`describe: expected the name of an instruction, as in \`mnemonics\`, got "${String(name)}"`);
  const text = new Text();
  row.exec(text, FIELDS);
  const exceptions = new Set<ExceptionName>();
  if (row.unit !== undefined) exceptions.add("CpU");
  if (row.isa >= 3) exceptions.add(row.denied === "E" ? "FPE" : "RI");
  for (const raised of text.raised) exceptions.add(raised);
  return { encoding: row.bits, syntax: row.syntax, level: row.isa, operation: text.lines, exceptions: [...exceptions] };
}

const FIELDS = Object.fromEntries(Object.keys(FIELD_LETTERS).map((name) => [name, name])) as Fields<FieldName>;

const LOADS: readonly ExceptionName[] = ["AdEL", "TLBL", "DBE", "WATCH"];
const STORES: readonly ExceptionName[] = ["AdES", "TLBS", "Mod", "DBE", "WATCH"];
const ROUNDINGS = { nearest: "to nearest", zero: "toward zero", up: "upward", down: "downward" } as const;

/** Values and conditions are expressions; those of more than one term are bracketed. */
class Text implements Semantics<string, string, FieldName> {
  readonly lines: string[] = [];
  readonly raised = new Set<ExceptionName>();
  private indent = "";
  private temporaries = 0;

  private line(text: string): void { this.lines.push(this.indent + text); }
  private may(...exceptions: readonly ExceptionName[]): void { for (const e of exceptions) this.raised.add(e); }
  private infix = (symbol: string) => (a: string, b: string): string => `(${a} ${symbol} ${b})`;
  private assign(to: string, v: string): void { this.line(`${to} ← ${bare(v)}`); }

  field(f: FieldName): string { return f; }
  signed(f: FieldName): string { return `sext(${f})`; }
  constant(value: number | bigint): string { return value === -0x1000_0000 ? "not 0xfffffff" : String(value); }

  gpr(f: FieldName): string { return `GPR[${f}]`; }
  setGpr(f: FieldName, v: string): void { this.assign(this.gpr(f), v); }
  setLink(v: string): void { this.assign("GPR[31]", v); }
  hi(): string { return "HI"; }
  lo(): string { return "LO"; }
  setHi(v: string): void { this.assign("HI", v); }
  setLo(v: string): void { this.assign("LO", v); }
  pc(): string { return "PC"; }

  add = this.infix("+");
  sub = this.infix("-");
  and = this.infix("and");
  or = this.infix("or");
  xor = this.infix("xor");
  not(a: string): string { return `not ${a}`; }
  shl = this.infix("<<");
  shr = this.infix(">>>");
  sar = this.infix(">>");
  sext32(a: string): string { return `sext32(${bare(a)})`; }
  zext32(a: string): string { return `zext32(${bare(a)})`; }
  mul = this.infix("×");
  mulHigh(a: string, b: string, signed: boolean): string { return `high64(${a} ×${unsigned(signed)} ${b})`; }
  divide(a: string, b: string, signed: boolean): { quotient: string; remainder: string } {
    return { quotient: `(${a} /${unsigned(signed)} ${b})`, remainder: `(${a} mod${unsigned(signed)} ${b})` };
  }
  let(v: string): string {
    if (/^[A-Za-z0-9]+$/.test(v)) return v;
    const name = `t${++this.temporaries}`;
    this.assign(name, v);
    return name;
  }

  eq(a: string, b: string): string {
    const [, condition] = /^\(1 if (.*) else 0\)$/.exec(b === "0" ? a : "") ?? [];
    return condition === undefined ? `(${a} = ${b})` : `not ${condition}`;
  }
  ne = this.infix("≠");
  lt(a: string, b: string, signed: boolean): string { return `(${a} <${unsigned(signed)} ${b})`; }
  ge(a: string, b: string, signed: boolean): string { return `(${a} ≥${unsigned(signed)} ${b})`; }
  both = this.infix("and");
  fromCondition(c: string): string { return `(1 if ${bare(c)} else 0)`; }
  select(c: string, then: string, otherwise: string): string { return `(${bare(then)} if ${bare(c)} else ${bare(otherwise)})`; }
  when(c: string, then: () => void): void {
    this.line(`if ${bare(c)}:`);
    this.indent = "  ";
    then();
    this.indent = "";
  }

  branch(c: string, offset: string): void { this.line(`if ${bare(c)}: branch to PC + 4 + ${offset}`); }
  branchLikely(c: string, offset: string): void {
    this.branch(c, offset);
    this.line("else: nullify the delay slot");
  }
  jump(target: string): void { this.line(`jump to ${bare(target)}`); }

  load(size: number, address: string, signed: boolean): string {
    this.may(...LOADS);
    const v = `memory[${bare(address)}, ${size}]`;
    return size === 8 ? v : `${signed ? "sext" : "zext"}(${v})`;
  }
  store(size: number, address: string, v: string): void {
    this.may(...STORES);
    this.assign(`memory[${bare(address)}, ${size}]`, v);
  }
  loadAround(size: number, address: string): string {
    this.may(...LOADS);
    return `around[${bare(address)}, ${size}]`;
  }
  lane(address: string): string { return address; }
  loadLinked(size: number, address: string): string {
    this.may(...LOADS);
    return `linked memory[${bare(address)}, ${size}]`;
  }
  storeConditional(size: number, address: string, v: string): string {
    this.may(...STORES);
    this.line(`if linked: memory[${bare(address)}, ${size}] ← ${bare(v)}`);
    return "linked";
  }
  storePartial(size: number, side: "left" | "right", address: string, v: string): void {
    this.may(...STORES);
    this.assign(`around[${bare(address)}, ${size}], from the address to the block's ${side === "left" ? "end" : "start"}`, `${side === "left" ? "most" : "least"} significant bytes of ${v}`);
  }
  prefetch(hint: FieldName, address: string): void { this.line(`nothing; a hint of kind ${hint} about ${bare(address)}`); }
  cacheOp(op: FieldName, address: string): void {
    this.may(...LOADS);
    this.line(`cache operation ${op} on ${bare(address)}`);
  }
  sync(): void { this.line("nothing; memory is sequentially consistent"); }

  raise(code: ExceptionName): void {
    this.may(code);
    this.line(`raise ${code}`);
  }
  raiseIf(c: string, code: ExceptionName): void {
    this.may(code);
    this.line(`if ${bare(c)}: raise ${code}`);
  }

  cp0(rd: FieldName, _sub: FieldName, wide: boolean): string { return wide ? `CP0[${rd}]` : `sext32(CP0[${rd}])`; }
  setCp0(rd: FieldName, _sub: FieldName, v: string, wide: boolean): void { this.assign(`CP0[${rd}]`, wide ? v : `sext32(${v})`); }
  cp0Condition(): string { return "Status.CH"; }
  tlbRead(): void { this.line("EntryHi, EntryLo0, EntryLo1, PageMask ← TLB[Index]"); }
  tlbWrite(at: "index" | "random"): void { this.line(`TLB[${at === "index" ? "Index" : "Random"}] ← EntryHi, EntryLo0, EntryLo1, PageMask`); }
  tlbProbe(): void { this.line("Index ← entry that matches EntryHi, or bit 31 set"); }
  eret(): void { this.line("if Status.ERL: PC ← ErrorEPC, Status.ERL ← 0; else: PC ← EPC, Status.EXL ← 0; the LL link breaks; no delay slot"); }
  gate(code: FieldName): void {
    this.may("RI");
    this.line(`enter the monitor with ${code}; without one: raise RI`);
  }

  fpr(f: FieldName, format: string): string { return `FPR[${f}].${format}`; }
  setFpr(f: FieldName, format: string, v: string): void { this.assign(this.fpr(f, format), v); }
  fprWord(f: FieldName): string { return `FPR[${f}].word`; }
  setFprWord(f: FieldName, v: string): void { this.assign(this.fprWord(f), v); }
  fpControl(f: FieldName): string { return `FCR[${f}]`; }
  setFpControl(f: FieldName, v: string): void {
    this.may("FPE");
    this.assign(this.fpControl(f), v);
  }
  fpCondition(cc: FieldName): string { return `FCC[${cc}]`; }
  setFpCondition(cc: FieldName, c: string): void { this.assign(this.fpCondition(cc), c); }
  fpArithmetic(op: string, format: string, ...operands: string[]): string {
    this.may("FPE");
    return `${op}.${format}(${operands.join(", ")})`;
  }
  fpCompare(cond: FieldName, format: string, a: string, b: string): string {
    this.may("FPE");
    return `compare.${format}(${cond}, ${a}, ${b})`;
  }
  fpConvert(to: string, from: string, v: string, rounding?: keyof typeof ROUNDINGS): string {
    this.may("FPE");
    return `convert.${to}.${from}(${v}${rounding ? `, ${ROUNDINGS[rounding]}` : ""})`;
  }
  fpUnimplemented(): void {
    this.may("FPE");
    this.line("raise FPE with Cause.E");
  }
}

const unsigned = (signed: boolean): string => (signed ? "" : "u");

/** Without the brackets around the whole. */
function bare(v: string): string {
  if (!v.startsWith("(")) return v;
  let depth = 0;
  for (let n = 0; n < v.length - 1; n++) {
    if (v[n] === "(") depth++;
    else if (v[n] === ")" && --depth === 0) return v;
  }
  return v.slice(1, -1);
}
