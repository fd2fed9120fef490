/** Words of the rows that no authority has: our `gate`, and COP2 as a whole (r10000.md §5.1), written by hand. */
import type { Mnemonic } from "../src/isa/rows.ts";

export const OWN_WORDS: readonly (readonly [word: number, row: Mnemonic | undefined, code: number])[] = [
  [0x4200003f, "gate", 0], [0x43ffffff, "gate", 0x7ffff], [0x4200007f, "gate", 1], [0x4200003e, undefined, 0], [0x4000003f, undefined, 0],
  [0x48000000, "cop2", 0], [0x4bffffff, "cop2", 0x3ffffff], [0x4a000001, "cop2", 0x2000001], [0x4c000002, undefined, 0],
];
