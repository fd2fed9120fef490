import { describe, expect, test } from "vitest";
import { createNuma, decodeTrace, decodeTraceAsync, encodeTrace, type Access } from "../src/index.ts";

const header = { cpus: 3, nodes: 3, ramBytes: 3 << 20 };
const accesses: Access[] = Array.from({ length: 3000 }, (_, n) => ({
  cpu: n % 3, address: (n * 7919) % (3 << 20), kind: (["load", "store", "fetch", "deviceRead", "deviceWrite"] as const)[n % 5]!, gap: n % 7,
}));
const bytes = (): Uint8Array => {
  const chunks = [...encodeTrace(header, accesses)], all = new Uint8Array(chunks.reduce((n, c) => n + c.length, 0));
  chunks.reduce((at, c) => { all.set(c, at); return at + c.length; }, 0);
  return all;
};
const pieces = (size: number): Uint8Array[] => {
  const all = bytes();
  return Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.subarray(n * size, (n + 1) * size));
};

test("a trace file is 32 bytes and 16 for each access, laid out as documented", () => {
  const file = bytes(), v = new DataView(file.buffer);
  expect(file.length).toBe(32 + 16 * 3000);
  expect(new TextDecoder().decode(file.subarray(0, 8))).toBe("NUMATRC1");
  expect([v.getUint32(8, true), v.getUint32(12, true), v.getBigUint64(16, true), v.getBigUint64(24, true)]).toEqual([3, 3, 3n << 20n, 0n]);
  const at = 32 + 16 * 4; // deviceWrite by node 1, after 4 cycles
  expect([file[at], file[at + 1], v.getUint16(at + 2, true), v.getUint32(at + 4, true), v.getBigUint64(at + 8, true)]).toEqual([4, 0, 1, 4, BigInt(4 * 7919)]);
});

test.each([1, 5, 16, 31, 33, 1000])("what was written is read, in pieces of %i bytes", (size) => {
  const file = decodeTrace(pieces(size));
  expect(file.header).toEqual(header);
  expect([...file.accesses]).toEqual(accesses);
});

test("array, iterable, async iterable and file give the same report", async () => {
  const numa = () => createNuma({ cpus: 3, ramBytes: 3 << 20 });
  const report = numa().run(accesses);
  async function* later<T>(all: Iterable<T>) { yield* all; }
  expect(numa().run(decodeTrace(bytes()).accesses)).toEqual(report);
  expect(await numa().runAsync(later(accesses))).toEqual(report);
  expect(await numa().runAsync((await decodeTraceAsync(later(pieces(777)))).accesses)).toEqual(report);
});

describe("a malformed file is refused with the offset", () => {
  const changed = (at: number, value: number): Uint8Array => { const b = bytes(); b[at] = value; return b; };
  test.each<[string, Uint8Array, string]>([
    ["nothing", new Uint8Array(0), "byte 0: expected a header of 32 bytes, got 0 bytes"],
    ["another magic", changed(7, 0x32), 'byte 0: expected "NUMATRC1", got "NUMATRC2"'],
    ["no CPU", changed(8, 0), "byte 8: expected 1 to 512 CPUs, got 0"],
    ["too many nodes", changed(13, 16), "byte 12: expected at most 512 nodes"],
    ["no RAM", changed(18, 0), "byte 16: expected 4096 bytes to 4 GB"],
    ["more in the header", changed(30, 1), "byte 24: expected 0"],
    ["a kind that is none", changed(32 + 16 * 9, 5), "byte 176: expected a kind of 0 to 4, got 5"],
    ["a byte that must be 0", changed(33 + 16 * 9, 1), "byte 177: expected 0, got 1"],
    ["a CPU that is none", changed(34 + 16 * 5, 3), "byte 112: expected cpu to be 0 to 2, got 3"],
    ["a node that is none", changed(34 + 16 * 3, 7), "byte 80: expected cpu to be 0 to 2, got 7"],
    ["an address beyond RAM", changed(42 + 16 * 5, 0xff), "byte 112: expected address"],
    ["a record cut short", bytes().subarray(0, 32 + 16 * 10 + 3), "byte 192: expected a record of 16 bytes, got 3, then the end"],
  ])("%s", (_, file, message) => {
    expect(() => [...decodeTrace(file).accesses]).toThrow(`trace file, ${message}`);
  });
  test("whole records before it are simulated", () => {
    let seen = 0;
    expect(() => { for (const _ of decodeTrace(bytes().subarray(0, 32 + 16 * 10 + 3)).accesses) seen++; }).toThrow();
    expect(seen).toBe(10);
  });
});
