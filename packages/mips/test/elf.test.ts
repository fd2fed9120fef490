import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { elfSection, ElfError, parseElf } from "../src/elf/index.ts";
import { fixture } from "./binutils/golden.ts";
import { randomWords } from "./random.ts";

const file = (name: string): Uint8Array => new Uint8Array(readFileSync(fixture(name)));
const files = { 32: file("hello.n32.elf"), 64: file("hello.n64.elf") } as const;
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** The file with a big-endian value of `size` bytes put at an offset. */
function patched(bytes: Uint8Array, offset: number, size: 1 | 2 | 4 | 8, value: number | bigint): Uint8Array {
  const copy = bytes.slice();
  for (let n = 0; n < size; n++) copy[offset + size - 1 - n] = Number((BigInt(value) >> BigInt(8 * n)) & 255n);
  return copy;
}
function failure(bytes: Uint8Array): ElfError {
  try {
    parseElf(bytes);
  } catch (error) {
    if (error instanceof ElfError) return error;
    throw error;
  }
  throw new Error("expected parseElf to refuse the file");
}

describe.each([32, 64] as const)("a %d-bit executable of GNU ld", (bits) => {
  const image = parseElf(files[bits]);

  test("has its entry, its level and its segments, at sign-extended addresses", () => {
    expect(image).toMatchObject({ bits, isa: "mips4", entry: 0xffffffff80010000n });
    const [code] = image.segments.filter((s) => s.executable);
    expect(code?.address).toBeLessThanOrEqual(image.entry);
    const at = Number(image.entry - code!.address);
    expect([...code!.bytes.subarray(at, at + 4)]).toEqual([0x24, 0x02, 0x00, 0x2a]); // addiu v0,zero,42
    const data = image.segments.at(-1)!;
    expect(text(data.bytes)).toContain("hello\0");
    expect(data.memoryBytes).toBeGreaterThan(data.bytes.length + 4000);
  });

  test("has its symbols, by name and by address", () => {
    const { symbols } = image;
    expect(symbols.find("start")).toEqual({ name: "start", address: 0xffffffff80010000n, size: 12n, kind: "function", global: true });
    expect(symbols.find("helper")).toMatchObject({ kind: "function", global: false, size: 8n });
    expect(symbols.find("greeting")).toMatchObject({ kind: "object", size: 6n });
    expect(symbols.find("buffer")).toMatchObject({ kind: "object", size: 4096n });
    expect(symbols.find("nothing")).toBeUndefined();
    expect(symbols.nearest(0xffffffff80010008n)).toMatchObject({ symbol: { name: "start" }, offset: 8n });
    expect(symbols.describe(0xffffffff80010010n)).toBe("<helper+0x4>");
    expect(symbols.describe(symbols.find("label")!.address)).toBe("<label>");
    expect(symbols.describe(-0x7fff0000n)).toBe("<start>"); // signed addresses too
    expect(symbols.nearest(0n)).toBeUndefined();
    expect(symbols.nearest(symbols.find("buffer")!.address + 4096n)?.symbol.name).not.toBe("buffer");
  });

  test("may be a view into a larger buffer", () => {
    const larger = new Uint8Array(files[bits].length + 7);
    larger.set(files[bits], 7);
    expect(parseElf(larger.subarray(7)).entry).toBe(image.entry);
  });
});

describe("a bad header is named, with what was expected and what came", () => {
  const phoff = 52, ph64 = 64;
  test.each([
    ["nothing", new Uint8Array(), "not-elf", "e_ident", "an empty file"],
    ["a text", new TextEncoder().encode("#!/bin/sh\n"), "not-elf", "e_ident", "23 21 2f 62"],
    ["four bytes", files[32].slice(0, 4), "truncated", "e_ident[EI_CLASS]", "a file of 0x4 bytes"],
    ["class 3", patched(files[32], 4, 1, 3), "unsupported", "e_ident[EI_CLASS]", "3"],
    ["little-endian", patched(files[32], 5, 1, 1), "unsupported", "e_ident[EI_DATA]", "1"],
    ["half a header", files[64].slice(0, 60), "truncated", "ELF header", "a file of 0x3c bytes"],
    ["x86-64", patched(files[64], 18, 2, 62), "unsupported", "e_machine", "62"],
    ["an object file", patched(files[64], 16, 2, 1), "unsupported", "e_type", "1"],
    ["an odd entry", patched(files[32], 24, 4, 0x80010002), "inconsistent", "e_entry", "0xffffffff80010002"],
    ["no program headers", patched(files[32], 44, 2, 0), "inconsistent", "e_phnum", "0"],
    ["wrong size of program headers", patched(files[32], 42, 2, 56), "inconsistent", "e_phentsize", "56"],
    ["program headers outside", patched(files[32], 28, 4, 0xffffff00), "truncated", "e_phoff and e_phnum", "a file of 0x5c8 bytes"],
    ["a huge offset of program headers", patched(files[64], 32, 8, 2n ** 64n - 8n), "truncated", "e_phoff and e_phnum", "a file of 0x768 bytes"],
    ["wrong size of sections", patched(files[64], 58, 2, 40), "inconsistent", "e_shentsize", "40"],
    ["sections outside", patched(files[64], 40, 8, 0x760), "truncated", "e_shoff and e_shnum", "a file of 0x768 bytes"],
  ] as const)("%s", (_, bytes, code, field, found) => {
    expect(failure(bytes)).toMatchObject({ code, field, found, message: expect.stringContaining(`parseElf: ${field}: expected `) });
  });

  /** Offset of the first program header of type PT_LOAD. */
  const loadAt = (bytes: Uint8Array, first: number, size: number): number => {
    for (let at = first; ; at += size) if (bytes[at + 3] === 1 && bytes[at + 2] === 0) return at;
  };
  test("a segment that reaches beyond the file, beyond its memory, beyond the address space, or into another", () => {
    const at = loadAt(files[32], phoff, 32), at64 = loadAt(files[64], ph64, 56), n = (at - phoff) / 32, n64 = (at64 - ph64) / 56;
    expect(failure(patched(files[32], at + 16, 4, 0x7fffffff))).toMatchObject({ code: "truncated", field: `p_offset and p_filesz of segment ${n}` });
    expect(failure(patched(files[32], at + 20, 4, 1))).toMatchObject({ code: "inconsistent", field: `p_memsz of segment ${n}` });
    expect(failure(patched(files[64], at64 + 40, 8, 2n ** 63n))).toMatchObject({ code: "inconsistent", field: `p_memsz of segment ${n64}` });
    expect(failure(patched(files[64], at64 + 16, 8, 2n ** 64n - 16n))).toMatchObject({ code: "inconsistent", field: `p_memsz of segment ${n64}` });
    expect(failure(patched(files[32], at + 32 + 8, 4, 0x10000080))).toMatchObject({ code: "inconsistent", field: "p_vaddr" }); // the next one
    expect(failure(patched(files[32], 44, 2, n))).toMatchObject({ code: "inconsistent", field: "p_type", found: "none" }); // headers before the first PT_LOAD
  });
});

test("a stripped file has no symbols", () => {
  expect(parseElf(patched(files[32], 32, 4, 0)).symbols.size).toBe(0);
});

describe.each([32, 64] as const)("sections of a %d-bit executable", (bits) => {
  test("are found by name", () => {
    expect(text(elfSection(files[bits], ".shstrtab")!)).toContain("\0.symtab\0");
    expect([...elfSection(files[bits], ".text")!.subarray(0, 4)]).toEqual([0x24, 0x02, 0x00, 0x2a]); // addiu v0,zero,42
    expect(elfSection(files[bits], ".nothing")).toBeUndefined();
    expect(elfSection(patched(files[bits], bits === 32 ? 32 : 40, bits / 8 as 4 | 8, 0), ".text")).toBeUndefined();
  });
  test("are refused if their names are nowhere", () => {
    expect(() => elfSection(patched(files[bits], bits === 32 ? 50 : 62, 2, 0), ".text")).toThrow("e_shstrndx: expected the number of a string table, got 0");
  });
});

test("no truncated or damaged file does anything but load or throw an ElfError, and no segment leaves the file", () => {
  const next = randomWords(3);
  const check = (bytes: Uint8Array): void => {
    try {
      const image = parseElf(bytes);
      for (const s of image.segments) {
        if (s.bytes.length > s.memoryBytes || s.bytes.byteOffset + s.bytes.length > bytes.byteOffset + bytes.length) throw new Error("a segment leaves the file");
      }
      elfSection(bytes, ".nothing");
      for (const s of image.symbols) if (image.symbols.describe(s.address) === undefined) throw new Error(`no symbol at ${s.name}`);
    } catch (error) {
      if (!(error instanceof ElfError)) throw error;
    }
  };
  for (const bytes of Object.values(files)) {
    for (let length = 0; length < bytes.length; length += 3) check(bytes.subarray(0, length));
    for (let n = 0; n < 4000; n++) {
      const damaged = bytes.slice();
      for (let k = 0; k <= n % 3; k++) damaged[next() % (n % 2 ? 240 : damaged.length)] = n % 5 ? next() : [0, 255, 127, 1][n % 4]!;
      check(damaged);
    }
  }
});
