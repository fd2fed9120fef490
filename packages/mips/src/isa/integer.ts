/** Integer arithmetic, logic, shifts and conditional moves (MIPS IV Instruction Set, rev. 3.2, §A.6; r10000.md §5.1, §5.2, §5.7). */
import { row } from "../row.ts";
import type { Semantics } from "../semantics.ts";

/** The 32-bit result of a + b (or a - b), which is one of 64 bits that must agree with its own sign extension. */
function trapping32<V, C, F>(m: Semantics<V, C, F>, exact: V): V {
  const wide = m.let(exact);
  const narrow = m.let(m.sext32(wide));
  m.raiseIf(m.ne(wide, narrow), "Ov");
  return narrow;
}

/** a + b: overflows if both operands differ in sign from the sum. */
function trappingAdd64<V, C, F>(m: Semantics<V, C, F>, x: V, y: V): V {
  const a = m.let(x), b = m.let(y), sum = m.let(m.add(a, b));
  m.raiseIf(m.lt(m.and(m.xor(a, sum), m.xor(b, sum)), m.constant(0), true), "Ov");
  return sum;
}

/** a - b: overflows if the operands differ in sign, and the first from the difference. */
function trappingSub64<V, C, F>(m: Semantics<V, C, F>, x: V, y: V): V {
  const a = m.let(x), b = m.let(y), difference = m.let(m.sub(a, b));
  m.raiseIf(m.lt(m.and(m.xor(a, b), m.xor(a, difference)), m.constant(0), true), "Ov");
  return difference;
}

// The low 32 bits, as a signed or an unsigned number: what a 32-bit operation takes of a register. Sources that are not
// sign-extended are undefined to the architecture; we use their low half (r10000.md §5.7).
const s32 = <V, C, F>(m: Semantics<V, C, F>, f: F): V => m.sext32(m.gpr(f));
const u32 = <V, C, F>(m: Semantics<V, C, F>, f: F): V => m.zext32(m.gpr(f));
const low5 = <V, C, F>(m: Semantics<V, C, F>, f: F): V => m.and(m.gpr(f), m.constant(31));
const plus32 = <V, C, F>(m: Semantics<V, C, F>, f: F): V => m.add(m.field(f), m.constant(32));

export const integerRows = {
  // Immediate.
  addi: row("001000 sssss ttttt iiiiiiiiiiiiiiii", "rt, rs, simm", 1, (m, i) =>
    m.setGpr(i.rt, trapping32(m, m.add(s32(m, i.rs), m.signed(i.imm))))),
  addiu: row("001001 sssss ttttt iiiiiiiiiiiiiiii", "rt, rs, simm", 1, (m, i) =>
    m.setGpr(i.rt, m.sext32(m.add(m.gpr(i.rs), m.signed(i.imm))))),
  slti: row("001010 sssss ttttt iiiiiiiiiiiiiiii", "rt, rs, simm", 1, (m, i) =>
    m.setGpr(i.rt, m.fromCondition(m.lt(m.gpr(i.rs), m.signed(i.imm), true)))),
  sltiu: row("001011 sssss ttttt iiiiiiiiiiiiiiii", "rt, rs, simm", 1, (m, i) =>
    m.setGpr(i.rt, m.fromCondition(m.lt(m.gpr(i.rs), m.signed(i.imm), false)))),
  andi: row("001100 sssss ttttt iiiiiiiiiiiiiiii", "rt, rs, imm", 1, (m, i) =>
    m.setGpr(i.rt, m.and(m.gpr(i.rs), m.field(i.imm)))),
  ori: row("001101 sssss ttttt iiiiiiiiiiiiiiii", "rt, rs, imm", 1, (m, i) =>
    m.setGpr(i.rt, m.or(m.gpr(i.rs), m.field(i.imm)))),
  xori: row("001110 sssss ttttt iiiiiiiiiiiiiiii", "rt, rs, imm", 1, (m, i) =>
    m.setGpr(i.rt, m.xor(m.gpr(i.rs), m.field(i.imm)))),
  lui: row("001111 00000 ttttt iiiiiiiiiiiiiiii", "rt, imm", 1, (m, i) =>
    m.setGpr(i.rt, m.shl(m.signed(i.imm), m.constant(16)))),
  daddi: row("011000 sssss ttttt iiiiiiiiiiiiiiii", "rt, rs, simm", 3, (m, i) =>
    m.setGpr(i.rt, trappingAdd64(m, m.gpr(i.rs), m.signed(i.imm)))),
  daddiu: row("011001 sssss ttttt iiiiiiiiiiiiiiii", "rt, rs, simm", 3, (m, i) =>
    m.setGpr(i.rt, m.add(m.gpr(i.rs), m.signed(i.imm)))),

  // Register.
  add: row("000000 sssss ttttt ddddd 00000 100000", "rd, rs, rt", 1, (m, i) =>
    m.setGpr(i.rd, trapping32(m, m.add(s32(m, i.rs), s32(m, i.rt))))),
  addu: row("000000 sssss ttttt ddddd 00000 100001", "rd, rs, rt", 1, (m, i) =>
    m.setGpr(i.rd, m.sext32(m.add(m.gpr(i.rs), m.gpr(i.rt))))),
  sub: row("000000 sssss ttttt ddddd 00000 100010", "rd, rs, rt", 1, (m, i) =>
    m.setGpr(i.rd, trapping32(m, m.sub(s32(m, i.rs), s32(m, i.rt))))),
  subu: row("000000 sssss ttttt ddddd 00000 100011", "rd, rs, rt", 1, (m, i) =>
    m.setGpr(i.rd, m.sext32(m.sub(m.gpr(i.rs), m.gpr(i.rt))))),
  and: row("000000 sssss ttttt ddddd 00000 100100", "rd, rs, rt", 1, (m, i) =>
    m.setGpr(i.rd, m.and(m.gpr(i.rs), m.gpr(i.rt)))),
  or: row("000000 sssss ttttt ddddd 00000 100101", "rd, rs, rt", 1, (m, i) =>
    m.setGpr(i.rd, m.or(m.gpr(i.rs), m.gpr(i.rt)))),
  xor: row("000000 sssss ttttt ddddd 00000 100110", "rd, rs, rt", 1, (m, i) =>
    m.setGpr(i.rd, m.xor(m.gpr(i.rs), m.gpr(i.rt)))),
  nor: row("000000 sssss ttttt ddddd 00000 100111", "rd, rs, rt", 1, (m, i) =>
    m.setGpr(i.rd, m.not(m.or(m.gpr(i.rs), m.gpr(i.rt))))),
  slt: row("000000 sssss ttttt ddddd 00000 101010", "rd, rs, rt", 1, (m, i) =>
    m.setGpr(i.rd, m.fromCondition(m.lt(m.gpr(i.rs), m.gpr(i.rt), true)))),
  sltu: row("000000 sssss ttttt ddddd 00000 101011", "rd, rs, rt", 1, (m, i) =>
    m.setGpr(i.rd, m.fromCondition(m.lt(m.gpr(i.rs), m.gpr(i.rt), false)))),
  dadd: row("000000 sssss ttttt ddddd 00000 101100", "rd, rs, rt", 3, (m, i) =>
    m.setGpr(i.rd, trappingAdd64(m, m.gpr(i.rs), m.gpr(i.rt)))),
  daddu: row("000000 sssss ttttt ddddd 00000 101101", "rd, rs, rt", 3, (m, i) =>
    m.setGpr(i.rd, m.add(m.gpr(i.rs), m.gpr(i.rt)))),
  dsub: row("000000 sssss ttttt ddddd 00000 101110", "rd, rs, rt", 3, (m, i) =>
    m.setGpr(i.rd, trappingSub64(m, m.gpr(i.rs), m.gpr(i.rt)))),
  dsubu: row("000000 sssss ttttt ddddd 00000 101111", "rd, rs, rt", 3, (m, i) =>
    m.setGpr(i.rd, m.sub(m.gpr(i.rs), m.gpr(i.rt)))),

  // Shifts.
  sll: row("000000 00000 ttttt ddddd hhhhh 000000", "rd, rt, shamt", 1, (m, i) =>
    m.setGpr(i.rd, m.sext32(m.shl(m.gpr(i.rt), m.field(i.shamt))))),
  srl: row("000000 00000 ttttt ddddd hhhhh 000010", "rd, rt, shamt", 1, (m, i) =>
    m.setGpr(i.rd, m.sext32(m.shr(u32(m, i.rt), m.field(i.shamt))))),
  sra: row("000000 00000 ttttt ddddd hhhhh 000011", "rd, rt, shamt", 1, (m, i) =>
    m.setGpr(i.rd, m.sar(s32(m, i.rt), m.field(i.shamt)))),
  sllv: row("000000 sssss ttttt ddddd 00000 000100", "rd, rt, rs", 1, (m, i) =>
    m.setGpr(i.rd, m.sext32(m.shl(m.gpr(i.rt), low5(m, i.rs))))),
  srlv: row("000000 sssss ttttt ddddd 00000 000110", "rd, rt, rs", 1, (m, i) =>
    m.setGpr(i.rd, m.sext32(m.shr(u32(m, i.rt), low5(m, i.rs))))),
  srav: row("000000 sssss ttttt ddddd 00000 000111", "rd, rt, rs", 1, (m, i) =>
    m.setGpr(i.rd, m.sar(s32(m, i.rt), low5(m, i.rs)))),
  dsllv: row("000000 sssss ttttt ddddd 00000 010100", "rd, rt, rs", 3, (m, i) =>
    m.setGpr(i.rd, m.shl(m.gpr(i.rt), m.gpr(i.rs)))),
  dsrlv: row("000000 sssss ttttt ddddd 00000 010110", "rd, rt, rs", 3, (m, i) =>
    m.setGpr(i.rd, m.shr(m.gpr(i.rt), m.gpr(i.rs)))),
  dsrav: row("000000 sssss ttttt ddddd 00000 010111", "rd, rt, rs", 3, (m, i) =>
    m.setGpr(i.rd, m.sar(m.gpr(i.rt), m.gpr(i.rs)))),
  dsll: row("000000 00000 ttttt ddddd hhhhh 111000", "rd, rt, shamt", 3, (m, i) =>
    m.setGpr(i.rd, m.shl(m.gpr(i.rt), m.field(i.shamt)))),
  dsrl: row("000000 00000 ttttt ddddd hhhhh 111010", "rd, rt, shamt", 3, (m, i) =>
    m.setGpr(i.rd, m.shr(m.gpr(i.rt), m.field(i.shamt)))),
  dsra: row("000000 00000 ttttt ddddd hhhhh 111011", "rd, rt, shamt", 3, (m, i) =>
    m.setGpr(i.rd, m.sar(m.gpr(i.rt), m.field(i.shamt)))),
  dsll32: row("000000 00000 ttttt ddddd hhhhh 111100", "rd, rt, shamt", 3, (m, i) =>
    m.setGpr(i.rd, m.shl(m.gpr(i.rt), plus32(m, i.shamt)))),
  dsrl32: row("000000 00000 ttttt ddddd hhhhh 111110", "rd, rt, shamt", 3, (m, i) =>
    m.setGpr(i.rd, m.shr(m.gpr(i.rt), plus32(m, i.shamt)))),
  dsra32: row("000000 00000 ttttt ddddd hhhhh 111111", "rd, rt, shamt", 3, (m, i) =>
    m.setGpr(i.rd, m.sar(m.gpr(i.rt), plus32(m, i.shamt)))),

  // Conditional moves.
  movz: row("000000 sssss ttttt ddddd 00000 001010", "rd, rs, rt", 4, (m, i) =>
    m.when(m.eq(m.gpr(i.rt), m.constant(0)), () => m.setGpr(i.rd, m.gpr(i.rs)))),
  movn: row("000000 sssss ttttt ddddd 00000 001011", "rd, rs, rt", 4, (m, i) =>
    m.when(m.ne(m.gpr(i.rt), m.constant(0)), () => m.setGpr(i.rd, m.gpr(i.rs)))),
} as const;
