/** Branches and jumps (r10000.md §5.1, §5.3). Every one has a delay slot; the likely ones nullify it when not taken. */
import { row } from "../row.ts";
import type { Semantics } from "../semantics.ts";

const offset = <V, C, F>(m: Semantics<V, C, F>, f: F): V => m.shl(m.signed(f), m.constant(2));
const equal = <V, C, F>(m: Semantics<V, C, F>, a: F, b: F): C => m.eq(m.gpr(a), m.gpr(b));
const unequal = <V, C, F>(m: Semantics<V, C, F>, a: F, b: F): C => m.ne(m.gpr(a), m.gpr(b));
const negative = <V, C, F>(m: Semantics<V, C, F>, v: V): C => m.lt(v, m.constant(0), true);
const notNegative = <V, C, F>(m: Semantics<V, C, F>, v: V): C => m.ge(v, m.constant(0), true);
const positive = <V, C, F>(m: Semantics<V, C, F>, v: V): C => m.lt(m.constant(0), v, true);
const notPositive = <V, C, F>(m: Semantics<V, C, F>, v: V): C => m.ge(m.constant(0), v, true);
const returnAddress = <V, C, F>(m: Semantics<V, C, F>): V => m.add(m.pc(), m.constant(8));

/** The source of a branch-and-link, read before $31 changes; the link is written whether the branch is taken or not. */
function linking<V, C, F>(m: Semantics<V, C, F>, rs: F): V {
  const source = m.let(m.gpr(rs));
  m.setLink(returnAddress(m));
  return source;
}

/** J and JAL replace the low 28 bits of the delay slot's address. */
const region = <V, C, F>(m: Semantics<V, C, F>, target: F): V =>
  m.or(m.and(m.add(m.pc(), m.constant(4)), m.constant(-0x1000_0000)), m.shl(m.field(target), m.constant(2)));

export const branchRows = {
  j: row("000010 jjjjjjjjjjjjjjjjjjjjjjjjjj", "target", 1, (m, i) => m.jump(region(m, i.target))),
  jal: row("000011 jjjjjjjjjjjjjjjjjjjjjjjjjj", "target", 1, (m, i) => {
    m.setLink(returnAddress(m));
    m.jump(region(m, i.target));
  }),
  jr: row("000000 sssss 00000 00000 00000 001000", "rs", 1, (m, i) => m.jump(m.gpr(i.rs))),
  jalr: row("000000 sssss 00000 ddddd 00000 001001", "rd, rs", 1, (m, i) => {
    const target = m.let(m.gpr(i.rs));
    m.setGpr(i.rd, returnAddress(m));
    m.jump(target);
  }),

  beq: row("000100 sssss ttttt iiiiiiiiiiiiiiii", "rs, rt, branch", 1, (m, i) => m.branch(equal(m, i.rs, i.rt), offset(m, i.imm))),
  bne: row("000101 sssss ttttt iiiiiiiiiiiiiiii", "rs, rt, branch", 1, (m, i) => m.branch(unequal(m, i.rs, i.rt), offset(m, i.imm))),
  blez: row("000110 sssss 00000 iiiiiiiiiiiiiiii", "rs, branch", 1, (m, i) => m.branch(notPositive(m, m.gpr(i.rs)), offset(m, i.imm))),
  bgtz: row("000111 sssss 00000 iiiiiiiiiiiiiiii", "rs, branch", 1, (m, i) => m.branch(positive(m, m.gpr(i.rs)), offset(m, i.imm))),
  beql: row("010100 sssss ttttt iiiiiiiiiiiiiiii", "rs, rt, branch", 2, (m, i) => m.branchLikely(equal(m, i.rs, i.rt), offset(m, i.imm))),
  bnel: row("010101 sssss ttttt iiiiiiiiiiiiiiii", "rs, rt, branch", 2, (m, i) => m.branchLikely(unequal(m, i.rs, i.rt), offset(m, i.imm))),
  blezl: row("010110 sssss 00000 iiiiiiiiiiiiiiii", "rs, branch", 2, (m, i) => m.branchLikely(notPositive(m, m.gpr(i.rs)), offset(m, i.imm))),
  bgtzl: row("010111 sssss 00000 iiiiiiiiiiiiiiii", "rs, branch", 2, (m, i) => m.branchLikely(positive(m, m.gpr(i.rs)), offset(m, i.imm))),

  bltz: row("000001 sssss 00000 iiiiiiiiiiiiiiii", "rs, branch", 1, (m, i) => m.branch(negative(m, m.gpr(i.rs)), offset(m, i.imm))),
  bgez: row("000001 sssss 00001 iiiiiiiiiiiiiiii", "rs, branch", 1, (m, i) => m.branch(notNegative(m, m.gpr(i.rs)), offset(m, i.imm))),
  bltzl: row("000001 sssss 00010 iiiiiiiiiiiiiiii", "rs, branch", 2, (m, i) => m.branchLikely(negative(m, m.gpr(i.rs)), offset(m, i.imm))),
  bgezl: row("000001 sssss 00011 iiiiiiiiiiiiiiii", "rs, branch", 2, (m, i) => m.branchLikely(notNegative(m, m.gpr(i.rs)), offset(m, i.imm))),
  bltzal: row("000001 sssss 10000 iiiiiiiiiiiiiiii", "rs, branch", 1, (m, i) => m.branch(negative(m, linking(m, i.rs)), offset(m, i.imm))),
  bgezal: row("000001 sssss 10001 iiiiiiiiiiiiiiii", "rs, branch", 1, (m, i) => m.branch(notNegative(m, linking(m, i.rs)), offset(m, i.imm))),
  bltzall: row("000001 sssss 10010 iiiiiiiiiiiiiiii", "rs, branch", 2, (m, i) => m.branchLikely(negative(m, linking(m, i.rs)), offset(m, i.imm))),
  bgezall: row("000001 sssss 10011 iiiiiiiiiiiiiiii", "rs, branch", 2, (m, i) => m.branchLikely(notNegative(m, linking(m, i.rs)), offset(m, i.imm))),
} as const;
