import { disassemble, type DisassembleOptions } from "../assembly/disassemble.ts";

/** A line of a disassembly listing. */
export interface Listed {
  /** Virtual, unsigned. */
  readonly address: bigint;
  readonly word: number;
  /** As `disassemble` writes it. */
  readonly text: string;
  /** Whether it is the next instruction. */
  readonly current: boolean;
}

/** How much is listed, and how it is written. */
export interface ListingOptions extends DisassembleOptions {
  /** How many instructions to show before the next one (4). */
  readonly before?: number;
  /** And after it (4). */
  readonly after?: number;
}

/** The instructions around `pc`; those whose words `word` does not give are left out. */
export function listing(pc: bigint, word: (address: bigint) => number | undefined, options: ListingOptions = {}): Listed[] {
  const { before = 4, after = 4 } = options, lines: Listed[] = [];
  for (let n = -before; n <= after; n++) {
    const address = BigInt.asUintN(64, pc + 4n * BigInt(n)), bits = word(address);
    if (bits !== undefined) lines.push({ address, word: bits, text: disassemble(bits, address, options), current: n === 0 });
  }
  return lines;
}
