/** Words to rows and back. */
import { FIELD_LETTERS, type FieldName, type Fields, type Row } from "../row.ts";
import { patternOf, type FieldSlot, type Pattern } from "./pattern.ts";
import { mnemonics, rows, type Mnemonic } from "./rows.ts";

/** A word taken apart. */
export interface Decoded {
  readonly name: Mnemonic;
  readonly row: Row;
  /** Every field there is; those that the row does not have are 0. */
  readonly fields: Fields<number>;
}

interface Entry extends Pattern { readonly name: Mnemonic; readonly row: Row }

const entries = mnemonics.map((name): Entry => ({ name, row: rows[name], ...patternOf(rows[name]) }));
const entryOf = new Map(entries.map((entry) => [entry.name, entry]));

/** Candidates by major opcode (bits 31:26) and function (bits 5:0): a handful each. */
const index = Array.from({ length: 4096 }, (_, key) => {
  const word = ((key >> 6) << 26) | (key & 63);
  return entries.filter((e) => ((word ^ e.match) & e.mask & 0xfc00003f) === 0);
});

/** The row that a 32-bit word encodes, or undefined: a reserved encoding. */
export function decode(word: number): Decoded | undefined {
  for (const { name, row, mask, match, fields: slots } of index[((word >>> 20) & 0xfc0) | (word & 63)] ?? []) {
    if (((word ^ match) & mask) !== 0) continue;
    const fields: Record<FieldName, number> = {
      rs: 0, rt: 0, rd: 0, shamt: 0, imm: 0, target: 0, code: 0, fs: 0, ft: 0, fd: 0, fr: 0, cc: 0, cond: 0, hint: 0, op: 0, sub: 0,
    };
    for (const slot of slots) fields[slot.name] = (word >>> slot.shift) & (2 ** slot.width - 1);
    return { name, row, fields };
  }
  return undefined;
}

/** The word of a row with these fields, unsigned. Negative values are taken in two's complement; missing fields are 0. */
export function encode(name: Mnemonic, fields: Partial<Fields<number>> = {}): number {
  const entry = entryOf.get(name);
  if (!entry) throw new RangeError(`encode: expected the name of a row, got ${JSON.stringify(name)}; see \`mnemonics\``);
  let word = entry.match;
  for (const key of Object.keys(fields) as FieldName[]) { // Object.keys forgets the key type.
    const value = fields[key] ?? 0, slot = entry.fields.find((f) => f.name === key);
    if (!slot) {
      if (value === 0 && key in FIELD_LETTERS) continue;
      throw new RangeError(`encode: expected fields of ${name} (${entry.fields.map((f) => f.name).join(", ")}), got ${key}; leave it out`);
    }
    if (!Number.isInteger(value) || value < -(2 ** (slot.width - 1)) || value >= 2 ** slot.width)
      throw new RangeError(`encode: expected ${key} of ${name} to fit ${slot.width} bits, got ${value}`);
    word |= (value & (2 ** slot.width - 1)) << slot.shift;
  }
  return word >>> 0;
}

/** The encoded fields of a row and where they lie in the word. */
export function fieldsOf(name: Mnemonic): readonly FieldSlot[] {
  return entryOf.get(name)?.fields ?? [];
}
