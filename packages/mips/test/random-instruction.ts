/** Instructions by kind, with random operands: what the random programs of the tests are made of. */
import { encode } from "../src/isa/decode.ts";
import { patternOf } from "../src/isa/pattern.ts";
import { mnemonics, rows, type Mnemonic } from "../src/isa/rows.ts";

const named = (test: (name: Mnemonic) => boolean): Mnemonic[] => mnemonics.filter(test);
const has = (name: Mnemonic, letters: string): boolean => [...letters].every((l) => rows[name].bits.includes(l));
export const BRANCHES = named((n) => /^b(eq|ne|gez|gtz|lez|ltz)(al)?l?$/.test(n));
export const LOADS = named((n) => /^l(b|h|w|d)(u|l|r)?$/.test(n));
export const STORES = named((n) => /^s(b|h|w|d)(l|r)?$/.test(n));
export const ARITHMETIC = named((n) => rows[n].unit === undefined && !BRANCHES.includes(n) && (has(n, "d") || (has(n, "t") && has(n, "i")))
  && !/^[ls][bhwd](u|l|r|c[12])?$|^(ll|sc)d?$|^jalr|^pref|^t(ge|lt|eq|ne)/.test(n) && n !== "lui");
/** All of the coprocessor but its branches, loads, stores, and CTC1. */
export const FLOATS = named((n) => rows[n].unit === 1 && !has(n, "i") && n !== "ctc1");

export type RandomFields = Partial<Record<string, number>>;

/** An instruction of that name; general registers are `registers` or now and then $0, other fields whatever fits, unless `given`. */
export function randomInstruction(next: () => number, name: Mnemonic, registers: readonly number[], given: RandomFields = {}): number {
  const pick = (): number => registers[next() % registers.length]!; // there are some
  const fields = Object.fromEntries(patternOf(rows[name]).fields.map(({ name: field, width }) => {
    const general = ["rs", "rt", "rd"].includes(field);
    return [field, given[field] ?? (general ? (next() % 9 ? pick() : 0) : next() % 2 ** width)];
  }));
  return encode(name, fields);
}

/** One of a list. */
export const choose = <T>(next: () => number, list: readonly T[]): T => list[next() % list.length]!; // lists are not empty
