/** Other spellings of one instruction: the assembler takes all of them, the disassembler prefers some. */
import type { Fields } from "../row.ts";
import type { Mnemonic } from "./rows.ts";

export interface Alias {
  readonly name: string;
  readonly syntax: string;
  readonly row: Mnemonic;
  /** The fields that the spelling leaves out. */
  readonly fixed: Partial<Fields<number>>;
  /** Whether the disassembler prints it: unless aliases are off, always, or never (GNU objdump does the same). */
  readonly print: "usually" | "always" | "never";
}

const alias = (name: string, syntax: string, row: Mnemonic, fixed: Partial<Fields<number>>, print: Alias["print"] = "usually"): Alias =>
  ({ name, syntax, row, fixed, print });

/** In order of preference: the first that matches is printed. */
export const aliases: readonly Alias[] = [
  alias("nop", "", "sll", { rd: 0, rt: 0, shamt: 0 }),
  alias("ssnop", "", "sll", { rd: 0, rt: 0, shamt: 1 }),
  alias("ehb", "", "sll", { rd: 0, rt: 0, shamt: 3 }),
  alias("move", "rd, rs", "or", { rt: 0 }),
  alias("move", "rd, rs", "daddu", { rt: 0 }),
  alias("move", "rd, rs", "addu", { rt: 0 }),
  alias("li", "rt, simm", "addiu", { rs: 0 }),
  alias("li", "rt, imm", "ori", { rs: 0 }),
  alias("neg", "rd, rt", "sub", { rs: 0 }),
  alias("negu", "rd, rt", "subu", { rs: 0 }),
  alias("dneg", "rd, rt", "dsub", { rs: 0 }),
  alias("dnegu", "rd, rt", "dsubu", { rs: 0 }),
  alias("not", "rd, rs", "nor", { rt: 0 }, "never"),

  alias("b", "branch", "beq", { rs: 0, rt: 0 }),
  alias("b", "branch", "bgez", { rs: 0 }),
  alias("bal", "branch", "bgezal", { rs: 0 }),
  alias("beqz", "rs, branch", "beq", { rt: 0 }),
  alias("bnez", "rs, branch", "bne", { rt: 0 }),
  alias("beqzl", "rs, branch", "beql", { rt: 0 }),
  alias("bnezl", "rs, branch", "bnel", { rt: 0 }),
  alias("jalr", "rs", "jalr", { rd: 31 }, "always"),
  alias("jal", "rs", "jalr", { rd: 31 }, "never"),
  alias("jal", "rd, rs", "jalr", {}, "never"),
  alias("j", "rs", "jr", {}, "never"),

  // Shifts by a register may be written as shifts.
  alias("sll", "rd, rt, rs", "sllv", {}, "never"),
  alias("srl", "rd, rt, rs", "srlv", {}, "never"),
  alias("sra", "rd, rt, rs", "srav", {}, "never"),
  alias("dsll", "rd, rt, rs", "dsllv", {}, "never"),
  alias("dsrl", "rd, rt, rs", "dsrlv", {}, "never"),
  alias("dsra", "rd, rt, rs", "dsrav", {}, "never"),

  // An operation with an immediate may be written without the i.
  alias("add", "rt, rs, simm", "addi", {}, "never"),
  alias("addu", "rt, rs, simm", "addiu", {}, "never"),
  alias("dadd", "rt, rs, simm", "daddi", {}, "never"),
  alias("daddu", "rt, rs, simm", "daddiu", {}, "never"),
  alias("and", "rt, rs, imm", "andi", {}, "never"),
  alias("or", "rt, rs, imm", "ori", {}, "never"),
  alias("xor", "rt, rs, imm", "xori", {}, "never"),
  alias("slt", "rt, rs, simm", "slti", {}, "never"),
  alias("sltu", "rt, rs, simm", "sltiu", {}, "never"),
  alias("tge", "rs, simm", "tgei", {}, "never"),
  alias("tgeu", "rs, simm", "tgeiu", {}, "never"),
  alias("tlt", "rs, simm", "tlti", {}, "never"),
  alias("tltu", "rs, simm", "tltiu", {}, "never"),
  alias("teq", "rs, simm", "teqi", {}, "never"),
  alias("tne", "rs, simm", "tnei", {}, "never"),

  alias("l.s", "ft, simm(rs)", "lwc1", {}, "never"),
  alias("l.d", "ft, simm(rs)", "ldc1", {}, "never"),
  alias("s.s", "ft, simm(rs)", "swc1", {}, "never"),
  alias("s.d", "ft, simm(rs)", "sdc1", {}, "never"),

  // The performance counters (r10000.md §1): control and counter of number 0 or 1, by the low bits of the word.
  ...[0, 1, 2, 3].flatMap((n) => [
    alias("mfps", `rt, ${n}`, "mfc0", { rd: 25, sub: 2 * n }, "always"),
    alias("mfpc", `rt, ${n}`, "mfc0", { rd: 25, sub: 2 * n + 1 }, "always"),
    alias("mtps", `rt, ${n}`, "mtc0", { rd: 25, sub: 2 * n }, "always"),
    alias("mtpc", `rt, ${n}`, "mtc0", { rd: 25, sub: 2 * n + 1 }, "always"),
  ]),
];
