/** What is committed of binutils' output, and how to make it again. Each function needs the tools. */
import { readFileSync } from "node:fs";
import { disassemble } from "../../src/assembly/disassemble.ts";
import { decode } from "../../src/isa/decode.ts";
import type { Mnemonic } from "../../src/isa/rows.ts";
import { gas, link, objdump } from "./tools.ts";
import { ADDRESS, neighbours, randomSample, rowSamples } from "./samples.ts";

const here = (name: string): URL => new URL(name, import.meta.url);
export const sourceOf = (name: "pseudo.s" | "program.s" | "hello.s"): string => readFileSync(here(name), "utf8");
export const goldenFile = (name: string): URL => here(`${name}.binutils-2.40.txt`);
export const fixture = (name: string): URL => here(name);

/** Lines of a golden file, split at tabs into columns; # comments. */
export function golden(name: string): string[][] {
  return readFileSync(goldenFile(name), "utf8").split("\n").filter((line) => line !== "" && !line.startsWith("#")).map((line) => line.split("|"));
}
const header = (what: string): string => `# Produced by GNU binutils 2.40 through generate.ts. Do not edit.\n# ${what}\n`;
const hex = (word: number): string => word.toString(16).padStart(8, "0");
const wordsOf = (bytes: Uint8Array): number[] => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / 4 }, (_, n) => view.getUint32(4 * n));
};

/** Rows that binutils has under another processor's name only, and those it does not have. */
const OTHER: Readonly<Record<string, number>> = { bc0f: 1, bc0t: 1, bc0fl: 1, bc0tl: 1, mfc0: 2, dmfc0: 2, mtc0: 2, dmtc0: 2, sync: 2 };
export const OURS: ReadonlySet<Mnemonic> = new Set<Mnemonic>(["gate", "cop2"]);
export const GNU_GROUPS = [{ machine: "10000", arch: "r10000" }, { machine: "4400", arch: "r4400" }, { machine: "isa64", arch: "mips64" }] as const;
/** The group of a row's word. Register 25 and its mfps, mfpc, mtps, mtpc are the R10000's own. */
export function gnuGroup(word: number): number {
  const { name, fields } = decode(word)!; // words of rows are asked for
  return /^m[ft]c0$/.test(name) && fields.rd === 25 ? 0 : (OTHER[name] ?? 0);
}

/** Every row with several operands: our text, the word that gas makes of it, and what objdump makes of that. */
export function rowsGolden(): string {
  const samples = rowSamples().filter(({ row }) => !OURS.has(row));
  const lines: string[] = [];
  for (const [group, { machine, arch }] of GNU_GROUPS.entries()) {
    const start = ADDRESS + BigInt(group) * 0x10000n, at = (n: number): bigint => start + 4n * BigInt(n);
    const own = samples.filter(({ word }) => gnuGroup(word) === group);
    const texts = own.map(({ word }, n) => disassemble(word, at(n), { names: "numeric", aliases: false }).replace("\t", " "));
    // gas counts branches from `.`, before it knows any address; the linker sets jumps.
    const source = [" .set noreorder", " .set noat", "start:", ...texts.map((t, n) => ` ${fromHere(t, at(n))}`)];
    const words = wordsOf(link(source.join("\n") + "\n", "64", start, arch).code).slice(0, own.length);
    const usual = objdump(words, { machine, address: start, options: "gpr-names=64,cp0-names=numeric" });
    const plain = objdump(words, { machine, address: start, options: "gpr-names=64,cp0-names=numeric,no-aliases" });
    own.forEach(({ row }, n) => lines.push([row, `0x${at(n).toString(16)}`, texts[n], hex(words[n]!), usual[n]!, plain[n]!].join("|").replaceAll("\t", " ")));
  }
  return header("row | address | text given to gas | word | objdump's text | objdump's text under no-aliases") + lines.join("\n") + "\n";
}

/** The text with the target of a branch as a distance. */
function fromHere(text: string, address: bigint): string {
  if (text.startsWith("j")) return text;
  return text.replace(/0x[0-9a-f]{9,}$/, (target) => `.+(${BigInt.asIntN(64, BigInt(target) - address)})`);
}

export const RANDOM = { uniform: 3000, perRow: 8 } as const;
export function randomGolden(): string {
  const words = randomSample(RANDOM.uniform, RANDOM.perRow), texts = objdump(words, { address: ADDRESS });
  return header("random word | objdump -m mips:10000; line n is at 0xffffffff80100000 + 4 n") + words.map((w, n) => `${hex(w)}|${texts[n]!.replace("\t", " ")}\n`).join("");
}

/** Of reserved words next to rows. Those that binutils does not know either stand alone. */
export function neighboursGolden(): string {
  const words = neighbours(), texts = objdump(words, { address: ADDRESS }).map((text) => text.replace("\t", " "));
  return header("word | objdump -m mips:10000, where it is not .word; line n is at 0xffffffff80100000 + 4 n")
    + words.map((w, n) => `${hex(w)}${texts[n]!.startsWith(".word") ? "" : `|${texts[n]}`}\n`).join(""); // as many as words
}

/** Each statement of pseudo.s, alone, in both modes. */
export const PSEUDO_SPACING = 64;
export const pseudoStatements = (): string[] => sourceOf("pseudo.s").split("\n").filter((line) => line !== "" && !line.startsWith("#"));
export const pseudoSource = (mode: string, statements: readonly string[]): string =>
  ` .set ${mode}\n` + [...statements, ""].map((s, n) => ` .org ${n * PSEUDO_SPACING}\n ${s}\n`).join("");
/** In hexadecimal, without zero words at the end. */
export const significant = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex").replace(/(00000000)+$/, "");
export function pseudoGolden(): string {
  const statements = pseudoStatements();
  const [first, second] = ["noreorder", "reorder"].map((mode) => gas(pseudoSource(mode, statements)));
  const slice = (bytes: Uint8Array, n: number): string => significant(bytes.subarray(n * PSEUDO_SPACING, (n + 1) * PSEUDO_SPACING));
  return header(`statement | bytes in noreorder | bytes in reorder mode; statement n is at ${PSEUDO_SPACING} n; trailing zero words left out`)
    + statements.map((s, n) => `${s.replaceAll("|", "or")}|${slice(first!, n)}|${slice(second!, n)}\n`).join("");
}

export const PROGRAM_ADDRESS = 0xffffffff80001000n;
export function programGolden(): string {
  return header("program.s at 0x80001000, n32: words") + wordsOf(link(sourceOf("program.s"), "n32", PROGRAM_ADDRESS).code).map((w) => `${hex(w)}\n`).join("");
}
