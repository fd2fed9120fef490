/**
 * 2^20 words, made from a seed, and what the tools say of each. Committed is a hash of every 256 of the tools' texts, so
 * that without the tools, too, each of the million texts is compared with what they said.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { disassemble } from "../../src/assembly/disassemble.ts";
import { patternOf } from "../../src/isa/pattern.ts";
import { mnemonics, rows } from "../../src/isa/rows.ts";
import { randomWords } from "../random.ts";
import { GNU_DIFFERENCES } from "./differences.ts";
import { asLlvm, fromLlvm, LLVM_DIFFERENCES } from "./llvm-form.ts";
import { LLVM_VERSION, llvmObjdump } from "./llvm-tools.ts";
import { ADDRESS, LIMITS } from "./samples.ts";
import { objdump, VERSION } from "./tools.ts";

export const COUNT = 2 ** 20, BLOCK = 256, SEED = 2026;

/**
 * All different: a quarter uniform, a quarter with most bits clear, a half from the rows in turn, fields random and at
 * their limits. A word that has been gives way to a uniform one.
 */
export function millionWords(seed = SEED): Uint32Array {
  const next = randomWords(seed), patterns = mnemonics.map((name) => patternOf(rows[name])), words = new Set<number>();
  const candidate = (n: number): number => {
    const { mask, match, fields } = patterns[(n >> 2) % patterns.length]!; // within its length
    if (n % 4 === 0) return next();
    if (n % 4 === 1) return next() & next() & 0x4fffffff;
    if (n % 4 === 2) return (next() & ~mask) | match;
    return fields.reduce((word, { shift, width }) => word | (LIMITS[next() % LIMITS.length]!(width) << shift), match); // one of them
  };
  for (let n = 0; words.size < COUNT; n++) {
    const word = candidate(n) >>> 0;
    words.add(words.has(word) ? next() : word);
  }
  return Uint32Array.from(words);
}

export interface Authority {
  readonly name: string;
  readonly file: URL;
  /** The tool's own texts of words that lie from ADDRESS + 4 `first` on. */
  readonly said: (words: readonly number[], first: number) => string[];
  /** What we say that it says: our text, or where a listed difference applies, that. */
  readonly predicted: (word: number, n: number) => string;
  /** Why it says something else than we do, if a listed difference applies. */
  readonly difference: (word: number, n: number) => string | undefined;
}

const addressOf = (n: number): bigint => ADDRESS + 4n * BigInt(n);
export const AUTHORITIES: readonly Authority[] = [
  {
    name: `GNU binutils ${VERSION}`, file: new URL(`million.binutils-${VERSION}.txt`, import.meta.url),
    said: (words, first) => objdump(words, { address: addressOf(first) }),
    predicted: (word, n) => GNU_DIFFERENCES.find(word, addressOf(n))?.text ?? disassemble(word, addressOf(n)),
    difference: (word, n) => GNU_DIFFERENCES.find(word, addressOf(n))?.why,
  },
  {
    name: `LLVM ${LLVM_VERSION}`, file: new URL(`million.llvm-${LLVM_VERSION}.txt`, import.meta.url),
    said: (words) => llvmObjdump(words).map(fromLlvm),
    predicted: asLlvm,
    difference: (word) => LLVM_DIFFERENCES.find(word, 0n)?.why,
  },
];

/** The hash of each block of texts. */
export function blockHashes(texts: readonly string[]): string[] {
  const hashes: string[] = [];
  for (let n = 0; n < texts.length; n += BLOCK) hashes.push(hash(texts.slice(n, n + BLOCK)));
  return hashes;
}
export const hash = (lines: readonly string[]): string => createHash("sha256").update(lines.join("\n")).digest("hex").slice(0, 8);

/** The committed hashes, eight digits each. */
export const committed = ({ file }: Authority): string[] => readFileSync(file, "utf8").split("\n").filter((line) => !line.startsWith("#")).join("").match(/.{8}/g) ?? [];
export function millionGolden({ name, said }: Authority): string {
  const words = millionWords(), hashes: string[] = [];
  for (let first = 0; first < COUNT; first += COUNT / 8) hashes.push(...blockHashes(said([...words.subarray(first, first + COUNT / 8)], first)));
  const lines = hashes.join("").match(/.{1,128}/g) ?? [];
  return `# Produced by ${name} through generate.ts. Do not edit.\n# SHA-256, eight digits, of the texts of each ${BLOCK} of ${COUNT} words (million.ts)\n${lines.join("\n")}\n`;
}
