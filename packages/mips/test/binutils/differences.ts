/**
 * Where we differ from GNU binutils 2.40 on purpose, why, and what it prints instead. A difference without an entry here
 * fails the tests, and so does an entry that predicts another text.
 */
import { GPR_NAMES } from "../../src/assembly/registers.ts";
import { differences, unknownWord, type Difference } from "./theirs.ts";

const hex = (n: number): string => `0x${n.toString(16)}`;
const gpr = (n: number): string => GPR_NAMES.n64[n]!; // fields of five bits
const branch = (imm: number, pc: bigint): string => `0x${BigInt.asUintN(64, pc + 4n + (BigInt.asIntN(16, BigInt(imm)) << 2n)).toString(16)}`;
const unknown = (_: unknown, word: number): string => unknownWord(word);

const NO_COP2 = "an R10000 has no coprocessor 2: one row, COP2, stands for all its encodings, which binutils tells apart";
const RESERVED_OPERATION = "reserved, or `gate`, which is ours; binutils prints any coprocessor operation as c0 or c1";
const NO_CONTROL = "reserved; coprocessor 0 of the R10000 has no control registers";
const BC0 = "binutils does not give bc0x to the R10000, whose Status.CH they test; it agrees under mips:4400";
const NO_SELECT = "bits 2:0 are ignored but for register 25 (no select field); binutils wants zeros; it agrees under mips:isa64";
const COUNTERS = "reserved; there are performance counters 0 and 1, binutils allows 31";

const cop2 = (rs: string, name: string): Difference =>
  ({ bits: `010010 ${rs} ttttt ddddd 00000 000000`, over: ["cop2"], why: NO_COP2, text: (f) => `${name}\t${gpr(f.rt)},$${f.rd}` });
const bc2 = (rt: string, name: string): Difference =>
  ({ bits: `010010 01000 ${rt} iiiiiiiiiiiiiiii`, over: ["cop2"], why: NO_COP2, text: (f, _, pc) => `${name}\t${branch(f.imm, pc)}` });
const control0 = (rs: string, name: string): Difference =>
  ({ bits: `010000 ${rs} ttttt ddddd 00000 000000`, over: [undefined], why: NO_CONTROL, text: (f) => `${name}\t${gpr(f.rt)},$${f.rd}` });
const counter = (rs: string, last: string, name: string): Difference =>
  ({ bits: `010000 ${rs} ttttt 11001 00000 hhhhh ${last}`, over: [undefined], why: COUNTERS, text: (f) => `${name}\t${gpr(f.rt)},${f.shamt}` });
const select = (rs: string, name: "mfc0" | "dmfc0" | "mtc0" | "dmtc0"): Difference => ({
  bits: `010000 ${rs} ttttt ddddd 00000 000 lll`, over: [name], why: NO_SELECT,
  text: (f, word) => (f.sub !== 0 && (f.rd !== 25 || name.startsWith("d")) ? unknownWord(word) : undefined),
});

export const GNU_DIFFERENCES = differences([
  { bits: "010000 1 0000000000000000000 100000", over: [undefined], why: "reserved; the R10000 has no WAIT", text: () => "wait" },
  { bits: "010000 1 ccccccccccccccccccccccccc", over: [undefined, "gate"], why: RESERVED_OPERATION, text: (f) => `c0\t${hex(f.code)}` },
  { bits: "010001 1 ccccccccccccccccccccccccc", over: [undefined], why: RESERVED_OPERATION, text: (f) => `c1\t${hex(f.code)}` },
  control0("00010", "cfc0"), control0("00110", "ctc0"),
  counter("00000", "0", "mfps"), counter("00000", "1", "mfpc"), counter("00100", "0", "mtps"), counter("00100", "1", "mtpc"),
  select("00000", "mfc0"), select("00001", "dmfc0"), select("00100", "mtc0"), select("00101", "dmtc0"),
  { bits: "010000 01000 000tt iiiiiiiiiiiiiiii", over: ["bc0f", "bc0t", "bc0fl", "bc0tl"], why: BC0, text: unknown },

  { bits: "010010 1 ccccccccccccccccccccccccc", over: ["cop2"], why: NO_COP2, text: (f) => `c2\t${hex(f.code)}` },
  cop2("00000", "mfc2"), cop2("00001", "dmfc2"), cop2("00010", "cfc2"), cop2("00100", "mtc2"), cop2("00101", "dmtc2"), cop2("00110", "ctc2"),
  bc2("00000", "bc2f"), bc2("00001", "bc2t"), bc2("00010", "bc2fl"), bc2("00011", "bc2tl"),
  { bits: "010010 cccccccccccccccccccccccccc", over: ["cop2"], why: NO_COP2, text: unknown },

  {
    bits: "011101 jjjjjjjjjjjjjjjjjjjjjjjjjj", over: [undefined], why: "reserved; JALX goes to MIPS16 code, which the R10000 does not have",
    text: (f, _, pc) => `jalx\t0x${BigInt.asUintN(64, ((pc + 4n) & ~0xfffffffn) | BigInt(f.target * 4 + 1)).toString(16)}`,
  },
  {
    bits: "000000 00000 00000 00000 hhhhh 001111", over: ["sync"], why: "the R10000 ignores bits 10:6; binutils knows types 0 and 16",
    text: (f, word) => (f.shamt === 0 ? undefined : f.shamt === 16 ? "sync.p" : unknownWord(word)),
  },
]);

/** Under no-aliases objdump still prints these spellings of rows; we print the row. */
export const NO_ALIASES_DIFFERENCE: Readonly<Record<string, string>> = {
  "dli": "ori", "neg": "sub", "negu": "subu", "dneg": "dsub", "dnegu": "dsubu",
};

/** Statements that we assemble to other words. */
export const PSEUDO_DIFFERENCES: Readonly<Record<string, string>> = {
  "bleu $2,-1,.": "always true, so a branch; gas 2.40 adds 1 to the constant and finds 0",
  "dli $2, 0xffffffff": "two instructions in both; gas takes lui and dsrl32",
  "la $2,4": "gas takes daddiu with -mabi=64, which a 32-bit mode does not have",
  "sd $2,0x80001234": "our addresses in memory operands are 32 bits, sign-extended; gas takes 64",
};
