import { reservedRows, rows, type Mnemonic } from "../isa/rows.ts";
import type { Row } from "../row.ts";
import { VARIANT } from "./exceptions.ts";

/**
 * How the interpreter finds a handler: the major opcode gives a base and a second field (function code, rt or rs), the
 * base plus that field an entry of a table of handler numbers. One table for each set of usable instructions (VARIANT),
 * so that coprocessor usability and architecture level cost nothing per instruction.
 */
export interface Leaf {
  readonly rows: readonly (readonly [Mnemonic, Row])[];
  /** Bits that reaching the leaf has already checked, for each of its rows. */
  readonly known: number;
  /** What a word that matches no row does. */
  readonly reserved: Row | undefined;
}

/** Handlers that are not leaves, by number. */
export const FIXED_HANDLERS = ["RI", "CpU0", "CpU1", "CpU2", "E"] as const;

/** Second field by major opcode: [shift, mask]. */
const SECOND: Readonly<Record<number, readonly [number, number]>> = {
  0x00: [0, 63], 0x01: [16, 31], 0x10: [21, 31], 0x11: [21, 31], 0x13: [0, 63],
};

export function rowMask(r: Row): { mask: number; match: number } {
  const bits = r.bits.replaceAll(" ", "");
  const number = (of: (c: string) => string): number => parseInt([...bits].map(of).join(""), 2) | 0;
  return { mask: number((c) => (c === "0" || c === "1" ? "1" : "0")), match: number((c) => (c === "1" ? "1" : "0")) };
}

const masks = new Map(Object.values<Row>({ ...rows, ...reservedRows }).map((r) => [r, rowMask(r)] as const));

/** Rows that a word may match, given the bits of `known`. */
function candidates(of: Record<string, Row>, known: number, value: number): [string, Row][] {
  return Object.entries(of).filter(([, r]) => {
    const { mask, match } = masks.get(r)!; // every row of both tables is in the map
    return ((match ^ value) & mask & known) === 0;
  });
}

export interface DecodeTables {
  readonly leaves: readonly Leaf[];
  /** By major opcode: base | shift << 16 | mask << 24. */
  readonly majors: Int32Array;
  /** Handler numbers, one table a variant. */
  readonly variants: readonly Uint16Array[];
}

export function decodeTables(): DecodeTables {
  const leaves: Leaf[] = [];
  const known = new Map<string, number>();
  const majors = new Int32Array(64);
  const slots: number[] = []; // leaf number, or -1
  for (let major = 0; major < 64; major++) {
    const [shift, mask] = SECOND[major] ?? [0, 0];
    majors[major] = slots.length | (shift << 16) | (mask << 24);
    for (let second = 0; second <= mask; second++) {
      const bits = (63 << 26) | (mask << shift);
      const value = (major << 26) | (second << shift);
      const found = candidates(rows, bits, value) as [Mnemonic, Row][]; // keys of `rows`
      const reserved = candidates(reservedRows, bits, value)[0]?.[1];
      if (!found.length && !reserved) {
        slots.push(-1);
        continue;
      }
      const key = found.map(([n]) => n).join() + (reserved ? masks.get(reserved)!.match : "");
      let leaf = known.get(key);
      if (leaf === undefined) {
        known.set(key, (leaf = leaves.length));
        leaves.push({ rows: found, known: bits, reserved });
      }
      slots.push(leaf);
    }
  }
  const variants = Array.from({ length: VARIANT.count }, (_, v) =>
    Uint16Array.from(slots, (leaf) => (leaf < 0 ? 0 : handlerFor(leaves[leaf]!, leaf, v))));
  return { leaves, majors, variants };
}

function handlerFor(leaf: Leaf, number: number, variant: number): number {
  const all = leaf.rows.map(([, r]) => r);
  const gates = all.length ? all : [leaf.reserved!];
  const unit = gates[0]!.unit;
  if (gates.some((r) => r.unit !== unit)) throw new Error(`decodeTables: rows of one leaf differ in coprocessor`);
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
