/** Loads a big-endian MIPS executable, 32- or 64-bit (System V ABI, ch. 4 and 5; MIPS supplement). Trusts nothing in it. */
import { ElfError } from "./error.ts";
import { ElfReader } from "./reader.ts";
import { sectionsOf, SHT_STRTAB, SHT_SYMTAB, stringAt } from "./sections.ts";
import { SymbolTable, type ElfSymbol } from "./symbols.ts";

/** A piece of memory that a file fills. */
export interface ElfSegment {
  /** Virtual address of the first byte, unsigned 64-bit; sign-extended if the file is 32-bit. */
  readonly address: bigint;
  /** What the file has; the rest of `memoryBytes` is zeros. A view into the file, not a copy. */
  readonly bytes: Uint8Array;
  /** Bytes that it has in memory, `bytes.length` at least. */
  readonly memoryBytes: number;
  readonly writable: boolean;
  readonly executable: boolean;
}

/** What is to be loaded, and where it starts. */
export interface ElfImage {
  /** Class of the file. */
  readonly bits: 32 | 64;
  /** Virtual address of the first instruction, unsigned 64-bit. */
  readonly entry: bigint;
  /** In ascending order of address, without overlaps; empty ones are left out. */
  readonly segments: readonly ElfSegment[];
  /** Empty in a stripped file. */
  readonly symbols: SymbolTable;
  /** e_flags: the ABI and the architecture level it was compiled for. */
  readonly flags: number;
  /** The level in e_flags, as the compiler's option: `mips4` and lower run on an R10000, others may not. */
  readonly isa: string;
}

const LEVELS = ["mips1", "mips2", "mips3", "mips4", "mips5", "mips32", "mips64", "mips32r2", "mips64r2", "mips32r6", "mips64r6"];
const PT_LOAD = 1, PF_X = 1, PF_W = 2;
const hex = (value: number | bigint): string => `0x${value.toString(16)}`;

/**
 * What is in the section of that name, a view; undefined without such a section. Not all of a file is loaded: the rest is for
 * tools, and only its sections have it.
 */
export function elfSection(bytes: Uint8Array, name: string): Uint8Array | undefined {
  const reader = identify(bytes), sections = sectionsOf(reader), number = reader.u16(reader.is64 ? 62 : 50);
  if (sections.length === 0) return undefined;
  const strings = sections[number];
  if (strings?.type !== SHT_STRTAB) throw new ElfError("inconsistent", "e_shstrndx", "the number of a string table", `${number}`);
  const names = strings.contents("the section names");
  const found = sections.find((section, n) => n > 0 && stringAt(names, section.name, `sh_name of section ${n}`) === name);
  return found?.contents(name);
}

/** Reads an executable (ET_EXEC, big-endian MIPS); throws `ElfError` for anything else. Nothing is copied. */
export function parseElf(bytes: Uint8Array): ElfImage {
  const reader = identify(bytes);
  const { is64 } = reader;
  const flags = reader.u32(is64 ? 48 : 36);
  return {
    bits: is64 ? 64 : 32,
    entry: entryOf(reader),
    segments: segmentsOf(reader),
    symbols: new SymbolTable(symbolsOf(reader)),
    flags,
    isa: LEVELS[flags >>> 28] ?? `e_flags ${hex(flags)}`,
  };
}

function identify(bytes: Uint8Array): ElfReader {
  const magic = [...bytes.subarray(0, 4)];
  if (magic.join() !== "127,69,76,70")
    throw new ElfError("not-elf", "e_ident", "7f 45 4c 46 (\"\\x7fELF\")", bytes.length === 0 ? "an empty file" : magic.map((b) => b.toString(16).padStart(2, "0")).join(" "));
  const check = (value: number | undefined, wanted: readonly number[], field: string, expected: string): void => {
    if (value === undefined) throw new ElfError("truncated", field, expected, `a file of ${hex(bytes.length)} bytes`);
    if (!wanted.includes(value)) throw new ElfError("unsupported", field, expected, `${value}`);
  };
  check(bytes[4], [1, 2], "e_ident[EI_CLASS]", "1 (32-bit) or 2 (64-bit)");
  check(bytes[5], [2], "e_ident[EI_DATA]", "2 (big-endian)");
  check(bytes[6], [1], "e_ident[EI_VERSION]", "1");
  const reader = new ElfReader(bytes, bytes[4] === 2);
  reader.range(0n, reader.is64 ? 64n : 52n, "ELF header");
  check(reader.u16(18), [8], "e_machine", "8 (MIPS)");
  check(reader.u16(16), [2], "e_type", "2 (executable; link objects first)");
  check(reader.u32(20), [1], "e_version", "1");
  return reader;
}

function entryOf(reader: ElfReader): bigint {
  const entry = reader.address(24);
  if (entry & 3n) throw new ElfError("inconsistent", "e_entry", "a multiple of 4", hex(entry));
  return entry;
}

function segmentsOf(reader: ElfReader): ElfSegment[] {
  const { is64 } = reader, offset = reader.word(is64 ? 32 : 28), size = reader.u16(is64 ? 54 : 42), count = reader.u16(is64 ? 56 : 44);
  const header = is64 ? 56 : 32, segments: ElfSegment[] = [];
  if (count === 0) throw new ElfError("inconsistent", "e_phnum", "at least one program header", "0");
  if (size !== header) throw new ElfError("inconsistent", "e_phentsize", `${header}`, `${size}`);
  reader.range(offset, BigInt(size * count), "e_phoff and e_phnum");
  for (let n = 0; n < count; n++) {
    const at = Number(offset) + n * size;
    if (reader.u32(at) !== PT_LOAD) continue;
    const flags = reader.u32(at + (is64 ? 4 : 24)), address = reader.address(at + (is64 ? 16 : 8));
    const fileSize = reader.word(at + (is64 ? 32 : 16)), memorySize = reader.word(at + (is64 ? 40 : 20));
    const bytes = reader.range(reader.word(at + (is64 ? 8 : 4)), fileSize, `p_offset and p_filesz of segment ${n}`);
    if (fileSize > memorySize) throw new ElfError("inconsistent", `p_memsz of segment ${n}`, `at least p_filesz, ${hex(fileSize)}`, hex(memorySize));
    // The CPU implements 44 bits of an address, so that a segment can never be larger.
    if (memorySize > 2n ** 44n || address + memorySize > 2n ** 64n)
      throw new ElfError("inconsistent", `p_memsz of segment ${n}`, `a segment at ${hex(address)} that ends within the address space`, hex(memorySize));
    if (memorySize > 0n)
      segments.push({ address, bytes, memoryBytes: Number(memorySize), writable: (flags & PF_W) !== 0, executable: (flags & PF_X) !== 0 });
  }
  if (segments.length === 0) throw new ElfError("inconsistent", "p_type", "at least one segment to load (PT_LOAD) that is not empty", "none");
  segments.sort((a, b) => (a.address < b.address ? -1 : a.address > b.address ? 1 : 0));
  segments.forEach((segment, n) => {
    const next = segments[n + 1], end = segment.address + BigInt(segment.memoryBytes);
    if (next && next.address < end) throw new ElfError("inconsistent", "p_vaddr", `the segment after ${hex(segment.address)} at ${hex(end)} or above`, hex(next.address));
  });
  return segments;
}

function symbolsOf(reader: ElfReader): ElfSymbol[] {
  const { is64 } = reader, sections = sectionsOf(reader), symbols: ElfSymbol[] = [];
  sections.forEach((table, n) => {
    const wanted = is64 ? 24 : 16;
    if (table.type !== SHT_SYMTAB) return;
    if (table.entry !== BigInt(wanted)) throw new ElfError("inconsistent", `sh_entsize of the symbol table (section ${n})`, `${wanted}`, `${table.entry}`);
    const strings = sections[table.link];
    if (strings?.type !== SHT_STRTAB)
      throw new ElfError("inconsistent", `sh_link of the symbol table (section ${n})`, "the number of a string table", `${table.link}`);
    const names = strings.contents("the string table");
    const entries = Math.floor(table.contents("the symbol table").length / wanted);
    for (let s = 1; s < entries; s++) {
      const symbol = symbolAt(reader, Number(table.start) + s * wanted, names, s);
      if (symbol) symbols.push(symbol);
    }
  });
  return symbols;
}

/** The symbols that a person would name: defined functions, objects and labels, not sections, files or temporaries. */
function symbolAt(reader: ElfReader, at: number, strings: Uint8Array, number: number): ElfSymbol | undefined {
  const { is64 } = reader, info = reader.u8(at + (is64 ? 4 : 12)), section = reader.u16(at + (is64 ? 6 : 14));
  const type = info & 15, nameAt = reader.u32(at);
  if (section === 0 || type > 2 || nameAt === 0) return undefined;
  return {
    name: stringAt(strings, nameAt, `st_name of symbol ${number}`),
    address: reader.address(at + (is64 ? 8 : 4)),
    size: reader.word(at + (is64 ? 16 : 8)),
    kind: type === 2 ? "function" : type === 1 ? "object" : "other",
    global: info >> 4 !== 0,
  };
}
