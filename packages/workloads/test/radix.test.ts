import { expect, test } from "vitest";
import { firstWrongKey, RADIX_DEFAULTS, RADIX_RESULT, radixKeys, readRadixResult } from "@disco-vm/workloads";

const { keys, maxKey, seed } = RADIX_DEFAULTS;

test("the default keys have the sum that the guest prints", () => {
  // radix-bare on an R10000 core and qemu's VR5432: "262144 keys below 524288, …, sum 68735595568".
  expect(radixKeys(keys, maxKey, seed).reduce((sum, key) => sum + key, 0)).toBe(68_735_595_568);
});

test("the keys of other parameters have the sum that the guest prints", () => {
  // -n 100003 -m 1000000 -s 9
  expect(radixKeys(100_003, 1_000_000, 9).reduce((sum, key) => sum + key, 0)).toBe(49_954_423_880);
});

test("fewer keys are the first of more keys", () => {
  expect(radixKeys(1000, maxKey, seed)).toEqual(radixKeys(2000, maxKey, seed).slice(0, 1000));
});

test("another seed gives other keys", () => {
  expect(radixKeys(1000, maxKey, 2)).not.toEqual(radixKeys(1000, maxKey, 1));
});

test("keys are below the maximum and gather in the middle", () => {
  for (const max of [1, 2, 1000, 0x7fff_ffff]) {
    const made = radixKeys(10_000, max, 3);
    expect(made.every((key) => key < max)).toBe(true);
    if (max < 1000) continue;
    // The mean of four uniform numbers lies in the middle half with probability 11/12 (Irwin-Hall).
    expect(made.filter((key) => key >= max / 4 && key < (max * 3) / 4).length / made.length).toBeCloseTo(0.917, 1);
  }
});

test.each([[-1, 10, 1], [1.5, 10, 1], [10, 0, 1], [10, 10, 2 ** 31]])("radixKeys(%d, %d, %d) is refused", (...args) => {
  expect(() => radixKeys(...(args as [number, number, number]))).toThrow(/^radixKeys: expected (keys|maxKey|seed) to be an integer/);
});

function resultBytes(words: Record<keyof typeof RADIX_RESULT.offsets, number>): Uint8Array {
  const bytes = new Uint8Array(RADIX_RESULT.bytes);
  const view = new DataView(bytes.buffer);
  for (const [name, offset] of Object.entries(RADIX_RESULT.offsets)) view.setUint32(offset, words[name as keyof typeof words]);
  return bytes;
}
const words = { magic: RADIX_RESULT.magic, address: 0x8002_0000, keys: 4, radix: 16, maxKey: 100, seed: 7, processors: 2, sorted: 1 };

test("the result structure is read back, its address sign-extended", () => {
  expect(readRadixResult(resultBytes(words))).toEqual({ address: 0xffff_ffff_8002_0000n, keys: 4, radix: 16, maxKey: 100, seed: 7, processors: 2, sorted: true });
});

test("before the guest has stored the magic number there is no result", () => {
  expect(readRadixResult(resultBytes({ ...words, magic: 0 }))).toBeUndefined();
});

test("a wrong key is found, and only a wrong one", () => {
  const parameters = { keys: 1000, maxKey, seed };
  const sorted = radixKeys(1000, maxKey, seed).sort();
  expect(firstWrongKey(sorted, parameters)).toBe(-1);
  sorted[500]!++;
  expect(firstWrongKey(sorted, parameters)).toBe(500);
  expect(firstWrongKey(sorted.slice(0, 999), parameters)).toBe(999);
});
