/** The section headers of an executable: what it has for tools, besides what is loaded. */
import { ElfError } from "./error.ts";
import type { ElfReader } from "./reader.ts";

export const SHT_SYMTAB = 2, SHT_STRTAB = 3;

export interface ElfSection {
  /** Where its name is in the table of section names. */
  readonly name: number;
  readonly type: number;
  /** Number of the section that it refers to. */
  readonly link: number;
  /** Bytes of an entry, if it is a table. */
  readonly entry: bigint;
  /** Offset in the file. */
  readonly start: bigint;
  /** A view; throws `ElfError` naming `what` if it does not lie in the file. */
  contents(what: string): Uint8Array;
}

export function sectionsOf(reader: ElfReader): ElfSection[] {
  const { is64 } = reader, offset = reader.word(is64 ? 40 : 32), size = reader.u16(is64 ? 58 : 46), count = reader.u16(is64 ? 60 : 48);
  if (offset === 0n || count === 0) return [];
  const header = is64 ? 64 : 40;
  if (size !== header) throw new ElfError("inconsistent", "e_shentsize", `${header}`, `${size}`);
  reader.range(offset, BigInt(size * count), "e_shoff and e_shnum");
  return Array.from({ length: count }, (_, n) => {
    const at = Number(offset) + n * size, start = reader.word(at + (is64 ? 24 : 16));
    return {
      name: reader.u32(at), type: reader.u32(at + 4), link: reader.u32(at + (is64 ? 40 : 24)), entry: reader.word(at + (is64 ? 56 : 36)), start,
      contents: (what) => reader.range(start, reader.word(at + (is64 ? 32 : 20)), `sh_offset and sh_size of ${what} (section ${n})`),
    };
  });
}

/** The string that begins at an offset of a string table. */
export function stringAt(strings: Uint8Array, offset: number, field: string): string {
  const end = strings.indexOf(0, offset);
  if (offset >= strings.length || end < 0)
    throw new ElfError("inconsistent", field, `the start of a string in a table of 0x${strings.length.toString(16)} bytes`, `0x${offset.toString(16)}`);
  return new TextDecoder().decode(strings.subarray(offset, end));
}
