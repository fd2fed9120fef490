import { describe, expect, test } from "vitest";
import { choice, didYouMean } from "../src/options/choice.ts";
import { address, count, size, whole } from "../src/options/numbers.ts";

describe("size", () => {
  test.each([["64M", 64 << 20], ["512k", 512 << 10], ["1G", 2 ** 30], ["65536", 65536], ["0.5M", 1 << 19], ["64MiB", 64 << 20], ["64MB", 64 << 20]])("%s", (text, bytes) => {
    expect(size(text)).toBe(bytes);
  });
  test.each(["", "M", "-1", "1.0001K", "64T", "0"])("%j is refused", (text) => expect(() => size(text)).toThrow("as in 64M"));
});

describe("count", () => {
  test.each([["20", 20], ["20k", 20_000], ["2e8", 200_000_000], ["1_000", 1000], ["1.5M", 1_500_000]])("%s", (text, n) => expect(count(text)).toBe(n));
  test.each(["", "0", "1e99", "x"])("%j is refused", (text) => expect(() => count(text)).toThrow("above 0"));
});

test("an address of 32 bits is sign-extended", () => {
  expect(address("0x80010000")).toBe(0xffffffff80010000n);
  expect(address("0x10000")).toBe(0x10000n);
  expect(address("0xa800000000000000")).toBe(0xa800000000000000n);
  expect(address("main")).toBeUndefined();
  expect(address("0x1ffffffffffffffff")).toBeUndefined();
});

test("whole numbers are kept within bounds", () => {
  expect(whole(1, 16)("16")).toBe(16);
  expect(() => whole(1, 16)("17")).toThrow("The nearest is 16.");
  expect(() => whole(1, 16)("two")).toThrow("Expected a whole number from 1 to 16.");
});

test("a choice suggests what is near, and nothing when nothing is", () => {
  const parse = choice(["flash-1997", "uma-1997"]);
  expect(parse("uma-1997")).toBe("uma-1997");
  expect(() => parse("flash")).toThrow('Expected flash-1997 or uma-1997. Did you mean "flash-1997"?');
  expect(() => parse("origin")).toThrow(/uma-1997\.$/);
  expect(didYouMean("x", [])).toBe("");
});
