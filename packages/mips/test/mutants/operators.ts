/**
 * What is changed in an operation: the mutation operators, by operation and kind. Each is a plausible slip of whoever writes
 * a clause. All keep the types, and operands are not swapped where order does not matter.
 */
import type { Selector } from "../../src/engine/decode-table.ts";
import type { Operation } from "../../src/isa/effects.ts";
import type { Machine } from "./sites.ts";

/** By kind, what is done instead of an operation. */
export type Changes<O extends Operation> = Readonly<Record<string, (m: Machine, ...operands: Parameters<Machine[O]>) => ReturnType<Machine[O]>>>;
/** The changes of an operation, given its operands as `Site` has them. */
export type Operators = { readonly [O in Operation]?: (...operands: readonly unknown[]) => Changes<O> };

export const always = (m: Machine): unknown => m.eq(m.constant(0), m.constant(0));
export const not = (m: Machine, c: unknown): unknown => m.eq(m.fromCondition(c), m.constant(0));
export const plus = (m: Machine, v: unknown, n: number): unknown => m.add(v, m.constant(n));
const skipped = { "not done": () => undefined };

const moreOrNarrow: Readonly<Record<string, (m: Machine, v: unknown) => unknown>> = {
  "one more": (m, v) => plus(m, v, 1), "sign-extended word": (m, v) => m.sext32(v), "zero-extended word": (m, v) => m.zext32(v),
};
/** Changes to the value that an operation gives, or that it takes last. */
const given = <A extends unknown[]>(read: (m: Machine, ...a: A) => unknown): Readonly<Record<string, (m: Machine, ...a: A) => unknown>> =>
  Object.fromEntries(Object.entries(moreOrNarrow).map(([kind, change]) => [kind, (m, ...a: A) => change(m, read(m, ...a))]));
const taken = (write: (m: Machine, v: unknown) => void): Readonly<Record<string, (m: Machine, v: unknown) => void>> =>
  Object.fromEntries(Object.entries(moreOrNarrow).map(([kind, change]) => [kind, (m, v) => write(m, change(m, v))]));

export const INTEGER: Operators = {
  field: () => ({ "sign-extended": (m, f) => m.signed(f), "one more": (m, f) => plus(m, m.field(f), 1) }),
  signed: () => ({ "not sign-extended": (m, f) => m.field(f), "one more": (m, f) => plus(m, m.signed(f), 1), "zero": (m) => m.constant(0) }),
  constant: () => ({ "one more": (m, v) => plus(m, m.constant(v), 1), "one less": (m, v) => plus(m, m.constant(v), -1) }),
  gpr: () => given((m, f: Selector) => m.gpr(f)),
  setGpr: () => ({
    ...skipped,
    ...Object.fromEntries(Object.entries(moreOrNarrow).map(([kind, change]) => [kind, (m: Machine, f: Selector, v: unknown) => m.setGpr(f, change(m, v))])),
  }),
  setLink: () => ({
    ...skipped, "four more": (m, v) => m.setLink(plus(m, v, 4)),
    // The low bits of the major opcode name a register: $1 in REGIMM, $3 in JAL.
    "other register": (m, v) => m.setGpr({ shift: 26, width: 5 }, v),
  }),
  hi: () => ({ "lo": (m) => m.lo(), ...given((m) => m.hi()) }),
  lo: () => ({ "hi": (m) => m.hi(), ...given((m) => m.lo()) }),
  setHi: () => ({ ...skipped, "lo": (m, v) => m.setLo(v), ...taken((m, v) => m.setHi(v)) }),
  setLo: () => ({ ...skipped, "hi": (m, v) => m.setHi(v), ...taken((m, v) => m.setLo(v)) }),
  pc: () => ({ "next instruction": (m) => plus(m, m.pc(), 4), "sign-extended word": (m) => m.sext32(m.pc()) }),

  add: () => ({ "sub": (m, a, b) => m.sub(a, b), "first alone": (_, a) => a }),
  sub: () => ({ "add": (m, a, b) => m.add(a, b), "swapped": (m, a, b) => m.sub(b, a) }),
  and: () => ({ "or": (m, a, b) => m.or(a, b), "first alone": (_, a) => a }),
  or: () => ({ "and": (m, a, b) => m.and(a, b), "xor": (m, a, b) => m.xor(a, b), "first alone": (_, a) => a }),
  xor: () => ({ "or": (m, a, b) => m.or(a, b), "first alone": (_, a) => a }),
  not: () => ({ "dropped": (_, a) => a }),
  shl: () => ({ "shr": (m, a, n) => m.shr(a, n), "swapped": (m, a, n) => m.shl(n, a) }),
  shr: () => ({ "shl": (m, a, n) => m.shl(a, n), "arithmetic": (m, a, n) => m.sar(a, n), "swapped": (m, a, n) => m.shr(n, a) }),
  sar: () => ({ "shl": (m, a, n) => m.shl(a, n), "logical": (m, a, n) => m.shr(a, n), "swapped": (m, a, n) => m.sar(n, a) }),
  sext32: () => ({ "dropped": (_, a) => a, "zero-extended": (m, a) => m.zext32(a) }),
  zext32: () => ({ "dropped": (_, a) => a, "sign-extended": (m, a) => m.sext32(a) }),
  mul: () => ({ "add": (m, a, b) => m.add(a, b), "high half": (m, a, b) => m.mulHigh(a, b, true) }),
  mulHigh: () => ({ "other signedness": (m, a, b, signed) => m.mulHigh(a, b, !signed), "low half": (m, a, b) => m.mul(a, b) }),
  divide: () => ({
    "other signedness": (m, a, b, signed) => m.divide(a, b, !signed), "swapped": (m, a, b, signed) => m.divide(b, a, signed),
    "remainder for quotient": (m, a, b, signed) => {
      const { quotient, remainder } = m.divide(a, b, signed);
      return { quotient: remainder, remainder: quotient };
    },
  }),

  eq: () => ({ "negated": (m, a, b) => m.ne(a, b), "words alone": (m, a, b) => m.eq(m.sext32(a), m.sext32(b)) }),
  ne: () => ({ "negated": (m, a, b) => m.eq(a, b), "words alone": (m, a, b) => m.ne(m.sext32(a), m.sext32(b)) }),
  lt: () => ({
    "negated": (m, a, b, signed) => m.ge(a, b, signed), "swapped": (m, a, b, signed) => m.lt(b, a, signed),
    "or equal": (m, a, b, signed) => m.ge(b, a, signed), "other signedness": (m, a, b, signed) => m.lt(a, b, !signed),
  }),
  ge: () => ({
    "negated": (m, a, b, signed) => m.lt(a, b, signed), "swapped": (m, a, b, signed) => m.ge(b, a, signed),
    "not equal": (m, a, b, signed) => m.lt(b, a, signed), "other signedness": (m, a, b, signed) => m.ge(a, b, !signed),
  }),
  select: () => ({ "swapped": (m, c, then, otherwise) => m.select(c, otherwise, then) }),
  when: () => ({ "always": (_, _c, then) => then(), "never": () => undefined }),

  branch: () => ({
    "likely": (m, c, offset) => m.branchLikely(c, offset), "always": (m, _, offset) => m.branch(always(m), offset),
    "never": (m, c, offset) => m.branch(not(m, always(m)), offset), "from itself": (m, c, offset) => m.branch(c, plus(m, offset, -4)),
    "no slot when not taken": (m, c, offset) => m.when(c, () => m.branch(always(m), offset)),
  }),
  branchLikely: () => ({
    "not likely": (m, c, offset) => m.branch(c, offset), "always": (m, _, offset) => m.branchLikely(always(m), offset),
    "never": (m, c, offset) => m.branchLikely(not(m, always(m)), offset), "from itself": (m, c, offset) => m.branchLikely(c, plus(m, offset, -4)),
  }),
  jump: () => ({ "four more": (m, target) => m.jump(plus(m, target, 4)), "not taken": (m, target) => m.branch(not(m, always(m)), target), ...skipped }),
};
