/** `disco dis`. */
import { disassemble as text, type ElfImage } from "@disco-vm/mips";
import { CliError } from "./exit-codes.ts";
import { loadImage, resolve } from "./image.ts";
import { wordAt } from "./segments.ts";

export interface DisassembleOptions {
  readonly start?: string;
  readonly count?: number;
  readonly words?: readonly string[];
  readonly aliases: boolean;
}

/** Lines as objdump -d prints them, of an image or of words. */
export function* disassembly(file: string | undefined, o: DisassembleOptions): Generator<string> {
  if (o.words) {
    if (file !== undefined) throw new CliError("badOption", `expected an image or --words, got both: ${file}`);
    return yield* listing(numbers(o.words), BigInt(o.start ?? 0), { aliases: o.aliases });
  }
  if (file === undefined) throw new CliError("badOption", "expected an image or --words, got neither");
  const image = loadImage(file, "bare"), { elf } = image;
  if (o.start !== undefined) {
    const start = resolve(o.start, image);
    const words = from(elf, start, o.count ?? lengthAt(elf, start));
    if (words.length === 0) throw new CliError("badOption", `${file} has nothing at 0x${start.toString(16)}`);
    return yield* listing(words, start, { elf, aliases: o.aliases });
  }
  let left = o.count ?? Infinity;
  for (const segment of elf.segments.filter((s) => s.executable)) {
    const words = from(elf, segment.address, Math.min(left, segment.bytes.length >>> 2));
    left -= words.length;
    yield* listing(words, segment.address, { elf, aliases: o.aliases });
  }
}

function* listing(words: readonly number[], start: bigint, o: { elf?: ElfImage; aliases: boolean }): Generator<string> {
  const labels = new Map([...o.elf?.symbols ?? []].map((s) => [s.address, s.name]));
  const symbol = (a: bigint): string | undefined => o.elf?.symbols.describe(a);
  for (const [n, word] of words.entries()) {
    const at = start + BigInt(4 * n), label = labels.get(at);
    if (label !== undefined) yield `\n${at.toString(16).padStart(16, "0")} <${label}>:`;
    yield `${at.toString(16).padStart(8, " ")}:\t${word.toString(16).padStart(8, "0")}\t${text(word, at, { symbol, aliases: o.aliases })}`;
  }
}

function from(elf: ElfImage, start: bigint, count: number): number[] {
  const words: number[] = [];
  for (let word; words.length < count && (word = wordAt(elf, start + BigInt(4 * words.length))) !== undefined;) words.push(word);
  return words;
}

/** To the end of the function that starts there, or of the segment. */
function lengthAt(elf: ElfImage, start: bigint): number {
  const found = elf.symbols.nearest(start);
  return found && found.symbol.size > 0n ? Number(found.symbol.size - found.offset) / 4 : Infinity;
}

function numbers(words: readonly string[]): number[] {
  return words.map((word) => {
    if (!/^(0x)?[\da-f]{1,8}$/i.test(word)) throw new CliError("badOption", `expected words of up to 8 hexadecimal digits, got "${word}"`);
    return parseInt(word, 16);
  });
}
