/** Mutants of a row's columns and syntax, shown to the suites that hold encodings against binutils. */
import { disassemble } from "../../src/assembly/disassemble.ts";
import { encode } from "../../src/isa/decode.ts";
import { patternOf, type Pattern } from "../../src/isa/pattern.ts";
import { mnemonics, rows, type Mnemonic } from "../../src/isa/rows.ts";
import type { Row } from "../../src/row.ts";
import { golden } from "../binutils/golden.ts";
import { millionWords } from "../binutils/million.ts";
import { OWN_WORDS } from "../own-words.ts";
import type { Kill } from "./judge.ts";

export interface EncodingMutant {
  readonly row: Mnemonic;
  readonly what: string;
  readonly changed: { readonly bits: string } | { readonly syntax: string };
}

const put = (columns: string, at: number, column: string): string => columns.slice(0, at) + column + columns.slice(at + 1);

/** Fixed columns flipped and freed, the last of each group; fields that lack their top column, or are exchanged. */
function columnMutants(name: Mnemonic, row: Row): EncodingMutant[] {
  const columns = row.bits.replaceAll(" ", ""), { fields } = patternOf(row), letter = (shift: number): string => columns[31 - shift]!; // 32 columns
  const mutant = (what: string, bits: string): EncodingMutant => ({ row: name, what: `bits: ${what}`, changed: { bits } });
  let end = -1;
  const lastFixed = row.bits.split(" ").flatMap((group) => ((end += group.length), /^[01]+$/.test(group) ? [end] : []));
  return [
    ...lastFixed.flatMap((at) => [mutant(`column ${at} flipped`, put(columns, at, columns[at] === "0" ? "1" : "0")), mutant(`column ${at} free`, put(columns, at, "."))]),
    ...fields.map((f) => mutant(`${f.name} without its top bit`, put(columns, 32 - f.shift - f.width, "0"))),
    ...fields.flatMap((f, n) => fields.slice(n + 1).filter((g) => g.width === f.width).map((g) => {
      const [a, b] = [letter(f.shift), letter(g.shift)];
      return mutant(`${f.name} and ${g.name} exchanged`, [...columns].map((c) => (c === a ? b : c === b ? a : c)).join(""));
    })),
  ];
}
/** Operands in another order. */
function syntaxMutants(name: Mnemonic, { syntax }: Row): EncodingMutant[] {
  const operands = syntax.split(", ");
  if (syntax.includes("[")) return [];
  return operands.slice(1).map((operand, n): EncodingMutant => {
    const exchanged = operands.map((o, k) => (k === n ? operand : k === n + 1 ? operands[n] : o)).join(", ");
    return { row: name, what: `syntax: ${exchanged}`, changed: { syntax: exchanged } };
  });
}
export function encodingMutantsOf(name: Mnemonic): readonly EncodingMutant[] {
  const row: Row = rows[name];
  return [...columnMutants(name, row), ...syntaxMutants(name, row)].filter(({ changed }) => !("bits" in changed) || changed.bits !== row.bits.replaceAll(" ", ""));
}

const linesOf = new Map<string, string[][]>();
for (const line of golden("rows")) linesOf.set(line[0]!, [...(linesOf.get(line[0]!) ?? []), line]); // a line has its row first

/** What the row's lines of binutils' say of a reading of words. */
function againstBinutils(row: Mnemonic, text: (word: number, address: bigint) => string): string | undefined {
  for (const [, at, , digits, usual] of linesOf.get(row) ?? []) {
    const got = text(parseInt(digits!, 16), BigInt(at!)).replace("\t", " "); // a line has them
    if (row !== "sync" && got !== usual) return `${digits} is "${got}", not "${usual}"`;
  }
  return undefined;
}

const matches = (word: number, { mask, match }: Pattern): boolean => ((word ^ match) & mask) === 0;
let million: Uint32Array | undefined;
const neighbours = golden("neighbours").map(([digits]) => parseInt(digits!, 16)); // a line has it
/** One of the words that binutils was asked about and that the mutant takes for its row, or no longer does. */
function amongWords(row: Mnemonic, pattern: Pattern): string | undefined {
  million ??= millionWords();
  const own = patternOf(rows[row]), differs = (word: number): boolean => matches(word, pattern) !== matches(word, own);
  const found = neighbours.find(differs) ?? million.find(differs);
  return found === undefined ? undefined : `${found.toString(16)} is ${matches(found, pattern) ? "" : "not "}taken for ${row}`;
}
/** Fields as the mutant finds them, in the places where the row has them. */
function reread(row: Mnemonic, word: number, { fields }: Pattern): number {
  return encode(row, Object.fromEntries(fields.map((f) => [f.name, (word >>> f.shift) & (2 ** f.width - 1)])));
}

function killColumns(name: Mnemonic, bits: string): Kill | undefined {
  const pattern = patternOf({ ...(rows[name] as Row), bits });
  const overlapped = mnemonics.find((other) => other !== name && ((pattern.match ^ patternOf(rows[other]).match) & pattern.mask & patternOf(rows[other]).mask) === 0);
  if (overlapped) return { suite: "rows", why: `overlaps with ${overlapped}` };
  const text = againstBinutils(name, (word, at) => (matches(word, pattern) ? disassemble(reread(name, word, pattern), at) : ".word"));
  if (text) return { suite: "binutils", why: text };
  for (const [word, row, code] of OWN_WORDS)
    if (matches(word, pattern) ? row !== name || decodedCode(word, pattern) !== code : row === name) return { suite: "own words", why: word.toString(16) };
  const why = linesOf.has(name) ? amongWords(name, pattern) : undefined;
  return why === undefined ? undefined : { suite: "binutils", why };
}
function decodedCode(word: number, { fields }: Pattern): number {
  const code = fields.find((f) => f.name === "code");
  return code ? (word >>> code.shift) & (2 ** code.width - 1) : 0;
}
function killSyntax(name: Mnemonic, syntax: string): Kill | undefined {
  const row = rows[name] as { syntax: string }, own = row.syntax; // written to, and put back
  try {
    row.syntax = syntax;
    const why = againstBinutils(name, (word, at) => disassemble(word, at));
    return why === undefined ? undefined : { suite: "binutils", why };
  } finally {
    row.syntax = own;
  }
}
/** What killed the mutant, if anything did. */
export function judgeEncoding({ row, changed }: EncodingMutant): Kill | undefined {
  return "bits" in changed ? killColumns(row, changed.bits) : killSyntax(row, changed.syntax);
}
