/** The floating-point part of the differences: see differences.ts. */
import { STATUS } from "../../src/index.ts";
import { below, exceptionCode, fields, is, read, type Case, type Difference } from "./case.ts";
import { SLOT, type State } from "./state.ts";

type Format = "s" | "d";
const FORMATS = {
  s: { sign: 1n << 31n, infinity: 0x7f800000n, smallest: 1n << 23n, quiet: 1n << 22n },
  d: { sign: 1n << 63n, infinity: 0x7ff0000000000000n, smallest: 1n << 52n, quiet: 1n << 51n },
} as const;
const bits = (t: Format, v: bigint): bigint => (t === "s" ? v & 0xffffffffn : v);
const magnitude = (t: Format, v: bigint): bigint => bits(t, v) & (FORMATS[t].sign - 1n);
const isNan = (t: Format, v: bigint): boolean => magnitude(t, v) > FORMATS[t].infinity;
const isTiny = (t: Format, v: bigint): boolean => magnitude(t, v) !== 0n && magnitude(t, v) < FORMATS[t].smallest;

/** Arithmetic: what sets FCSR.Cause. */
const ARITHMETIC = /^(add|sub|mul|div|sqrt|abs|neg|recip|rsqrt|n?madd|n?msub|cvt|round|trunc|ceil|floor)\./;
const CONVERSION = /^(cvt|round|trunc|ceil|floor)\./;
const parts = (c: Case): string[] => (c.instruction?.name ?? "").split(".");
const sourceOf = (c: Case): string => parts(c).at(-1)!; // split gives one part at least
const resultOf = (c: Case): string => (is(c, CONVERSION) ? parts(c)[1]! : sourceOf(c)); // NAME.TO.FROM
const isFormat = (t: string): t is Format => t === "s" || t === "d";
/** Number of the register that is written, or undefined. */
function written(c: Case): number | undefined {
  if (is(c, /^lwc1$/)) return fields(c).ft;
  if (is(c, /^mtc1$/)) return fields(c).fs;
  if (is(c, /^lwxc1$/) || (is(c, /\./) && !is(c, /^c\./))) return fields(c).fd;
  return undefined;
}
const CAUSES = 0x3f000, FLAGS = 0x7c, E = 1 << 17, U = 1 << 13, FS = 1 << 24, FPE = 15;
const operands = (c: Case): bigint[] => {
  const all = [read(c, "fs"), ...(is(c, /^(add|sub|mul|div|n?madd|n?msub)/) ? [read(c, "ft")] : []), ...(is(c, /^n?m(add|sub)/) ? [read(c, "fr")] : [])];
  return all;
};
const number = (t: Format, v: bigint): number => {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, t === "s" ? bits(t, v) << 32n : v);
  return t === "s" ? view.getFloat32(0) : view.getFloat64(0);
};
/** Whether an R10000 leaves the operation to software: a denormal operand, result, or product on the way to a sum. */
function isForSoftware(c: Case): boolean {
  const from = sourceOf(c), to = resultOf(c), cause = c.theirs.low(SLOT.fcsr);
  if (isFormat(from) && operands(c).some((v) => isTiny(from, v))) return true;
  // QEMU flushes to 0 without a word; an exact 0 has an operand that is 0.
  if ((c.before.low(SLOT.fcsr) & FS) !== 0 && isFormat(to) && magnitude(to, c.theirs.get(SLOT.fpr + fields(c).fd)) === 0n && operands(c).every((v) => v !== 0n)) return true;
  if ((cause & U) !== 0 || (isFormat(to) && isTiny(to, c.theirs.get(SLOT.fpr + fields(c).fd)))) return true;
  if (!isFormat(from) || !is(c, /^n?m(add|sub)\./)) return false;
  const product = Math.abs(number(from, read(c, "fs")) * number(from, read(c, "ft")));
  return product <= (from === "s" ? 2 ** -126 : 2 ** -1022) && magnitude(from, read(c, "fs")) !== 0n && magnitude(from, read(c, "ft")) !== 0n;
}
/** The instruction ended as QEMU says, with that result and those Cause and Flags bits. */
function asTheyDid(expected: State, c: Case): void {
  const { before, theirs } = c;
  if (exceptionCode(theirs) === FPE && theirs.low(SLOT.status) !== before.low(SLOT.status)) {
    // A trap of its own in place of ours.
    expected.set(SLOT.fcsr, (before.get(SLOT.fcsr) & ~BigInt(CAUSES)) | BigInt(theirs.low(SLOT.fcsr) & CAUSES));
    return;
  }
  expected.copy(before);
  expected.set(SLOT.inSlot, 0n);
  expected.set(SLOT.pc, before.low(SLOT.inSlot) ? theirs.get(SLOT.pc) : before.get(SLOT.pc) + 4n);
  const fd = SLOT.fpr + fields(c).fd, causes = theirs.low(SLOT.fcsr) & CAUSES;
  expected.set(fd, theirs.get(fd));
  expected.set(SLOT.fcsr, (before.get(SLOT.fcsr) & ~BigInt(CAUSES)) | BigInt(causes | ((causes >>> 10) & FLAGS)));
}
const raisedE = (c: Case): boolean => exceptionCode(c.mine) === FPE && (c.mine.low(SLOT.fcsr) & E) !== 0 && !completed(c);

/** Ours raised nothing. */
const completed = (c: Case): boolean => c.mine.low(SLOT.status) === c.before.low(SLOT.status);

export const FLOATING_POINT: readonly Difference[] = [
  {
    name: "upper half of a single or word",
    rule: "with Status.FR set a single or word result clears bits 63:32, even of a conditional move that does not move; QEMU leaves them",
    section: "UM 15.3, 15.5; r10000.md 6",
    applies: (c) => written(c) !== undefined && (is(c, /^(lwc1|mtc1|lwxc1)$/) || resultOf(c) === "s" || resultOf(c) === "w"),
    theirs: (expected, c) => {
      const slot = SLOT.fpr + written(c)!; // `applies` found one
      expected.set(slot, (c.before.get(slot) & ~below(32n)) | (expected.get(slot) & below(32n)));
    },
  },
  {
    name: "ABS, NEG",
    rule: "arithmetic: Cause is set, a NaN stays as it is or is invalid, a denormal operand is unimplemented; QEMU only changes the sign bit",
    section: "UM 15.4; r10000.md 6",
    applies: (c) => is(c, /^(abs|neg)\./),
    theirs: (expected, c) => {
      const t = sourceOf(c) as Format, fd = SLOT.fpr + fields(c).fd, v = bits(t, read(c, "fs"));
      const result = is(c, /^abs/) ? magnitude(t, v) : v ^ FORMATS[t].sign;
      asTheyDid(expected, c);
      expected.set(fd, t === "s" ? (c.before.get(fd) & ~below(32n)) | result : result);
      expected.set(SLOT.fcsr, c.before.get(SLOT.fcsr));
    },
  },
  {
    name: "NaN results",
    rule: "of quiet NaN operands the first is the result, and NMADD and NMSUB do not negate it; QEMU's result is always the default NaN, negated by the two",
    section: "R4000 UM 6; r10000.md 6",
    applies: (c) => is(c, ARITHMETIC) && !is(c, /^(abs|neg)\./) && isFormat(resultOf(c)) && completed(c) && isNan(resultOf(c) as Format, c.mine.get(SLOT.fpr + fields(c).fd)),
    theirs: (expected, c) => {
      const t = resultOf(c) as Format, fd = SLOT.fpr + fields(c).fd; // `applies` has asked
      const nan = (FORMATS[t].infinity | (FORMATS[t].quiet - 1n)) ^ (is(c, /^nm/) ? FORMATS[t].sign : 0n);
      expected.set(fd, t === "s" ? (c.before.get(fd) & ~below(32n)) | nan : nan);
    },
  },
  {
    name: "unimplemented operation",
    rule: "a denormal operand, or a result that is too small to be normal, is left to software (Cause.E); QEMU computes it",
    section: "R4000 UM 7.4; r10000.md 6",
    applies: (c) => is(c, ARITHMETIC) && !is(c, /^(abs|neg)\./) && raisedE(c) && isForSoftware(c),
    theirs: asTheyDid,
  },
  {
    name: "L format in 32-bit user mode",
    rule: "an operation with the L format is unimplemented (Cause.E) where 64-bit operations are off; QEMU executes it",
    section: "UM 14.10, 17; r10000.md 5.5",
    applies: (c) => is(c, /^(cvt|round|trunc|ceil|floor)\..*\bl\b/) && raisedE(c) && (c.before.low(SLOT.status) & (STATUS.ux | STATUS.ksu)) === 2 << 3,
    theirs: asTheyDid,
  },
  {
    name: "flushing of tiny results",
    rule: "with FCSR.FS set and U and I disabled a tiny result becomes 0 or the smallest normal number, by the rounding mode, with U and I; QEMU's becomes 0, before rounding and without them",
    section: "R4000 UM table 7-1; r10000.md 6",
    applies: (c) => is(c, ARITHMETIC) && (c.before.low(SLOT.fcsr) & FS) !== 0 && isFormat(resultOf(c)) && completed(c),
    theirs: (expected, c) => {
      const t = resultOf(c) as Format, fd = SLOT.fpr + fields(c).fd, mine = magnitude(t, c.mine.get(fd)), theirs = magnitude(t, c.theirs.get(fd));
      const flushed = (c.mine.low(SLOT.fcsr) & U) !== 0 || mine === FORMATS[t].smallest;
      if (flushed && (theirs === 0n || is(c, /^n?m(add|sub)\./))) asTheyDid(expected, c);
    },
  },
];
