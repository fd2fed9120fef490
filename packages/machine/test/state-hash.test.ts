import { expect, test } from "vitest";
import { createMemoryHash, placed } from "../src/page-hash.ts";
import { serialise } from "../src/state-hash.ts";

const memory = new WebAssembly.Memory({ initial: 1 });
const words = new BigUint64Array(memory.buffer);
const { hash } = createMemoryHash(memory);

test("each bit, its place and the length count; zeros are 0", () => {
  expect(hash(0, 4096)).toBe(0n);
  const seen = new Set([0n]);
  for (let n = 0; n < 512; n += 7) {
    words[n] = 1n << BigInt(n % 64);
    seen.add(hash(0, 4096));
    words[n] = 0n;
  }
  words[3] = 5n;
  seen.add(hash(0, 64));
  seen.add(hash(0, 128));
  words[3] = 0n;
  expect(seen.size).toBe(Math.ceil(512 / 7) + 3);
});

test("two pages that change places change the sum", () => {
  expect(placed(5n, 1) + placed(6n, 2)).not.toBe(placed(6n, 1) + placed(5n, 2));
});

test("plain data reads the same whatever the order of its keys", () => {
  expect(serialise({ a: 1, b: { d: 2n, c: Infinity } })).toBe(serialise({ b: { c: Infinity, d: 2n }, a: 1 }));
  expect(serialise({ a: [1, 2] })).not.toBe(serialise({ a: [2, 1] }));
});
