/** Mutants that no program can tell from their rows, and why: a rule, not a list of what the suites happen to miss. */
import type { Mutant } from "./mutant.ts";

interface Equivalence {
  readonly rows: RegExp;
  readonly what: RegExp;
  readonly why: string;
}

const EQUIVALENCES: readonly Equivalence[] = [
  {
    rows: /^(addiu?|addu?|subu?|sll|srl|sra|s(ll|rl|ra)v|multu?|divu?|mtc[01]|ctc1|andi|dsll32)$/, what: /^gpr( 2)?: (sign|zero)-extended word$/,
    why: "the low half of the register is all that is taken of it",
  },
  { rows: /^(s[bhw]|sw[lr]|sc|lw[lr])$/, what: /^gpr 2: (sign|zero)-extended word$/, why: "the low half of the register is all that is stored or kept" },
  { rows: /^ds(ll|rl|ra)v$/, what: /^gpr 2: (sign|zero)-extended word$/, why: "the low six bits of the register are all that is taken of it" },
  {
    rows: /^(addiu?|addu?|subu?|lui|sll|srl|sra|s(ll|rl|ra)v|l[bhw]|lw[lr]|ll|mf?c0|[mc]fc1|dsra32|slti?u?|andi|l[bh]u|scd?)$/, what: /^setGpr: sign-extended word$/,
    why: "the result is a sign-extended word already",
  },
  { rows: /^(slti?u?|andi|l[bhw]u|scd?|dsrl32)$/, what: /^setGpr: zero-extended word$/, why: "the result is a zero-extended word already" },
  { rows: /^(mult|div)u?$/, what: /^set(Lo|Hi): sign-extended word$/, why: "both halves are sign-extended words already" },
  { rows: /^(srlv?|lwr)$/, what: /^shr: arithmetic$/, why: "the operand has been zero-extended" },
  { rows: /^div$/, what: /^sext32 4: dropped$/, why: "the remainder of two words is a word" },
  { rows: /^divu$/, what: /^divide: other signedness$/, why: "the operands are not negative, and by zero both give all ones" },
  { rows: /^ds(ll|rl|ra)32$/, what: /^add: sub$/, why: "amounts count modulo 64" },
  { rows: /^ld[lr]$/, what: /^and: first alone$/, why: "amounts count modulo 64" },
  { rows: /^(j|jal|l[wd][lr])$/, what: /^or: xor$/, why: "no bit is set in both" },
  { rows: /^j$/, what: /^constant( 2)?: one more$/, why: "the low bits of an instruction's address are 0" },
  { rows: /^jal$/, what: /^constant [23]: one more$/, why: "the low bits of an instruction's address are 0" },
  { rows: /^daddi$/, what: /^constant: one less$/, why: "differs for a sum that is the complement of both operands, which no immediate is half of" },
  { rows: /^(bc[01]fl?|movf(\.[sd])?)$/, what: /^eq: words alone$/, why: "a condition is 0 or 1" },
  { rows: /^d?m[ft]c0$/, what: /: sub as without its top bit$/, why: "two bits choose among the two counters and their controls (r10000.md §1)" },
  { rows: /^(cop2|[ls][wd]c2)$/, what: /^gate: level [34]$/, why: "where the level is denied RI is raised, and where it is not, too" },
  { rows: /^cfc1$/, what: /^sext32: dropped$/, why: "the machine's control registers are sign-extended already" },
  { rows: /^lwx?c1$/, what: /^load: other signedness$/, why: "32 bits of it are written" },
  { rows: /\.s$|^(cvt|round|trunc|ceil|floor)\.[sdwl]\.[sw]$/, what: /^fpr( [23])?: other format$/, why: "an operation on words looks at the low half" },
  { rows: /^cvt\.[sd]\./, what: /^fpConvert: rounding /, why: "the machine rounds to S and D as FCSR says, whatever a clause asks for" },
  { rows: /^prefx?$/, what: /^(gpr|signed|add|prefetch)/, why: "a prefetch has no effect that a program sees: what it asks for is not modelled" },
  { rows: /^sync$/, what: /^sync: not done$/, why: "accesses are in program order without it" },
];

/** Why no program can tell the mutant from its row, if none can. */
export function equivalence({ row, what }: Pick<Mutant, "row" | "what">): string | undefined {
  return EQUIVALENCES.find((e) => e.rows.test(row) && e.what.test(what))?.why;
}
