/**
 * The floating-point coprocessor (r10000.md §5.5, §6): arithmetic, conversions, compares, conditional moves, transfers.
 *
 * Where a level is off, arithmetic raises the unimplemented-operation exception (`denied: "E"`) and not RI, because the
 * FPU decodes it; moves to and from general registers, loads, stores and all of COP1X are decoded by the integer unit.
 */
import { row, type Row } from "../row.ts";
import type { Fields, Gate } from "../row.ts";
import type { FpFormat, FpOperation, FpRounding, Semantics } from "../semantics.ts";

const fpu: Gate = { unit: 1, denied: "E" };
const cop1: Gate = { unit: 1 };

const one = (op: FpOperation, format: FpFormat): Row["exec"] => (m, i) =>
  m.setFpr(i.fd, format, m.fpArithmetic(op, format, m.fpr(i.fs, format)));
const two = (op: FpOperation, format: FpFormat): Row["exec"] => (m, i) =>
  m.setFpr(i.fd, format, m.fpArithmetic(op, format, m.fpr(i.fs, format), m.fpr(i.ft, format)));
/** fs * ft, then fr; the R10000 rounds both steps. */
const three = (op: FpOperation, format: FpFormat): Row["exec"] => (m, i) =>
  m.setFpr(i.fd, format, m.fpArithmetic(op, format, m.fpr(i.fs, format), m.fpr(i.ft, format), m.fpr(i.fr, format)));
const convert = (to: FpFormat, from: FpFormat, rounding?: FpRounding): Row["exec"] => (m, i) =>
  m.setFpr(i.fd, to, m.fpConvert(to, from, m.fpr(i.fs, from), rounding));
const compare = (format: FpFormat): Row["exec"] => (m, i) =>
  m.setFpCondition(i.cc, m.fpCompare(i.cond, format, m.fpr(i.fs, format), m.fpr(i.ft, format)));

const not = <V, C, F>(m: Semantics<V, C, F>, c: C): C => m.eq(m.fromCondition(c), m.constant(0));
const offset = <V, C, F>(m: Semantics<V, C, F>, i: Fields<F>): V => m.shl(m.signed(i.imm), m.constant(2));
const address = <V, C, F>(m: Semantics<V, C, F>, i: Fields<F>): V => m.add(m.gpr(i.rs), m.signed(i.imm));
const indexed = <V, C, F>(m: Semantics<V, C, F>, i: Fields<F>): V => m.add(m.gpr(i.rs), m.gpr(i.rt));

/** fs if the condition holds, else fd, written in any case: a single clears the upper half of fd even when false. */
function moveIf<V, C, F>(m: Semantics<V, C, F>, i: Fields<F>, format: FpFormat, c: C): void {
  m.setFpr(i.fd, format, m.select(c, m.fpr(i.fs, format), m.fpr(i.fd, format)));
}

export const fpuRows = {
  // Arithmetic.
  "add.s": row("010001 10000 TTTTT SSSSS DDDDD 000000", "fd, fs, ft", 1, two("add", "s"), fpu),
  "sub.s": row("010001 10000 TTTTT SSSSS DDDDD 000001", "fd, fs, ft", 1, two("sub", "s"), fpu),
  "mul.s": row("010001 10000 TTTTT SSSSS DDDDD 000010", "fd, fs, ft", 1, two("mul", "s"), fpu),
  "div.s": row("010001 10000 TTTTT SSSSS DDDDD 000011", "fd, fs, ft", 1, two("div", "s"), fpu),
  "sqrt.s": row("010001 10000 00000 SSSSS DDDDD 000100", "fd, fs", 2, one("sqrt", "s"), fpu),
  "abs.s": row("010001 10000 00000 SSSSS DDDDD 000101", "fd, fs", 1, one("abs", "s"), fpu),
  "neg.s": row("010001 10000 00000 SSSSS DDDDD 000111", "fd, fs", 1, one("neg", "s"), fpu),
  "recip.s": row("010001 10000 00000 SSSSS DDDDD 010101", "fd, fs", 4, one("recip", "s"), fpu),
  "rsqrt.s": row("010001 10000 00000 SSSSS DDDDD 010110", "fd, fs", 4, one("rsqrt", "s"), fpu),
  "add.d": row("010001 10001 TTTTT SSSSS DDDDD 000000", "fd, fs, ft", 1, two("add", "d"), fpu),
  "sub.d": row("010001 10001 TTTTT SSSSS DDDDD 000001", "fd, fs, ft", 1, two("sub", "d"), fpu),
  "mul.d": row("010001 10001 TTTTT SSSSS DDDDD 000010", "fd, fs, ft", 1, two("mul", "d"), fpu),
  "div.d": row("010001 10001 TTTTT SSSSS DDDDD 000011", "fd, fs, ft", 1, two("div", "d"), fpu),
  "sqrt.d": row("010001 10001 00000 SSSSS DDDDD 000100", "fd, fs", 2, one("sqrt", "d"), fpu),
  "abs.d": row("010001 10001 00000 SSSSS DDDDD 000101", "fd, fs", 1, one("abs", "d"), fpu),
  "neg.d": row("010001 10001 00000 SSSSS DDDDD 000111", "fd, fs", 1, one("neg", "d"), fpu),
  "recip.d": row("010001 10001 00000 SSSSS DDDDD 010101", "fd, fs", 4, one("recip", "d"), fpu),
  "rsqrt.d": row("010001 10001 00000 SSSSS DDDDD 010110", "fd, fs", 4, one("rsqrt", "d"), fpu),
  
  // Conversions.
  "round.l.s": row("010001 10000 00000 SSSSS DDDDD 001000", "fd, fs", 3, convert("l", "s", "nearest"), fpu),
  "round.l.d": row("010001 10001 00000 SSSSS DDDDD 001000", "fd, fs", 3, convert("l", "d", "nearest"), fpu),
  "trunc.l.s": row("010001 10000 00000 SSSSS DDDDD 001001", "fd, fs", 3, convert("l", "s", "zero"), fpu),
  "trunc.l.d": row("010001 10001 00000 SSSSS DDDDD 001001", "fd, fs", 3, convert("l", "d", "zero"), fpu),
  "ceil.l.s": row("010001 10000 00000 SSSSS DDDDD 001010", "fd, fs", 3, convert("l", "s", "up"), fpu),
  "ceil.l.d": row("010001 10001 00000 SSSSS DDDDD 001010", "fd, fs", 3, convert("l", "d", "up"), fpu),
  "floor.l.s": row("010001 10000 00000 SSSSS DDDDD 001011", "fd, fs", 3, convert("l", "s", "down"), fpu),
  "floor.l.d": row("010001 10001 00000 SSSSS DDDDD 001011", "fd, fs", 3, convert("l", "d", "down"), fpu),
  "round.w.s": row("010001 10000 00000 SSSSS DDDDD 001100", "fd, fs", 2, convert("w", "s", "nearest"), fpu),
  "round.w.d": row("010001 10001 00000 SSSSS DDDDD 001100", "fd, fs", 2, convert("w", "d", "nearest"), fpu),
  "trunc.w.s": row("010001 10000 00000 SSSSS DDDDD 001101", "fd, fs", 2, convert("w", "s", "zero"), fpu),
  "trunc.w.d": row("010001 10001 00000 SSSSS DDDDD 001101", "fd, fs", 2, convert("w", "d", "zero"), fpu),
  "ceil.w.s": row("010001 10000 00000 SSSSS DDDDD 001110", "fd, fs", 2, convert("w", "s", "up"), fpu),
  "ceil.w.d": row("010001 10001 00000 SSSSS DDDDD 001110", "fd, fs", 2, convert("w", "d", "up"), fpu),
  "floor.w.s": row("010001 10000 00000 SSSSS DDDDD 001111", "fd, fs", 2, convert("w", "s", "down"), fpu),
  "floor.w.d": row("010001 10001 00000 SSSSS DDDDD 001111", "fd, fs", 2, convert("w", "d", "down"), fpu),
  "cvt.s.d": row("010001 10001 00000 SSSSS DDDDD 100000", "fd, fs", 1, convert("s", "d"), fpu),
  "cvt.s.w": row("010001 10100 00000 SSSSS DDDDD 100000", "fd, fs", 1, convert("s", "w"), fpu),
  "cvt.s.l": row("010001 10101 00000 SSSSS DDDDD 100000", "fd, fs", 3, convert("s", "l"), fpu),
  "cvt.d.s": row("010001 10000 00000 SSSSS DDDDD 100001", "fd, fs", 1, convert("d", "s"), fpu),
  "cvt.d.w": row("010001 10100 00000 SSSSS DDDDD 100001", "fd, fs", 1, convert("d", "w"), fpu),
  "cvt.d.l": row("010001 10101 00000 SSSSS DDDDD 100001", "fd, fs", 3, convert("d", "l"), fpu),
  "cvt.w.s": row("010001 10000 00000 SSSSS DDDDD 100100", "fd, fs", 1, convert("w", "s"), fpu),
  "cvt.w.d": row("010001 10001 00000 SSSSS DDDDD 100100", "fd, fs", 1, convert("w", "d"), fpu),
  "cvt.l.s": row("010001 10000 00000 SSSSS DDDDD 100101", "fd, fs", 3, convert("l", "s"), fpu),
  "cvt.l.d": row("010001 10001 00000 SSSSS DDDDD 100101", "fd, fs", 3, convert("l", "d"), fpu),

  // COP1X arithmetic: fd = ±(fs * ft ± fr).
  "madd.s": row("010011 RRRRR TTTTT SSSSS DDDDD 100000", "fd, fr, fs, ft", 4, three("madd", "s"), cop1),
  "madd.d": row("010011 RRRRR TTTTT SSSSS DDDDD 100001", "fd, fr, fs, ft", 4, three("madd", "d"), cop1),
  "msub.s": row("010011 RRRRR TTTTT SSSSS DDDDD 101000", "fd, fr, fs, ft", 4, three("msub", "s"), cop1),
  "msub.d": row("010011 RRRRR TTTTT SSSSS DDDDD 101001", "fd, fr, fs, ft", 4, three("msub", "d"), cop1),
  "nmadd.s": row("010011 RRRRR TTTTT SSSSS DDDDD 110000", "fd, fr, fs, ft", 4, three("nmadd", "s"), cop1),
  "nmadd.d": row("010011 RRRRR TTTTT SSSSS DDDDD 110001", "fd, fr, fs, ft", 4, three("nmadd", "d"), cop1),
  "nmsub.s": row("010011 RRRRR TTTTT SSSSS DDDDD 111000", "fd, fr, fs, ft", 4, three("nmsub", "s"), cop1),
  "nmsub.d": row("010011 RRRRR TTTTT SSSSS DDDDD 111001", "fd, fr, fs, ft", 4, three("nmsub", "d"), cop1),

  // Compares and what follows from them. In the name, `cond` stands for one of the sixteen conditions.
  "c.cond.s": row("010001 10000 TTTTT SSSSS CCC 00 11 nnnn", "[cc, ]fs, ft", 1, compare("s"), fpu),
  "c.cond.d": row("010001 10001 TTTTT SSSSS CCC 00 11 nnnn", "[cc, ]fs, ft", 1, compare("d"), fpu),
  bc1f: row("010001 01000 CCC 0 0 iiiiiiiiiiiiiiii", "[cc, ]branch", 1, (m, i) => m.branch(not(m, m.fpCondition(i.cc)), offset(m, i)), fpu),
  bc1t: row("010001 01000 CCC 0 1 iiiiiiiiiiiiiiii", "[cc, ]branch", 1, (m, i) => m.branch(m.fpCondition(i.cc), offset(m, i)), fpu),
  bc1fl: row("010001 01000 CCC 1 0 iiiiiiiiiiiiiiii", "[cc, ]branch", 2, (m, i) => m.branchLikely(not(m, m.fpCondition(i.cc)), offset(m, i)), fpu),
  bc1tl: row("010001 01000 CCC 1 1 iiiiiiiiiiiiiiii", "[cc, ]branch", 2, (m, i) => m.branchLikely(m.fpCondition(i.cc), offset(m, i)), fpu),
  movf: row("000000 sssss CCC 0 0 ddddd 00000 000001", "rd, rs, cc", 4, (m, i) =>
    m.when(not(m, m.fpCondition(i.cc)), () => m.setGpr(i.rd, m.gpr(i.rs))), cop1),
  movt: row("000000 sssss CCC 0 1 ddddd 00000 000001", "rd, rs, cc", 4, (m, i) =>
    m.when(m.fpCondition(i.cc), () => m.setGpr(i.rd, m.gpr(i.rs))), cop1),

  // Moves between floating-point registers, which leave FCSR alone.
  "mov.s": row("010001 10000 00000 SSSSS DDDDD 000110", "fd, fs", 1, (m, i) => m.setFpr(i.fd, "s", m.fpr(i.fs, "s")), fpu),
  "mov.d": row("010001 10001 00000 SSSSS DDDDD 000110", "fd, fs", 1, (m, i) => m.setFpr(i.fd, "d", m.fpr(i.fs, "d")), fpu),
  "movf.s": row("010001 10000 CCC 0 0 SSSSS DDDDD 010001", "fd, fs, cc", 4, (m, i) => moveIf(m, i, "s", not(m, m.fpCondition(i.cc))), fpu),
  "movf.d": row("010001 10001 CCC 0 0 SSSSS DDDDD 010001", "fd, fs, cc", 4, (m, i) => moveIf(m, i, "d", not(m, m.fpCondition(i.cc))), fpu),
  "movt.s": row("010001 10000 CCC 0 1 SSSSS DDDDD 010001", "fd, fs, cc", 4, (m, i) => moveIf(m, i, "s", m.fpCondition(i.cc)), fpu),
  "movt.d": row("010001 10001 CCC 0 1 SSSSS DDDDD 010001", "fd, fs, cc", 4, (m, i) => moveIf(m, i, "d", m.fpCondition(i.cc)), fpu),
  "movz.s": row("010001 10000 ttttt SSSSS DDDDD 010010", "fd, fs, rt", 4, (m, i) => moveIf(m, i, "s", m.eq(m.gpr(i.rt), m.constant(0))), fpu),
  "movz.d": row("010001 10001 ttttt SSSSS DDDDD 010010", "fd, fs, rt", 4, (m, i) => moveIf(m, i, "d", m.eq(m.gpr(i.rt), m.constant(0))), fpu),
  "movn.s": row("010001 10000 ttttt SSSSS DDDDD 010011", "fd, fs, rt", 4, (m, i) => moveIf(m, i, "s", m.ne(m.gpr(i.rt), m.constant(0))), fpu),
  "movn.d": row("010001 10001 ttttt SSSSS DDDDD 010011", "fd, fs, rt", 4, (m, i) => moveIf(m, i, "d", m.ne(m.gpr(i.rt), m.constant(0))), fpu),

  // To and from general registers.
  mfc1: row("010001 00000 ttttt SSSSS 00000 000000", "rt, fs", 1, (m, i) => m.setGpr(i.rt, m.sext32(m.fprWord(i.fs))), cop1),
  dmfc1: row("010001 00001 ttttt SSSSS 00000 000000", "rt, fs", 3, (m, i) => m.setGpr(i.rt, m.fpr(i.fs, "l")), cop1),
  cfc1: row("010001 00010 ttttt SSSSS 00000 000000", "rt, fcr", 1, (m, i) => m.setGpr(i.rt, m.sext32(m.fpControl(i.fs))), cop1),
  mtc1: row("010001 00100 ttttt SSSSS 00000 000000", "rt, fs", 1, (m, i) => m.setFprWord(i.fs, m.gpr(i.rt)), cop1),
  dmtc1: row("010001 00101 ttttt SSSSS 00000 000000", "rt, fs", 3, (m, i) => m.setFpr(i.fs, "l", m.gpr(i.rt)), cop1),
  ctc1: row("010001 00110 ttttt SSSSS 00000 000000", "rt, fcr", 1, (m, i) => m.setFpControl(i.fs, m.gpr(i.rt)), cop1),

  // Loads and stores.
  lwc1: row("110001 sssss TTTTT iiiiiiiiiiiiiiii", "ft, simm(rs)", 1, (m, i) => m.setFprWord(i.ft, m.load(4, address(m, i), false)), cop1),
  ldc1: row("110101 sssss TTTTT iiiiiiiiiiiiiiii", "ft, simm(rs)", 2, (m, i) => m.setFpr(i.ft, "l", m.load(8, address(m, i), false)), cop1),
  swc1: row("111001 sssss TTTTT iiiiiiiiiiiiiiii", "ft, simm(rs)", 1, (m, i) => m.store(4, address(m, i), m.fprWord(i.ft)), cop1),
  sdc1: row("111101 sssss TTTTT iiiiiiiiiiiiiiii", "ft, simm(rs)", 2, (m, i) => m.store(8, address(m, i), m.fpr(i.ft, "l")), cop1),
  lwxc1: row("010011 sssss ttttt 00000 DDDDD 000000", "fd, rt(rs)", 4, (m, i) => m.setFprWord(i.fd, m.load(4, indexed(m, i), false)), cop1),
  ldxc1: row("010011 sssss ttttt 00000 DDDDD 000001", "fd, rt(rs)", 4, (m, i) => m.setFpr(i.fd, "l", m.load(8, indexed(m, i), false)), cop1),
  swxc1: row("010011 sssss ttttt SSSSS 00000 001000", "fs, rt(rs)", 4, (m, i) => m.store(4, indexed(m, i), m.fprWord(i.fs)), cop1),
  sdxc1: row("010011 sssss ttttt SSSSS 00000 001001", "fs, rt(rs)", 4, (m, i) => m.store(8, indexed(m, i), m.fpr(i.fs, "l")), cop1),
  prefx: row("010011 sssss ttttt ppppp 00000 001111", "hint, rt(rs)", 4, (m, i) => m.prefetch(i.hint, indexed(m, i)), cop1),
} as const;
