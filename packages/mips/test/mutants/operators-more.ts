/** Mutation operators of memory, exceptions, the system coprocessor and the floating-point unit. */
import { EXCEPTION_CODES, type ExceptionName, type FpFormat, type FpOperation, type FpRounding } from "../../src/semantics.ts";
import { always, not, plus, type Changes, type Operators } from "./operators.ts";
import type { Machine } from "./sites.ts";

type Size = 1 | 2 | 4 | 8;
const SIZES: readonly Size[] = [1, 2, 4, 8];
const aligned = (m: Machine, address: unknown, size: number): unknown => m.and(address, m.constant(-size));
const skipped = { "not done": () => undefined };
const bySize = <T>(own: unknown, make: (size: Size) => T): Readonly<Record<string, T>> =>
  Object.fromEntries(SIZES.filter((n) => n !== own).map((n) => [`${n} bytes`, make(n)]));
/** The other of word and doubleword. */
const other = (size: 4 | 8): 4 | 8 => (size === 4 ? 8 : 4);

export const MEMORY: Operators = {
  load: (own) => ({
    ...bySize(own, (n) => (m: Machine, _: Size, a: unknown, signed: boolean) => m.load(n, a, signed)),
    ...(own === 8 ? {} : { "other signedness": (m, n, a, signed) => m.load(n, a, !signed) } satisfies Changes<"load">),
    ...(own === 1 ? {} : { "alignment not checked": (m, n, a, signed) => m.load(n, aligned(m, a, n), signed) } satisfies Changes<"load">),
    "next in memory": (m, n, a, signed) => m.load(n, plus(m, a, n), signed),
  }),
  store: (own) => ({
    ...skipped,
    ...bySize(own, (n) => (m: Machine, _: Size, a: unknown, v: unknown) => m.store(n, a, v)),
    ...(own === 1 ? {} : { "alignment not checked": (m, n, a, v) => m.store(n, aligned(m, a, n), v) } satisfies Changes<"store">),
    "next in memory": (m, n, a, v) => m.store(n, plus(m, a, n), v),
    "one more": (m, n, a, v) => m.store(n, a, plus(m, v, 1)),
  }),
  loadAround: () => ({
    "alignment checked": (m, n, a) => m.load(n, a, true), "other size": (m, n, a) => m.loadAround(other(n), a),
    "next in memory": (m, n, a) => m.loadAround(n, plus(m, a, n)),
  }),
  loadLinked: () => ({
    "not linked": (m, n, a) => m.load(n, a, true), "other size": (m, n, a) => m.loadLinked(other(n), a),
    "alignment not checked": (m, n, a) => m.loadLinked(n, aligned(m, a, n)), "next in memory": (m, n, a) => m.loadLinked(n, plus(m, a, n)),
  }),
  storeConditional: () => ({
    "unconditional": (m, n, a, v) => { m.store(n, a, v); return always(m); }, "never": (m) => not(m, always(m)),
    "negated": (m, n, a, v) => not(m, m.storeConditional(n, a, v)), "other size": (m, n, a, v) => m.storeConditional(other(n), a, v),
    "alignment not checked": (m, n, a, v) => m.storeConditional(n, aligned(m, a, n), v),
    "next in memory": (m, n, a, v) => m.storeConditional(n, plus(m, a, n), v), "one more": (m, n, a, v) => m.storeConditional(n, a, plus(m, v, 1)),
  }),
  storePartial: () => ({
    ...skipped, "other side": (m, n, side, a, v) => m.storePartial(n, side === "left" ? "right" : "left", a, v),
    "other size": (m, n, side, a, v) => m.storePartial(other(n), side, a, v), "whole": (m, n, _, a, v) => m.store(n, aligned(m, a, n), v),
    "next in memory": (m, n, side, a, v) => m.storePartial(n, side, plus(m, a, 1), v), "one more": (m, n, side, a, v) => m.storePartial(n, side, a, plus(m, v, 1)),
  }),
  prefetch: () => ({ ...skipped, "a load": (m, _, a) => { m.let(m.load(1, a, true)); }, "a reserved instruction": (m) => m.raise("RI") }),
  cacheOp: () => ({ ...skipped, "one more": (m, op, a) => m.cacheOp(op, plus(m, a, 1)), "next page": (m, op, a) => m.cacheOp(op, plus(m, a, 4096)) }),
  sync: () => ({ ...skipped, "a reserved instruction": (m) => m.raise("RI") }),
};

function nextException(code: ExceptionName): ExceptionName {
  const names = Object.keys(EXCEPTION_CODES) as ExceptionName[]; // its keys
  return names[(names.indexOf(code) + 1) % names.length]!; // within the names
}
export const SYSTEM: Operators = {
  raise: () => ({ ...skipped, "other exception": (m, code) => m.raise(nextException(code)) }),
  raiseIf: () => ({
    ...skipped, "always": (m, _, code) => m.raise(code), "negated": (m, c, code) => m.raiseIf(not(m, c), code),
    "other exception": (m, c, code) => m.raiseIf(c, nextException(code)),
  }),
  cp0: () => ({ "other width": (m, rd, sub, wide) => m.cp0(rd, sub, !wide), "one more": (m, rd, sub, wide) => plus(m, m.cp0(rd, sub, wide), 1) }),
  setCp0: () => ({
    ...skipped, "other width": (m, rd, sub, v, wide) => m.setCp0(rd, sub, v, !wide),
    "one more": (m, rd, sub, v, wide) => m.setCp0(rd, sub, plus(m, v, 1), wide),
  }),
  cp0Condition: () => ({ "negated": (m) => not(m, m.cp0Condition()), "always": always }),
  tlbRead: () => ({ ...skipped, "a probe": (m) => m.tlbProbe() }),
  tlbWrite: () => ({ ...skipped, "other entry": (m, at) => m.tlbWrite(at === "index" ? "random" : "index") }),
  tlbProbe: () => ({ ...skipped, "a read": (m) => m.tlbRead() }),
  eret: () => ({ ...skipped, "a reserved instruction": (m) => m.raise("RI") }),
  gate: () => ({ ...skipped, "a reserved instruction": (m) => m.raise("RI") }),
};

const OTHER_FORMAT = { s: "d", d: "s", w: "l", l: "w" } as const;
const OTHER_OPERATION: Readonly<Record<FpOperation, readonly FpOperation[]>> = {
  add: ["sub"], sub: ["add"], mul: ["div"], div: ["mul"], sqrt: ["rsqrt"], abs: ["neg"], neg: ["abs"], recip: ["rsqrt"], rsqrt: ["recip"],
  madd: ["msub", "nmadd"], msub: ["madd", "nmsub"], nmadd: ["nmsub", "madd"], nmsub: ["nmadd", "msub"],
};
const SWAPPABLE: readonly unknown[] = ["sub", "div"];
const ROUNDINGS: readonly FpRounding[] = ["nearest", "zero", "up", "down"];
const operationChanges = (own: FpOperation): Changes<"fpArithmetic"> =>
  Object.fromEntries(OTHER_OPERATION[own].map((op) => [op, (m, _, format, ...v) => m.fpArithmetic(op, format, ...v)]));
const roundingChanges = (own: FpRounding | undefined): Changes<"fpConvert"> => Object.fromEntries(
  [...ROUNDINGS, undefined].filter((r) => r !== own).map((r) => [`rounding ${r ?? "by FCSR"}`, (m, to, from, v) => m.fpConvert(to, from, v, r)]));

export const FLOATING: Operators = {
  fpr: () => ({ "other format": (m, f, format) => m.fpr(f, OTHER_FORMAT[format]), "one more": (m, f, format) => plus(m, m.fpr(f, format), 1) }),
  setFpr: () => ({
    ...skipped, "other format": (m, f, format, v) => m.setFpr(f, OTHER_FORMAT[format], v), "one more": (m, f, format, v) => m.setFpr(f, format, plus(m, v, 1)),
  }),
  fprWord: () => ({ "doubleword": (m, f) => m.fpr(f, "l"), "even register": (m, f) => m.fpr(f, "w"), "one more": (m, f) => plus(m, m.fprWord(f), 1) }),
  setFprWord: () => ({ ...skipped, "doubleword": (m, f, v) => m.setFpr(f, "l", v), "one more": (m, f, v) => m.setFprWord(f, plus(m, v, 1)) }),
  fpControl: () => ({ "one more": (m, f) => plus(m, m.fpControl(f), 1), "the register's": (m, f) => m.fprWord(f) }),
  setFpControl: () => ({ ...skipped, "one more": (m, f, v) => m.setFpControl(f, plus(m, v, 1)), "the register's": (m, f, v) => m.setFprWord(f, v) }),
  fpCondition: () => ({ "negated": (m, cc) => not(m, m.fpCondition(cc)), "always": always }),
  setFpCondition: () => ({ ...skipped, "negated": (m, cc, c) => m.setFpCondition(cc, not(m, c)) }),
  fpArithmetic: (op, _format, ...operands) => ({
    ...operationChanges(op as FpOperation), // as the clause has it
    "other format": (m, own, format, ...v) => m.fpArithmetic(own, OTHER_FORMAT[format], ...v),
    ...(SWAPPABLE.includes(op) ? { "swapped": (m, own, format, a, b) => m.fpArithmetic(own, format, b, a) } satisfies Changes<"fpArithmetic"> : {}),
    ...(operands.length === 3 ? {
      "factor and addend swapped": (m, own, format, a, b, c) => m.fpArithmetic(own, format, a, c, b),
      "addend dropped": (m, _own, format, a, b) => m.fpArithmetic("mul", format, a, b),
    } satisfies Changes<"fpArithmetic"> : {}),
    "first operand for result": (_m, _own, _f, a) => a,
  }),
  fpCompare: () => ({
    "swapped": (m, cond, format, a, b) => m.fpCompare(cond, format, b, a), "negated": (m, cond, format, a, b) => not(m, m.fpCompare(cond, format, a, b)),
    "other format": (m, cond, format, a, b) => m.fpCompare(cond, OTHER_FORMAT[format], a, b),
  }),
  fpConvert: (to, _from, _v, rounding) => ({
    // Rounding decides nothing where every value has an exact result, as WIDENING says.
    ...roundingChanges(rounding as FpRounding | undefined), // as the clause has it
    ...(to === "w" || to === "l" ? { "other integer": (m, own, f, v, r) => m.fpConvert(OTHER_FORMAT[own as FpFormat], f, v, r) } satisfies Changes<"fpConvert"> : {}),
    "operand for result": (_m, _to, _f, v) => v,
  }),
  fpUnimplemented: () => skipped,
};
