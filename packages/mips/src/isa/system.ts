/** The system coprocessor, and the coprocessor 2 that an R10000 does not have (r10000.md §1, §5.4, §5.5, §5.6). */
import { row, type Gate } from "../row.ts";

const cop0: Gate = { unit: 0 };
const cop2: Gate = { unit: 2 };

export const systemRows = {
  // No select field exists on the R10000; the low bits are seen by register 25 (performance counters) alone.
  mfc0: row("010000 00000 ttttt ddddd 00000 000 lll", "rt, c0rd[, sub]", 1, (m, i) => m.setGpr(i.rt, m.cp0(i.rd, i.sub, false)), cop0),
  dmfc0: row("010000 00001 ttttt ddddd 00000 000 lll", "rt, c0rd[, sub]", 3, (m, i) => m.setGpr(i.rt, m.cp0(i.rd, i.sub, true)), cop0),
  mtc0: row("010000 00100 ttttt ddddd 00000 000 lll", "rt, c0rd[, sub]", 1, (m, i) => m.setCp0(i.rd, i.sub, m.gpr(i.rt), false), cop0),
  dmtc0: row("010000 00101 ttttt ddddd 00000 000 lll", "rt, c0rd[, sub]", 3, (m, i) => m.setCp0(i.rd, i.sub, m.gpr(i.rt), true), cop0),

  bc0f: row("010000 01000 00000 iiiiiiiiiiiiiiii", "branch", 1, (m, i) =>
    m.branch(m.eq(m.fromCondition(m.cp0Condition()), m.constant(0)), m.shl(m.signed(i.imm), m.constant(2))), cop0),
  bc0t: row("010000 01000 00001 iiiiiiiiiiiiiiii", "branch", 1, (m, i) =>
    m.branch(m.cp0Condition(), m.shl(m.signed(i.imm), m.constant(2))), cop0),
  bc0fl: row("010000 01000 00010 iiiiiiiiiiiiiiii", "branch", 2, (m, i) =>
    m.branchLikely(m.eq(m.fromCondition(m.cp0Condition()), m.constant(0)), m.shl(m.signed(i.imm), m.constant(2))), cop0),
  bc0tl: row("010000 01000 00011 iiiiiiiiiiiiiiii", "branch", 2, (m, i) =>
    m.branchLikely(m.cp0Condition(), m.shl(m.signed(i.imm), m.constant(2))), cop0),

  tlbr: row("010000 1 0000000000000000000 000001", "", 1, (m) => m.tlbRead(), cop0),
  tlbwi: row("010000 1 0000000000000000000 000010", "", 1, (m) => m.tlbWrite("index"), cop0),
  tlbwr: row("010000 1 0000000000000000000 000110", "", 1, (m) => m.tlbWrite("random"), cop0),
  tlbp: row("010000 1 0000000000000000000 001000", "", 1, (m) => m.tlbProbe(), cop0),
  eret: row("010000 1 0000000000000000000 011000", "", 1, (m) => m.eret(), cop0),
  cache: row("101111 sssss ooooo iiiiiiiiiiiiiiii", "op, simm(rs)", 1, (m, i) =>
    m.cacheOp(i.op, m.add(m.gpr(i.rs), m.signed(i.imm))), cop0),

  // Ours: not an R10000 instruction. In kernel mode it enters the monitor that is plugged into the machine; below, it is
  // coprocessor unusable as all of COP0, which a monitor takes as its call number CODE.
  gate: row("010000 1 ccccccccccccccccccc 111111", "code", 1, (m, i) => m.gate(i.code), cop0),

  // Usable or not, there is nothing there: CpU with CE=2 first, RI if Status.CU2 allows it.
  cop2: row("010010 cccccccccccccccccccccccccc", "code", 1, (m) => m.raise("RI"), cop2),
  lwc2: row("110010 sssss ttttt iiiiiiiiiiiiiiii", "c2rt, simm(rs)", 1, (m) => m.raise("RI"), cop2),
  ldc2: row("110110 sssss ttttt iiiiiiiiiiiiiiii", "c2rt, simm(rs)", 2, (m) => m.raise("RI"), cop2),
  swc2: row("111010 sssss ttttt iiiiiiiiiiiiiiii", "c2rt, simm(rs)", 1, (m) => m.raise("RI"), cop2),
  sdc2: row("111110 sssss ttttt iiiiiiiiiiiiiiii", "c2rt, simm(rs)", 2, (m) => m.raise("RI"), cop2),
} as const;
