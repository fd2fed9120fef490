/** What another disassembler prints where it differs from us: predicted from the word, so that every text is compared. */
import { decode } from "../../src/isa/decode.ts";
import { patternOf, type Pattern } from "../../src/isa/pattern.ts";
import type { Mnemonic } from "../../src/isa/rows.ts";
import { row, type FieldName } from "../../src/row.ts";

export type Numbers = Readonly<Record<FieldName, number>>;

/** Words that another tool reads in another way. */
export interface Difference {
  /** As in a row of our table: 32 columns, fixed or of a field. */
  readonly bits: string;
  /** What the words are to us: these rows, or undefined for reserved encodings. */
  readonly over: readonly (Mnemonic | undefined)[];
  readonly why: string;
  /** Their text, tab after the mnemonic; undefined where they agree with us after all. */
  readonly text: (f: Numbers, word: number, pc: bigint) => string | undefined;
}

export interface Differences {
  /** Their text and the reason, or undefined: they print what we do. */
  find(word: number, pc: bigint): { readonly text: string; readonly why: string } | undefined;
}

/** The first entry that matches a word, and that has a text for it, counts. */
export function differences(list: readonly Difference[]): Differences {
  const entries = list.map((d): Difference & { pattern: Pattern } => ({ ...d, pattern: patternOf(row(d.bits, "", 1, () => {})) }));
  const byMajor = Array.from({ length: 64 }, (_, major) =>
    entries.filter(({ pattern }) => (((major << 26) ^ pattern.match) & pattern.mask & 0xfc000000) === 0));
  return {
    find(word, pc) {
      for (const { pattern, over, text, why } of byMajor[word >>> 26]!) { // 64 of them
        if (((word ^ pattern.match) & pattern.mask) !== 0 || !over.includes(decode(word)?.name)) continue;
        const fields = Object.fromEntries(pattern.fields.map((s) => [s.name, (word >>> s.shift) & (2 ** s.width - 1)])) as Numbers; // text reads those of `bits` only
        const theirs = text(fields, word, pc);
        if (theirs !== undefined) return { text: theirs, why };
      }
      return undefined;
    },
  };
}

export const unknownWord = (word: number): string => `.word\t0x${(word >>> 0).toString(16)}`;
