import { parseElf } from "@disco-vm/mips";
import { RADIX_RESULT, radixKeys } from "@disco-vm/workloads";
import { readImage } from "@disco-vm/workloads/node";
import { expect, test } from "vitest";
import { checkRadix, type ReadGuest } from "../src/radix/check.ts";
import { radixInput } from "../src/radix/job.ts";

const elf = parseElf(readImage("radix-disco"));
const job = { ...radixInput(100, 3), cpus: 2 };
const ARRAY = 0xc0100000;

/** Guest memory after a good run, for a test to spoil. */
function memory(): { readonly words: Record<keyof typeof RADIX_RESULT.offsets, number>; readonly keys: Uint32Array; readonly read: ReadGuest } {
  const keys = radixKeys(job.keys, job.maxKey, job.seed).sort();
  const words = { magic: RADIX_RESULT.magic, address: ARRAY, keys: 100, radix: job.radix, maxKey: job.maxKey, seed: 3, processors: 2, sorted: 1 };
  return {
    words, keys,
    read(address, length) {
      const bytes = new Uint8Array(length), view = new DataView(bytes.buffer);
      if (address === elf.symbols.find(RADIX_RESULT.symbol)?.address)
        for (const [name, offset] of Object.entries(RADIX_RESULT.offsets)) view.setUint32(offset, words[name as keyof typeof words]);
      else if (address === BigInt.asUintN(64, BigInt(ARRAY | 0))) keys.forEach((key, n) => view.setUint32(4 * n, key));
      return bytes;
    },
  };
}

test("the right keys in guest memory are correct", () => {
  expect(checkRadix(elf, 0, job, memory().read)).toMatchObject({ guest: true, host: true, problem: null, output: expect.stringMatching(/^[0-9a-f]{64}$/) });
});

test("one wrong key is found, whatever the guest says", () => {
  const { keys, read } = memory();
  keys[50]! += 1;
  expect(checkRadix(elf, 0, job, read)).toMatchObject({ guest: true, host: false, problem: "key 50 in guest memory is not what sorting gives" });
});

test("a guest that sorted something else is not believed", () => {
  const { words, read } = memory();
  words.seed = 4;
  expect(checkRadix(elf, 0, job, read)).toMatchObject({ host: false, problem: "expected the guest to sort with seed 3, got 4" });
});

test("keys outside guest memory are wrong keys", () => {
  const { read } = memory();
  const outside: ReadGuest = (address, length) => {
    if (length === 4 * job.keys) throw new RangeError("out of memory's range");
    return read(address, length);
  };
  expect(checkRadix(elf, 0, job, outside)).toMatchObject({ guest: true, host: false, problem: expect.stringContaining("out of memory's range") });
});

test("the guest's own verdict counts", () => {
  const { words, read } = memory();
  words.sorted = 0;
  expect(checkRadix(elf, 1, job, read)).toMatchObject({ guest: false, host: true, problem: "the guest's own check failed (exit code 1)" });
});

test("a guest that never came to its end has sorted nothing", () => {
  const { words, read } = memory();
  words.magic = 0;
  expect(checkRadix(elf, 227, job, read)).toMatchObject({ guest: false, host: false, problem: expect.stringContaining("code 227 before it had sorted") });
});
