/**
 * Every line of the TestFloat vectors, through the instruction: result and FCSR. What an R10000 does differently
 * (r10000.md section 6): NaNs have the other polarity; an operand that is denormal, and a result that is tiny while
 * Status.FS is clear, raise unimplemented operation; integers that do not fit are the largest one.
 */
import { expect, test } from "vitest";
import { mnemonics, type Mnemonic } from "../src/isa/rows.ts";
import { TESTFLOAT } from "./testfloat/checks.ts";
import { EVERYTHING } from "./testfloat/execute.ts";
import { lines } from "./testfloat/vectors.ts";

test.each(mnemonics.filter((name) => TESTFLOAT[name]))("%s", (name: Mnemonic) => TESTFLOAT[name]!(EVERYTHING)); // it has one

test("rows of arithmetic, conversion and comparison are all here, but ABS and NEG", () => {
  const arithmetic = /^(add|sub|mul|div|sqrt|recip|rsqrt|n?m(add|sub))\.[sd]$|^(round|trunc|ceil|floor|cvt)\.|^c\./;
  expect(mnemonics.filter((name) => TESTFLOAT[name])).toEqual(mnemonics.filter((name) => arithmetic.test(name)));
});

test.each(["f32", "f64"])("the vectors of %s comparisons are of the same operands, and agree with one another", (t) => {
  const [lt, eq, ltQuiet, eqSignaling, le] = ["lt", "eq", "lt_quiet", "eq_signaling", "le"].map((name) => lines(`${t}_${name}`));
  for (const other of [eq, ltQuiet, eqSignaling, le]) expect(other!.map((line) => line.operands)).toEqual(lt!.map((line) => line.operands)); // five files
  lt!.forEach((line, n) => expect(BigInt(le![n]!.result)).toBe(line.result | eq![n]!.result)); // le has as many lines
});
