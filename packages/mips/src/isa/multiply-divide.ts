/** Multiplication and division, and the HI and LO registers (r10000.md §5.2, §5.7). */
import { row } from "../row.ts";
import type { Semantics } from "../semantics.ts";

/** LO and HI get the halves of a 64-bit product, each sign-extended, for MULTU as well. */
function multiply32<V, C, F>(m: Semantics<V, C, F>, a: V, b: V): void {
  const product = m.let(m.mul(a, b));
  m.setLo(m.sext32(product));
  m.setHi(m.sar(product, m.constant(32)));
}

function multiply64<V, C, F>(m: Semantics<V, C, F>, x: V, y: V, signed: boolean): void {
  const a = m.let(x), b = m.let(y);
  m.setLo(m.mul(a, b));
  m.setHi(m.mulHigh(a, b, signed));
}

/** Division by zero and min / -1 do not trap: see `Semantics.divide`. */
function divide32<V, C, F>(m: Semantics<V, C, F>, a: V, b: V, signed: boolean): void {
  const { quotient, remainder } = m.divide(a, b, signed);
  m.setLo(m.sext32(quotient));
  m.setHi(m.sext32(remainder));
}

function divide64<V, C, F>(m: Semantics<V, C, F>, a: V, b: V, signed: boolean): void {
  const { quotient, remainder } = m.divide(a, b, signed);
  m.setLo(quotient);
  m.setHi(remainder);
}

export const multiplyDivideRows = {
  mfhi: row("000000 00000 00000 ddddd 00000 010000", "rd", 1, (m, i) => m.setGpr(i.rd, m.hi())),
  mthi: row("000000 sssss 00000 00000 00000 010001", "rs", 1, (m, i) => m.setHi(m.gpr(i.rs))),
  mflo: row("000000 00000 00000 ddddd 00000 010010", "rd", 1, (m, i) => m.setGpr(i.rd, m.lo())),
  mtlo: row("000000 sssss 00000 00000 00000 010011", "rs", 1, (m, i) => m.setLo(m.gpr(i.rs))),

  mult: row("000000 sssss ttttt 00000 00000 011000", "rs, rt", 1, (m, i) =>
    multiply32(m, m.sext32(m.gpr(i.rs)), m.sext32(m.gpr(i.rt)))),
  multu: row("000000 sssss ttttt 00000 00000 011001", "rs, rt", 1, (m, i) =>
    multiply32(m, m.zext32(m.gpr(i.rs)), m.zext32(m.gpr(i.rt)))),
  div: row("000000 sssss ttttt 00000 00000 011010", "zero, rs, rt", 1, (m, i) =>
    divide32(m, m.sext32(m.gpr(i.rs)), m.sext32(m.gpr(i.rt)), true)),
  divu: row("000000 sssss ttttt 00000 00000 011011", "zero, rs, rt", 1, (m, i) =>
    divide32(m, m.zext32(m.gpr(i.rs)), m.zext32(m.gpr(i.rt)), false)),
  dmult: row("000000 sssss ttttt 00000 00000 011100", "rs, rt", 3, (m, i) => multiply64(m, m.gpr(i.rs), m.gpr(i.rt), true)),
  dmultu: row("000000 sssss ttttt 00000 00000 011101", "rs, rt", 3, (m, i) => multiply64(m, m.gpr(i.rs), m.gpr(i.rt), false)),
  ddiv: row("000000 sssss ttttt 00000 00000 011110", "zero, rs, rt", 3, (m, i) => divide64(m, m.gpr(i.rs), m.gpr(i.rt), true)),
  ddivu: row("000000 sssss ttttt 00000 00000 011111", "zero, rs, rt", 3, (m, i) => divide64(m, m.gpr(i.rs), m.gpr(i.rt), false)),
} as const;
