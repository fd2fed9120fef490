/** The instructions on which we are compared with GNU binutils. */
import { decode, encode, fieldsOf } from "../../src/isa/decode.ts";
import { patternOf } from "../../src/isa/pattern.ts";
import { mnemonics, rows, type Mnemonic } from "../../src/isa/rows.ts";
import { randomWords } from "../random.ts";

/** Where the sampled words lie: jumps and branches keep their targets within the address space. */
export const ADDRESS = 0xffffffff80100000n;

export interface RowSample { readonly row: Mnemonic; readonly word: number }

/** Each row with all fields 0, all ones, each field 1 alone, and three random sets. */
export function rowSamples(): RowSample[] {
  const next = randomWords(1997);
  return mnemonics.flatMap((row) => {
    const slots = fieldsOf(row), all = (value: (width: number) => number): Record<string, number> =>
      Object.fromEntries(slots.map((s) => [s.name, value(s.width)]));
    const sets = [
      all(() => 0), all((width) => 2 ** width - 1), ...slots.map((s) => ({ [s.name]: 1 })),
      ...[0, 1, 2].map(() => all((width) => next() >>> (32 - width))),
    ];
    return [...new Set(sets.map((fields) => encode(row, fields)))].filter((word) => !undefinedLink(word)).map((word) => ({ row, word }));
  });
}

/** 0, 1, all ones (-1), all but the last, the sign alone (the least), all but the sign (the greatest). */
export const LIMITS: readonly ((width: number) => number)[] = [() => 0, () => 1, (w) => 2 ** w - 1, (w) => 2 ** w - 2, (w) => 2 ** (w - 1), (w) => 2 ** (w - 1) - 1];

/** Each row with each field at each of its limits, the others random, and with all of them at each limit. */
export function limitSamples(): RowSample[] {
  const next = randomWords(10_000);
  return mnemonics.flatMap((row) => {
    const slots = fieldsOf(row), random = (): Record<string, number> => Object.fromEntries(slots.map((s) => [s.name, next() >>> (32 - s.width)]));
    const sets = [
      ...LIMITS.map((limit) => Object.fromEntries(slots.map((s) => [s.name, limit(s.width)]))),
      ...slots.flatMap((s) => LIMITS.map((limit) => ({ ...random(), [s.name]: limit(s.width) }))),
    ];
    return [...new Set(sets.map((fields) => encode(row, fields)))].filter((word) => !undefinedLink(word)).map((word) => ({ row, word }));
  });
}

/** Links that overwrite their own source have no defined result (r10000.md §5.7), and gas refuses them. */
function undefinedLink(word: number): boolean {
  const { name, fields } = decode(word)!; // the word comes from a row
  return name === "jalr" ? fields.rs === fields.rd : /^b.*all?$/.test(name) && fields.rs === 31;
}

/** Random words: uniform ones, ones with many zeros, and random words of every row. */
export function randomSample(uniform: number, perRow: number, seed = 1997): number[] {
  const next = randomWords(seed), words: number[] = [];
  for (let n = 0; n < uniform; n++) words.push(n % 3 ? next() : (next() & next() & 0x4fffffff) >>> 0);
  for (const name of mnemonics) {
    const { mask, match } = patternOf(rows[name]);
    for (let n = 0; n < perRow; n++) words.push(((next() & ~mask) | match) >>> 0);
  }
  return words;
}

/** Reserved words that are a row's but for one fixed column: each row, each column, other fields random. */
export function neighbours(): number[] {
  const next = randomWords(32), words = mnemonics.flatMap((name) => {
    const { mask, match } = patternOf(rows[name]);
    return Array.from({ length: 32 }, (_, bit) => 1 << bit).filter((bit) => mask & bit).map((bit) => (((next() & ~mask) | match) ^ bit) >>> 0);
  });
  return [...new Set(words)].filter((word) => !decode(word));
}
