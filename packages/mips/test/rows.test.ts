import { expect, test } from "vitest";
import { FIELD_LETTERS, type Row } from "../src/row.ts";
import { patternOf, type Pattern } from "../src/isa/pattern.ts";
import { mnemonics, reservedRows, rows } from "../src/isa/rows.ts";

const columns = (r: Row): string => r.bits.replaceAll(" ", "");
const all: [string, Row][] = mnemonics.map((name) => [name, rows[name]]);
const reserved: [string, Row][] = Object.entries(reservedRows);
/** Two patterns are disjoint if some column is 0 in one and 1 in the other. */
const disjoint = (a: Pattern, b: Pattern): boolean => ((a.match ^ b.match) & a.mask & b.mask) !== 0;

test("a pattern has 32 columns, and each field lies in adjacent ones", () => {
  const letters = new Set<string>(Object.values(FIELD_LETTERS));
  for (const [name, row] of [...all, ...reserved]) {
    const bits = columns(row);
    expect(bits, name).toHaveLength(32);
    for (const letter of new Set(bits.replace(/[01]/g, ""))) {
      expect(letters.has(letter), `${name}: letter ${letter}`).toBe(true);
      expect(bits.slice(bits.indexOf(letter), bits.lastIndexOf(letter) + 1).replaceAll(letter, ""), name).toBe("");
    }
  }
});

test("no two patterns overlap", () => {
  for (const set of [all, reserved]) {
    const patterns = set.map(([name, row]) => ({ name, ...patternOf(row) }));
    patterns.forEach((a, n) => {
      for (const b of patterns.slice(n + 1)) if (!disjoint(a, b)) expect.fail(`${a.name} and ${b.name}`);
    });
  }
});

test("rows of a coprocessor's opcodes check that coprocessor", () => {
  const unitOf: Record<string, 0 | 1 | 2> = {
    "010000": 0, "101111": 0, "010001": 1, "010011": 1, "110001": 1, "110101": 1, "111001": 1, "111101": 1,
    "010010": 2, "110010": 2, "110110": 2, "111010": 2, "111110": 2,
  };
  for (const [name, row] of [...all, ...reserved]) {
    const readsCondition = name === "movf" || name === "movt"; // SPECIAL, yet of the FPU
    expect(row.unit, name).toBe(readsCondition ? 1 : unitOf[columns(row).slice(0, 6)]);
  }
});
