import { f32, f64, i32, i64, select, type Expr, type I32, type I64 } from "@disco-vm/wasm";
import { CPU } from "../layout.ts";
import type { FpFormat, FpOperation, FpRounding, Semantics } from "../semantics.ts";
import { get32, set32, set64 } from "./cells.ts";
import { IntegerClauses } from "./clauses-integer.ts";
import type { Field } from "./emitter.ts";
import { arithmeticCode, codeOf, conversionCode, EXACT, FCSR, ROUNDING, type Code } from "./fpu/code.ts";
import { valueOf } from "./fpu/convert.ts";
import { FORMATS, infinityOf, isDenormal, isNan, smallestOf, type Format } from "./fpu/format.ts";
import { COMPARE_DOUBLE } from "./fpu/fpu.ts";

/** FCR0: implementation 9 (R10000), revision 0. */
const FIR = 0x0900;

type Float = Expr<"f32"> | Expr<"f64">;
const isDouble = (t: Format): boolean => t.name === "d";
const floatOf = (t: Format, v: I64): Float => (isDouble(t) ? f64.reinterpret(v) : f32.reinterpret(i32.wrap(v)));
const bitsOf = (t: Format, v: Float): I64 =>
  isDouble(t) ? i64.reinterpret(v as Expr<"f64">) : i64.extendU(i32.reinterpret(v as Expr<"f32">)); // as floatOf made it
/** The native operations, of which both types have the same. */
const native = (t: Format) => (isDouble(t) ? f64 : f32) as unknown as Record<"add" | "sub" | "mul" | "div", (a: Float, b: Float) => Float> & Record<"sqrt" | "neg" | "abs", (a: Float) => Float>;
/**
 * Neither zero nor denormal, infinite or a NaN. The smallest normal number is left out, too: a native operation rounds to it
 * what is tiny after rounding to the whole precision (r10000.md section 6).
 */
const isNormal = (t: Format, v: I64): I32 => {
  const sign = isDouble(t) ? 1n : 33n; // to be shifted out
  const scaled = (x: bigint): bigint => BigInt.asIntN(64, x << sign);
  const first = smallestOf(t) + 1n, span = BigInt.asUintN(64, infinityOf(t) << sign) - BigInt.asUintN(64, first << sign);
  return i64.ltU(i64.sub(i64.shl(v, sign), scaled(first)), BigInt.asIntN(64, span));
};
const usable = (t: Format, v: I64): I32 => i32.eqz(isDenormal(t, v));

/**
 * The whole abstract machine, with the instruction's fields unknown. Floating-point operations whose operands and result
 * are normal are done by native operations while FCSR rounds to nearest, traps nothing and has its inexact flag set, so
 * that nothing but Cause can change; all others are for the slow path.
 */
export class Clauses extends IntegerClauses implements Semantics<I64, I32, Field> {
  protected fprAddress(x: Field): I32 {
    return i32.add(this.cpu, i32.and(this.bits(x, 3), get32(this.cpu, "fprMask")));
  }
  /** With Status.FR = 0, 32 for an odd register number: it names the upper half of the even one below. */
  protected halfShift(x: Field): I64 {
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
    const { f, cpu } = this;
    const number = this.bits(x);
    f.if(i32.and(i32.eq(number, 31), i32.ne(get32(cpu, "fpPending"), 0)), () => this.settleFcsr());
    const value = select(i32.eq(number, 31), get32(cpu, "fcsr"), select(number, i32.const(0), i32.const(FIR)));
    return i64.extendS(value);
  }
  protected settleFcsr(): void {
    this.leaveBy(this.parts.continuations.fpSettle.returnCall(this.cpu));
  }
  setFpControl(x: Field, v: I64): void {
    const value = this.let(v);
    this.f.if(i32.eq(this.bits(x), 31), () => this.writeFcsr(value));
  }
  protected writeFcsr(value: I64): void {
    this.leaveBy(this.parts.continuations.fpSetControl.returnCall(this.cpu, i32.wrap(value)));
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

  /** What the slow path makes of an operation. */
  protected slowOperation(code: I32, a: I64, b: I64, c: I64): I64 {
    return this.fromSlowPath(this.parts.continuations.fpOperate.returnCall(this.cpu, code, a, b, c));
  }
  protected slowCompare(condition: I32, a: I64, b: I64): I64 {
    return this.fromSlowPath(this.parts.continuations.fpCompare.returnCall(this.cpu, condition, a, b));
  }
  /** Whether an operation comes back from the slow path with its result, so that it is not done here. */
  protected comesBack(): I32 {
    return get32(this.cpu, "hasResult");
  }
  /** `fast` gives a result and whether it holds, unless `slow` is to do it. Cause is derived from `code` and the operands, later. */
  private either(needs: "nearest" | "any", code: number, operands: readonly I64[], fast: () => { value: I64; holds: I32 }, slow: () => I64): I64 {
    const { f, cpu } = this, result = this.temporary("i64");
    f.block((done) => {
      f.block((otherwise) => {
        // Rounding to nearest, no trap enabled, the inexact flag set.
        const usual = FCSR.rounding | FCSR.enables | FCSR.inexactFlag;
        const unusual = i32.xor(i32.and(get32(cpu, "fcsr"), usual), FCSR.inexactFlag);
        f.brIf(otherwise, needs === "nearest" ? i32.or(unusual, this.comesBack()) : this.comesBack());
        const { value, holds } = fast();
        f.set(result, value);
        f.brIf(otherwise, i32.eqz(holds));
        set32(f, cpu, "fpPending", code);
        if (code !== EXACT) operands.forEach((v, n) => set64(f, cpu, (["fpA", "fpB", "fpC"] as const)[n]!, v)); // at most three
        f.br(done);
      });
      f.set(result, slow());
    });
    return result;
  }
  fpArithmetic(op: FpOperation, format: FpFormat, ...operands: I64[]): I64 {
    const code = arithmeticCode(op, format), [a, b, c] = operands.map((v) => this.let(v)), none = i64.const(0n);
    const slow = (): I64 => this.slowOperation(i32.const(codeOf(code)), a!, b ?? none, c ?? none);
    if (code === "unimplemented") return slow();
    const t = FORMATS[format as "s" | "d"], n = native(t), x = floatOf(t, a!); // arithmeticCode knows no other format
    const bits = (v: Float): I64 => this.let(bitsOf(t, v));
    const usableAll = [a, b, c].flatMap((v) => (v ? [usable(t, v)] : [])).reduce((p, q) => i32.and(p, q));
    const hurry = (value: () => I64): I64 => this.either("nearest", codeOf(code), operands.length ? [a, b, c].flatMap((v) => (v ? [v] : [])) : [], () => {
      const v = value();
      return { value: v, holds: i32.and(usableAll, isNormal(t, v)) };
    }, slow);
    const y = b && floatOf(t, b);
    switch (op) {
      case "add": case "sub": case "mul": case "div": return hurry(() => bits(n[op](x, y!))); // with two operands
      case "sqrt": return hurry(() => bits(n.sqrt(x)));
      case "abs": case "neg": return this.either("any", EXACT, [], () => {
        const v = op === "neg" ? i64.xor(a!, i64.const(BigInt.asIntN(64, 1n << (isDouble(t) ? 63n : 31n)))) : i64.and(a!, (1n << (isDouble(t) ? 63n : 31n)) - 1n);
        return { value: v, holds: i32.and(usable(t, a!), i32.eqz(isNan(t, a!))) };
      }, slow);
      case "recip": case "rsqrt": return slow();
      default: { // the MADD family: the product has to be normal, too
        const negated = op.startsWith("n"), last = op.endsWith("add") ? "add" : "sub";
        return this.either("nearest", codeOf(code), [a!, b!, c!], () => {
          const product = bits(n.mul(x, y!)), sum = n[last](floatOf(t, product), floatOf(t, c!));
          const v = bits(negated ? n.neg(sum) : sum);
          return { value: v, holds: i32.and(i32.and(usableAll, isNormal(t, product)), isNormal(t, v)) };
        }, slow);
      }
    }
  }
  fpCompare(cond: Field, format: FpFormat, a: I64, b: I64): I32 {
    if (format !== "s" && format !== "d") return i32.wrap(this.slowOperation(i32.const(codeOf("unimplemented")), a, b, a));
    const t = FORMATS[format], x = this.let(a), y = this.let(b), bits = this.keep(this.bits(cond));
    const bit = (n: number): I32 => i32.and(i32.shrU(bits, n), 1);
    const less = f64.lt(valueOf(t, x), valueOf(t, y)), equal = f64.eq(valueOf(t, x), valueOf(t, y));
    return i32.wrap(this.either("any", EXACT, [], () => ({
      value: i64.extendU(i32.or(i32.and(less, bit(2)), i32.and(equal, bit(1)))),
      holds: i32.eqz(i32.or(isNan(t, x), isNan(t, y))),
    }), () => this.slowCompare(i32.or(bits, isDouble(t) ? COMPARE_DOUBLE : 0), x, y)));
  }
  fpConvert(to: FpFormat, from: FpFormat, v: I64, rounding?: FpRounding): I64 {
    const a = this.let(from === "w" ? i64.extend32S(v) : v), code: Code = conversionCode(to, from);
    const mode = rounding ? i32.const(ROUNDING[rounding]) : i32.and(get32(this.cpu, "fcsr"), FCSR.rounding);
    const slow = (): I64 => this.slowOperation(i32.const(codeOf(code)), a, i64.extendU(mode), i64.const(0n));
    if (to === "d" && from === "w") return this.either("any", EXACT, [], () => ({ value: i64.reinterpret(f64.fromI64S(a)), holds: i32.const(1) }), slow);
    if (to === "d" && from === "s") {
      const value = i64.reinterpret(f64.promote(f32.reinterpret(i32.wrap(a))));
      return this.either("any", EXACT, [], () => ({ value, holds: isNormal(FORMATS.s, a) }), slow);
    }
    if (to === "s" && from === "d") {
      return this.either("nearest", codeOf(code), [a], () => {
        const value = this.let(bitsOf(FORMATS.s, f32.demote(f64.reinterpret(a))));
        return { value, holds: isNormal(FORMATS.s, value) };
      }, slow);
    }
    if ((to === "w" || to === "l") && (from === "s" || from === "d") && rounding === "zero") {
      const x = this.keep(valueOf(FORMATS[from], a));
      // Truncation of what has a magnitude below 2^31 fits both.
      return this.either("nearest", codeOf(code), [a, i64.const(BigInt(ROUNDING.zero))], () => {
        const fits = this.keep(i32.and(f64.lt(f64.abs(x), 2 ** 31), usable(FORMATS[from], a)));
        return { value: i64.truncF64S(select(fits, x as Expr<"f64">, f64.const(0))), holds: fits };
      }, slow);
    }
    return slow();
  }
  fpUnimplemented(): void {
    this.leaveBy(this.parts.continuations.fpOperate.returnCall(this.cpu, codeOf("unimplemented"), 0n, 0n, 0n));
  }
}
