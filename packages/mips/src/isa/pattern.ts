/** What a row's 32 columns say, as masks and shifts. No other shift or mask of an encoding is written by hand. */
import { FIELD_LETTERS, type FieldName, type Row } from "../row.ts";

export interface FieldSlot {
  readonly name: FieldName;
  readonly shift: number;
  readonly width: number;
}
export interface Pattern {
  /** Ones where the columns are fixed, as an unsigned 32-bit number. */
  readonly mask: number;
  /** The fixed columns' values. */
  readonly match: number;
  readonly fields: readonly FieldSlot[];
}

const names = Object.keys(FIELD_LETTERS) as FieldName[]; // Object.keys forgets the key type.

const known = new WeakMap<Row, Pattern>();

export function patternOf(row: Row): Pattern {
  let pattern = known.get(row);
  if (!pattern) known.set(row, (pattern = read(row)));
  return pattern;
}

function read(row: Row): Pattern {
  const columns = row.bits.replaceAll(" ", "");
  const binary = (digit: (column: string) => string): number => parseInt([...columns].map(digit).join(""), 2);
  return {
    mask: binary((c) => (c === "0" || c === "1" ? "1" : "0")),
    match: binary((c) => (c === "1" ? "1" : "0")),
    fields: names
      .filter((name) => columns.includes(FIELD_LETTERS[name]))
      .map((name) => {
        const first = columns.indexOf(FIELD_LETTERS[name]), last = columns.lastIndexOf(FIELD_LETTERS[name]);
        return { name, shift: 31 - last, width: last - first + 1 };
      }),
  };
}
