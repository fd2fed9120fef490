/** Where we differ from GNU binutils 2.40 on purpose, and why. A difference without an entry here fails the tests. */
import { decode } from "../../src/isa/decode.ts";

/** The reason why objdump -m mips:10000 prints something else for a word, or undefined: we are wrong. */
export function disassemblyDifference(word: number, theirs: string): string | undefined {
  const name = decode(word)?.name, mnemonic = theirs.split("\t")[0]!;
  switch (name) {
    case "gate": return "gate is ours; binutils prints the raw coprocessor operation c0";
    case "cop2": return "an R10000 has no coprocessor 2: one row stands for all its encodings";
    case "bc0f": case "bc0t": case "bc0fl": case "bc0tl":
      return "binutils does not give bc0x to the R10000, whose Status.CH they test; it agrees under mips:4400";
    case "mfc0": case "dmfc0": case "mtc0": case "dmtc0":
      return "bits 2:0 are ignored but for register 25 (no select field); binutils wants zeros; it agrees under mips:isa64";
    case "sync": return "the R10000 ignores bits 10:6; binutils gives them to MIPS32 only; it agrees under mips:isa64, where 16 is sync.p";
    case undefined:
      if (/^c[01]$/.test(mnemonic)) return "reserved; binutils prints any coprocessor operation as c0 or c1";
      if (mnemonic === "jalx") return "reserved; JALX goes to MIPS16 code, which the R10000 does not have";
      if (mnemonic === "cfc0" || mnemonic === "ctc0") return "reserved; coprocessor 0 of the R10000 has no control registers";
      if (mnemonic === "wait") return "reserved; the R10000 has no WAIT";
      if (/^m[ft]p[sc]$/.test(mnemonic)) return "reserved; there are performance counters 0 and 1, binutils allows 31";
      return undefined;
    default: return undefined;
  }
}

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
