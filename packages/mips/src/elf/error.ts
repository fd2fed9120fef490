/** Why a file cannot be loaded. */
export type ElfErrorCode =
  /** Not an ELF file at all. */
  | "not-elf"
  /** An ELF file, but not a big-endian MIPS executable. */
  | "unsupported"
  /** A header points outside the file. */
  | "truncated"
  /** A header contradicts itself or another. */
  | "inconsistent";

/** A file that cannot be loaded: the header field that is wrong, what was expected there, what was found. */
export class ElfError extends Error {
  override readonly name = "ElfError";
  constructor(
    readonly code: ElfErrorCode,
    /** As the ELF specification calls it, for instance `e_machine` or `p_filesz of segment 2`. */
    readonly field: string,
    readonly expected: string,
    readonly found: string,
  ) {
    super(`parseElf: ${field}: expected ${expected}, got ${found}`);
  }
}
