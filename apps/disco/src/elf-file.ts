/** Writes a big-endian MIPS executable with one segment and a symbol table (System V ABI, chapters 4 and 5; ELF-64 1.5). */

export interface Executable {
  readonly address: bigint;
  readonly entry: bigint;
  readonly bytes: Uint8Array;
  readonly symbols: ReadonlyMap<string, bigint>;
}

const HEADER = 64, PROGRAM_HEADER = 56, SECTION_HEADER = 64, SYMBOL = 24;
/** Where the segment's bytes begin in the file: so that address and offset agree within a page of up to 64 KB. */
const ALIGNMENT = 0x1_0000n;
const EM_MIPS = 8, EF_MIPS_ARCH_4 = 0x3000_0000, EF_MIPS_NOREORDER = 1;
const SHN_ABS = 0xfff1, STB_GLOBAL = 0x10;

export function writeElf({ address, entry, bytes, symbols }: Executable): Uint8Array {
  const names = strings(["", ...symbols.keys()]), sectionNames = strings(["", ".text", ".symtab", ".strtab", ".shstrtab"]);
  const text = Number(ALIGNMENT + address % ALIGNMENT);
  const symbolTable = align(text + bytes.length), symbolBytes = SYMBOL * (symbols.size + 1);
  const stringTable = symbolTable + symbolBytes, sectionNameTable = stringTable + names.bytes.length;
  const sections = align(sectionNameTable + sectionNames.bytes.length);
  const file = new Uint8Array(sections + 5 * SECTION_HEADER);
  const w = new Writer(file);

  w.at(0).bytes(0x7f, 0x45, 0x4c, 0x46, 2, 2, 1).at(16).half(2).half(EM_MIPS).word(1).long(entry).long(HEADER).long(sections)
    .word(EF_MIPS_ARCH_4 | EF_MIPS_NOREORDER).half(HEADER).half(PROGRAM_HEADER).half(1).half(SECTION_HEADER).half(5).half(4);
  w.at(HEADER).word(1).word(7).long(text).long(address).long(address).long(bytes.length).long(bytes.length).long(ALIGNMENT);
  file.set(bytes, text);
  w.at(symbolTable + SYMBOL);
  for (const [name, value] of symbols) {
    const inside = value >= address && value <= address + BigInt(bytes.length);
    w.word(names.of(name)).bytes(STB_GLOBAL, 0).half(inside ? 1 : SHN_ABS).long(value).long(0);
  }
  file.set(names.bytes, stringTable);
  file.set(sectionNames.bytes, sectionNameTable);

  // name, type, flags, address, offset, size, link, info, alignment, entry size
  const section = (name: string, type: number, flags: number, at: bigint, offset: number, size: number, link: number, info: number, entrySize: number): unknown =>
    w.word(sectionNames.of(name)).word(type).long(flags).long(at).long(offset).long(size).word(link).word(info).long(8).long(entrySize);
  w.at(sections + SECTION_HEADER);
  section(".text", 1, 7, address, text, bytes.length, 0, 0, 0);
  section(".symtab", 2, 0, 0n, symbolTable, symbolBytes, 3, 1, SYMBOL);
  section(".strtab", 3, 0, 0n, stringTable, names.bytes.length, 0, 0, 0);
  section(".shstrtab", 3, 0, 0n, sectionNameTable, sectionNames.bytes.length, 0, 0, 0);
  return file;
}

const align = (offset: number): number => Math.ceil(offset / 8) * 8;

function strings(names: Iterable<string>): { readonly bytes: Uint8Array; of(name: string): number } {
  const offsets = new Map<string, number>();
  let text = "";
  for (const name of names) {
    offsets.set(name, new TextEncoder().encode(text).length);
    text += `${name}\0`;
  }
  return { bytes: new TextEncoder().encode(text), of: (name) => offsets.get(name) ?? 0 };
}

class Writer {
  private readonly view: DataView;
  private offset = 0;
  constructor(file: Uint8Array) {
    this.view = new DataView(file.buffer);
  }
  at(offset: number): this { this.offset = offset; return this; }
  bytes(...values: number[]): this { for (const v of values) this.view.setUint8(this.offset++, v); return this; }
  half(v: number): this { this.view.setUint16(this.offset, v); this.offset += 2; return this; }
  word(v: number): this { this.view.setUint32(this.offset, v); this.offset += 4; return this; }
  long(v: number | bigint): this { this.view.setBigUint64(this.offset, BigInt(v)); this.offset += 8; return this; }
}
