import { expect, test } from "vitest";
import { decode, encode, fieldsOf } from "../src/isa/decode.ts";
import { patternOf } from "../src/isa/pattern.ts";
import { mnemonics, rows } from "../src/isa/rows.ts";
import { OWN_WORDS } from "./own-words.ts";
import { randomWords } from "./random.ts";

test("encode(decode(word)) is the word, for random words and for random words of every row", () => {
  const next = randomWords(97);
  let decoded = 0;
  const check = (word: number): void => {
    const d = decode(word);
    if (!d) return;
    decoded++;
    if (encode(d.name, d.fields) !== word) expect.fail(`${d.name}: ${word.toString(16)}`);
  };
  for (let n = 0; n < 60_000; n++) check(next());
  expect(decoded).toBeGreaterThan(30_000);
  for (const name of mnemonics) {
    const { mask, match } = patternOf(rows[name]);
    for (let n = 0; n < 50; n++) {
      const word = ((next() & ~mask) | match) >>> 0;
      if (decode(word)?.name !== name) expect.fail(`${name}: ${word.toString(16)}`);
      check(word);
    }
  }
});

test("a word decodes to the one row whose pattern matches, or to none", () => {
  const patterns = mnemonics.map((name) => ({ name, ...patternOf(rows[name]) }));
  const next = randomWords(1997);
  for (let n = 0; n < 8_000; n++) {
    // Sparse words hit the fixed zeros of SPECIAL, COP0 and COP1 more often.
    const word = (n % 2 ? next() : next() & next() & 0x4fffffff) >>> 0;
    const matching = patterns.filter((p) => ((word ^ p.match) & p.mask) === 0).map((p) => p.name);
    expect(matching.length).toBeLessThan(2);
    expect(decode(word)?.name).toBe(matching[0]);
  }
});

test("every field of every row goes into the word and comes back", () => {
  for (const name of mnemonics)
    for (const { name: field, width } of fieldsOf(name))
      for (const value of [0, 1, 2 ** (width - 1), 2 ** width - 1]) {
        const d = decode(encode(name, { [field]: value }));
        expect(d?.name, name).toBe(name);
        expect(d?.fields[field], `${name}.${field}`).toBe(value);
      }
});

test("encode takes negative values in two's complement and refuses what does not fit", () => {
  expect(encode("addiu", { rt: 2, rs: 3, imm: -5 })).toBe(0x2462fffb);
  expect(() => encode("addiu", { imm: 65536 })).toThrow("encode: expected imm of addiu to fit 16 bits, got 65536");
  expect(() => encode("addiu", { rd: 1 })).toThrow("expected fields of addiu (rs, rt, imm), got rd");
});

test("reserved encodings decode to nothing", () => {
  for (const word of [
    0x00000005, // a hole of SPECIAL
    0x00000865, // `or` with a shift amount: fixed zeros are zeros
    0x04170001, // what LLD pads with
    0x42000020, // WAIT (MIPS32)
    0x70000000, // SPECIAL2 (MIPS32)
    0x7c03e83b, // RDHWR (MIPS32r2)
  ]) expect(decode(word), word.toString(16)).toBeUndefined();
});

test("the rows that no authority has decode as written", () => {
  for (const [word, row, code] of OWN_WORDS) {
    const decoded = decode(word);
    expect([decoded?.name, decoded?.fields.code ?? 0], word.toString(16)).toEqual([row, code]);
  }
});

test("decoding is fast enough to disassemble megabytes", () => {
  const next = randomWords(7), words = Array.from({ length: 100_000 }, next);
  const start = performance.now();
  for (const word of words) decode(word);
  expect(performance.now() - start).toBeLessThan(1000); // about 30 ms; ten microseconds a word on a busy machine
});
