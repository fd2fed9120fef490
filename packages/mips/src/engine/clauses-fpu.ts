import { i32, i64, select, type I32, type I64 } from "@disco-vm/wasm";
import { CPU } from "../layout.ts";
import type { FpFormat, FpOperation, FpRounding, Semantics } from "../semantics.ts";
import { get32, set32 } from "./cells.ts";
import { IntegerClauses } from "./clauses-integer.ts";
import type { Field } from "./emitter.ts";
import { ROUNDING } from "./fpu.ts";

/** FCR0: implementation 9 (R10000), revision 0. */
const FIR = 0x0900;

/** The whole abstract machine, with the instruction's fields unknown. */
export class Clauses extends IntegerClauses implements Semantics<I64, I32, Field> {
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
