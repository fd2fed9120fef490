/** Conditional traps, system call and breakpoint (r10000.md §5.2, §5.3). The code fields are for the handler to read. */
import { row } from "../row.ts";

export const trapRows = {
  tge: row("000000 sssss ttttt cccccccccc 110000", "rs, rt[, code]", 2, (m, i) => m.raiseIf(m.ge(m.gpr(i.rs), m.gpr(i.rt), true), "Tr")),
  tgeu: row("000000 sssss ttttt cccccccccc 110001", "rs, rt[, code]", 2, (m, i) => m.raiseIf(m.ge(m.gpr(i.rs), m.gpr(i.rt), false), "Tr")),
  tlt: row("000000 sssss ttttt cccccccccc 110010", "rs, rt[, code]", 2, (m, i) => m.raiseIf(m.lt(m.gpr(i.rs), m.gpr(i.rt), true), "Tr")),
  tltu: row("000000 sssss ttttt cccccccccc 110011", "rs, rt[, code]", 2, (m, i) => m.raiseIf(m.lt(m.gpr(i.rs), m.gpr(i.rt), false), "Tr")),
  teq: row("000000 sssss ttttt cccccccccc 110100", "rs, rt[, code]", 2, (m, i) => m.raiseIf(m.eq(m.gpr(i.rs), m.gpr(i.rt)), "Tr")),
  tne: row("000000 sssss ttttt cccccccccc 110110", "rs, rt[, code]", 2, (m, i) => m.raiseIf(m.ne(m.gpr(i.rs), m.gpr(i.rt)), "Tr")),
  tgei: row("000001 sssss 01000 iiiiiiiiiiiiiiii", "rs, simm", 2, (m, i) => m.raiseIf(m.ge(m.gpr(i.rs), m.signed(i.imm), true), "Tr")),
  tgeiu: row("000001 sssss 01001 iiiiiiiiiiiiiiii", "rs, simm", 2, (m, i) => m.raiseIf(m.ge(m.gpr(i.rs), m.signed(i.imm), false), "Tr")),
  tlti: row("000001 sssss 01010 iiiiiiiiiiiiiiii", "rs, simm", 2, (m, i) => m.raiseIf(m.lt(m.gpr(i.rs), m.signed(i.imm), true), "Tr")),
  tltiu: row("000001 sssss 01011 iiiiiiiiiiiiiiii", "rs, simm", 2, (m, i) => m.raiseIf(m.lt(m.gpr(i.rs), m.signed(i.imm), false), "Tr")),
  teqi: row("000001 sssss 01100 iiiiiiiiiiiiiiii", "rs, simm", 2, (m, i) => m.raiseIf(m.eq(m.gpr(i.rs), m.signed(i.imm)), "Tr")),
  tnei: row("000001 sssss 01110 iiiiiiiiiiiiiiii", "rs, simm", 2, (m, i) => m.raiseIf(m.ne(m.gpr(i.rs), m.signed(i.imm)), "Tr")),
  syscall: row("000000 cccccccccccccccccccc 001100", "[code]", 1, (m) => m.raise("Sys")),
  break: row("000000 cccccccccccccccccccc 001101", "[breakcode]", 1, (m) => m.raise("Bp")),
} as const;
