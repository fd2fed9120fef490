import { patternOf, type FieldSlot } from "../isa/pattern.ts";
import { reservedRows, rows, type Mnemonic } from "../isa/rows.ts";
import type { Row } from "../row.ts";
import { TABLE_BYTES, VARIANT } from "./exceptions.ts";

/**
 * How the interpreter finds a handler: major opcode and function field together index a table of handler numbers, one
 * byte each. There is a table for each set of usable instructions (VARIANT), so that coprocessor usability and
 * architecture level cost nothing per instruction.
 */
export interface Leaf {
  readonly rows: readonly NamedRow[];
  /** Bits that reaching the leaf has already checked, for each of its rows. */
  readonly known: number;
  /** What a word that matches no row does. */
  readonly reserved: Row | undefined;
  /** Further fields to tell the rows apart by, first to last. */
  readonly fields: readonly Selector[];
}
export type NamedRow = readonly [Mnemonic, Row];

/** A field of the instruction word. */
export type Selector = Pick<FieldSlot, "shift" | "width">;

/** Handlers that are not leaves, by number. */
export const FIXED_HANDLERS = ["RI", "CpU0", "CpU1", "CpU2", "E"] as const;

const FUNCTION: Selector = { shift: 0, width: 6 };
const RT: Selector = { shift: 16, width: 5 };
const RS: Selector = { shift: 21, width: 5 };
/** Majors whose function field is opcode for every word: SPECIAL and COP1X. */
const BY_FUNCTION = [0x00, 0x13];
/** What tells the rows of the others apart. */
const FURTHER: Readonly<Record<number, readonly Selector[]>> = { 0x01: [RT], 0x10: [RS, FUNCTION], 0x11: [RS, FUNCTION] };

export const selectorMask = (s: Selector): number => (2 ** s.width - 1) << s.shift;

/** Rows that a word may match, given the bits of `known`. */
export function candidates<K extends string>(of: readonly (readonly [K, Row])[], known: number, value: number): (readonly [K, Row])[] {
  return of.filter(([, r]) => {
    const { mask, match } = patternOf(r);
    return ((match ^ value) & mask & known) === 0;
  });
}

export interface DecodeTables {
  readonly leaves: readonly Leaf[];
  /** Handler numbers by function << 6 | major, one table after the other. */
  readonly bytes: Uint8Array;
}

export function decodeTables(): DecodeTables {
  const all = Object.entries(rows) as NamedRow[]; // keys of `rows`
  const leaves: Leaf[] = [];
  const slots: number[] = []; // leaf number, or -1
  for (let major = 0; major < 64; major++) {
    const byFunction = BY_FUNCTION.includes(major), ofMajor = candidates(all, 63 << 26, major << 26);
    const known = (63 << 26) | (byFunction ? 63 : 0);
    const here = new Map<string, number>();
    for (let second = 0; second < 64; second++) {
      const value = (major << 26) | (byFunction ? second : 0);
      const found = candidates(ofMajor, known, value);
      const reserved = candidates(Object.entries(reservedRows), known, value)[0]?.[1];
      const key = found.map(([name]) => name).join();
      if (!found.length && !reserved) slots.push(-1);
      else {
        if (!here.has(key)) here.set(key, leaves.push({ rows: found, known, reserved, fields: FURTHER[major] ?? [] }) - 1);
        slots.push(here.get(key)!); // set just now, if not before
      }
    }
  }
  if (FIXED_HANDLERS.length + leaves.length > 256) throw new Error("decodeTables: more handlers than a byte can number");
  const bytes = new Uint8Array(VARIANT.count * TABLE_BYTES);
  for (let v = 0; v < VARIANT.count; v++) {
    const handlers = leaves.map((leaf, n) => handlerFor(leaf, n, v));
    for (const [at, leaf] of slots.entries()) bytes[v * TABLE_BYTES + ((at & 63) << 6 | at >> 6)] = handlers[leaf] ?? 0;
  }
  return { leaves, bytes };
}

function handlerFor(leaf: Leaf, number: number, variant: number): number {
  const all = leaf.rows.map(([, r]) => r);
  const gates = all.length ? all : [leaf.reserved!]; // a leaf has one or the other
  const unit = gates[0]!.unit;
  if (gates.some((r) => r.unit !== unit)) throw new Error("decodeTables: rows of one leaf differ in coprocessor");
  if (unit !== undefined && !(variant & [VARIANT.cop0, VARIANT.cop1, VARIANT.cop2][unit]!)) return 1 + unit;
  if (uniform(leaf) && all.length && !levelAllowed(all[0]!, variant)) return all[0]!.denied === "E" ? 4 : 0;
  return FIXED_HANDLERS.length + number;
}

/** Whether the architecture level can be checked for the leaf as a whole, in the table. */
export function uniform(leaf: Leaf): boolean {
  const [first] = leaf.rows;
  return leaf.rows.every(([, r]) => r.isa === first![1].isa && r.denied === first![1].denied);
}

function levelAllowed(r: Row, variant: number): boolean {
  return r.isa < 3 || (variant & (r.isa === 3 ? VARIANT.ops64 : VARIANT.mips4)) !== 0;
}
