/** LLVM's disassembly (mips64, CPU mips4) and ours in one form: where it differs on purpose, why, and what it prints. */
import { disassemble } from "../../src/assembly/disassemble.ts";
import { differences, type Difference } from "./theirs.ts";

const NAMED: Readonly<Record<string, string>> = { zero: "$0", gp: "$28", sp: "$29", fp: "$30", ra: "$31" };
const UNKNOWN = "<unknown>";

/** LLVM names five general registers, and puts spaces after commas. */
export const fromLlvm = (text: string): string => text.replace("\t", " ").replaceAll(", ", ",").replace(/\$(zero|gp|sp|fp|ra)\b/g, (_, name: string) => NAMED[name]!); // those five

const NO_COP2 = "an R10000 has no coprocessor 2: one row, COP2, stands for all its encodings; LLVM knows the moves";
const move2 = (rs: string, name: string): Difference =>
  ({ bits: `010010 ${rs} ttttt ddddd 00000 000 lll`, over: ["cop2"], why: NO_COP2, text: (f) => `${name} $${f.rt},$${f.rd},${f.sub}` });
const counters = (rs: string, name: "mfc0" | "mtc0"): Difference => ({
  bits: `010000 ${rs} ttttt 11001 00000 000 lll`, over: [name], why: "the performance counters are the R10000's; LLVM takes the low bits for a select field",
  text: (f) => `${name} $${f.rt},$25,${f.sub}`,
});
const unknown = (): string => UNKNOWN;

export const LLVM_DIFFERENCES = differences([
  { bits: "010000 1 0000000000000000000 100000", over: [undefined], why: "reserved; the R10000 has no WAIT", text: () => "wait" },
  move2("00000", "mfc2"), move2("00001", "dmfc2"), move2("00100", "mtc2"), move2("00101", "dmtc2"),
  { bits: "010010 cccccccccccccccccccccccccc", over: ["cop2"], why: NO_COP2, text: unknown },
  { bits: "010000 01000 000tt iiiiiiiiiiiiiiii", over: ["bc0f", "bc0t", "bc0fl", "bc0tl"], why: "LLVM has no branches on the condition of coprocessor 0", text: unknown },
  { bits: "010000 1 ccccccccccccccccccccccccc", over: ["gate"], why: "gate is ours", text: unknown },
  { bits: "010011 sssss ttttt ppppp 00000 001111", over: ["prefx"], why: "LLVM has no PREFX", text: unknown },
  {
    bits: "000000 ccccccccccccccc hhhhh 001111", over: [undefined], why: "reserved; LLVM ignores bits 25:11 of SYNC",
    text: (f) => (f.shamt === 0 ? "sync" : `sync ${f.shamt}`),
  },
  counters("00000", "mfc0"), counters("00100", "mtc0"),
]);

/** Rows that LLVM prints in another spelling whenever it can; the first that fits counts. */
const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/^sll \$0,\$0,0$/, "nop"], [/^sll \$0,\$0,1$/, "ssnop"], [/^sll \$0,\$0,3$/, "ehb"],
  [/^(?:or|addu|daddu) (\S+),(\S+),\$0$/, "move $1,$2"], [/^nor (\S+),(\S+),\$0$/, "not $1,$2"],
  [/^(d?)sub(u?) (\S+),\$0,(\S+)$/, "$1neg$2 $3,$4"],
  [/^beq \$0,\$0,(\S+)$/, "b $1"], [/^bgezal \$0,(\S+)$/, "bal $1"], [/^(beq|bne)(l?) (\S+),\$0,(\S+)$/, "$1z$2 $3,$4"],
  [/^jalr \$0,(\S+)$/, "jr $1"], [/^jalr \$31,(\S+)$/, "jalr $1"],
  [/^(d?m[ft]c0 \$\d+,\$\d+)$/, "$1,0"],
];
const MAY_DIFFER = /^(?:sll|or|d?addu|nor|d?subu?|beql?|bnel?|bgezal|jalr|d?m[ft]c0) /;

/** What LLVM prints for a word, as `fromLlvm` gives it: numbers in decimal, branches as distances, jumps as fields. */
export function asLlvm(word: number): string {
  const theirs = LLVM_DIFFERENCES.find(word, 0n);
  if (theirs) return theirs.text;
  const text = ours(word);
  if (!MAY_DIFFER.test(text)) return text;
  const spelling = SPELLINGS.find(([pattern]) => pattern.test(text));
  return spelling ? text.replace(...spelling) : text;
}

/** Our text in that form. At address 0, targets modulo 2^64 are the signed distances. */
function ours(word: number): string {
  const text = disassemble(word, 0n, { names: "numeric", aliases: false });
  if (text.startsWith(".word")) return UNKNOWN;
  return text.replace("\t", " ").replace(/0x[0-9a-f]+/g, (hex) => (hex.length > 12 ? BigInt.asIntN(64, BigInt(hex)).toString() : String(parseInt(hex, 16))));
}
