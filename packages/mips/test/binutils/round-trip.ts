/**
 * Every row, each operand at its limits, disassembled by us and assembled by the tools: the same word. Committed is, for
 * each row, a hash of the texts with the words that the tools made of them.
 */
import { readFileSync } from "node:fs";
import { disassemble } from "../../src/assembly/disassemble.ts";
import { decode } from "../../src/isa/decode.ts";
import type { Mnemonic } from "../../src/isa/rows.ts";
import { GNU_GROUPS, gnuGroup, OURS } from "./golden.ts";
import { llvmAssemble, LLVM_VERSION } from "./llvm-tools.ts";
import { hash } from "./million.ts";
import { ADDRESS, limitSamples } from "./samples.ts";
import { link, VERSION } from "./tools.ts";

export interface Assembler {
  readonly name: string;
  /** Rows that it does not have, and why they are no loss. */
  readonly lacks: ReadonlyMap<Mnemonic, string>;
  /** Spellings that it does not take: of the R10000's performance counters, for LLVM. */
  readonly refuses: (text: string) => boolean;
  /** The words it makes of our texts of these. */
  readonly assemble: (words: readonly number[], aliases: boolean) => number[];
}

const without = (why: string, names: Iterable<Mnemonic>): [Mnemonic, string][] => [...names].map((name) => [name, why]);
/** Registers by number. */
const textOf = (word: number, pc: bigint, aliases: boolean): string => disassemble(word, pc, { names: "numeric", aliases }).replace("\t", " ");
const isJump = (word: number): boolean => /^jal?$/.test(decode(word)?.name ?? "");
const distance = (text: string, pc: bigint): bigint => BigInt.asIntN(64, BigInt(text) - pc);

/** gas counts branches from `.`, before it knows any address; the linker sets jumps. */
function gnuText(word: number, pc: bigint, aliases: boolean): string {
  const text = textOf(word, pc, aliases);
  return isJump(word) ? text : text.replace(/0x[0-9a-f]{9,}$/, (target) => `.+(${distance(target, pc)})`);
}
/** A number as the target of a jump is its field, times four, to LLVM. */
function llvmText(word: number, pc: bigint, aliases: boolean): string {
  const text = textOf(word, pc, aliases);
  return isJump(word) ? text.replace(/0x[0-9a-f]+$/, (target) => `${BigInt(target) & 0xfffffffn}`)
    : text.replace(/^(b(?!reak)\S* (?:.*,)?)(0x[0-9a-f]+)$/, (_, before: string, target: string) => `${before}.+(${distance(target, pc)})`);
}
/** LLVM takes the low bits of these for fields that MIPS32 added. */
const SINCE_MIPS32: ReadonlySet<Mnemonic> = new Set<Mnemonic>(["sync", "mfc0", "mtc0", "dmfc0", "dmtc0"]);

export const ASSEMBLERS: readonly Assembler[] = [
  {
    name: `GNU binutils ${VERSION}`, lacks: new Map(without("ours", OURS)), refuses: () => false,
    assemble: (words, aliases) => {
      const made = new Map<number, number>();
      for (const [group, { arch }] of GNU_GROUPS.entries()) {
        const own = words.filter((word) => gnuGroup(word) === group);
        const source = [" .set noreorder", " .set noat", "start:", ...own.map((word, n) => ` ${gnuText(word, ADDRESS + 4n * BigInt(n), aliases)}`)];
        const code = link(source.join("\n") + "\n", "64", ADDRESS, arch).code, view = new DataView(code.buffer, code.byteOffset);
        own.forEach((word, n) => made.set(word, view.getUint32(4 * n)));
      }
      return words.map((word) => made.get(word)!); // each is in one group
    },
  },
  {
    name: `LLVM ${LLVM_VERSION}`,
    lacks: new Map([...without("ours", OURS), ...without("LLVM has no branches on the condition of coprocessor 0", ["bc0f", "bc0t", "bc0fl", "bc0tl"]), ...without("LLVM has no PREFX", ["prefx"])]),
    refuses: (text) => /^m[ft]p[sc] /.test(text),
    assemble: (words, aliases) => llvmAssemble(words.map((word, n) => {
      const text = llvmText(word, 4n * BigInt(n), aliases);
      return SINCE_MIPS32.has(decode(word)!.name) ? `.set push\n.set mips64\n${text}\n.set pop` : text; // words of rows
    })),
  },
];

export interface RoundTrip { readonly row: Mnemonic; readonly word: number; readonly text: string }
/** What an assembler is given: our texts of the samples. An alias may stand for another word of the same meaning. */
export function roundTrips({ lacks, refuses }: Assembler, aliases: boolean): RoundTrip[] {
  return limitSamples().map((s) => ({ ...s, text: textOf(s.word, 0n, aliases) })).filter(({ row, text }) => !lacks.has(row) && !refuses(text));
}

export const roundTripFile = new URL("round-trip.txt", import.meta.url);
/** Row by row: how many texts, and the hash of texts and words. `made` gives the words. */
export function roundTripLines(assembler: Assembler, made: (trips: readonly RoundTrip[], aliases: boolean) => number[]): string[] {
  const byRow = new Map<Mnemonic, string[]>();
  for (const aliases of [false, true]) {
    const trips = roundTrips(assembler, aliases), words = made(trips, aliases);
    trips.forEach(({ row, text }, n) => byRow.set(row, [...(byRow.get(row) ?? []), `${text} ${words[n]!.toString(16)}`])); // as many as trips
  }
  return [...byRow].map(([row, lines]) => `${assembler.name}|${row}|${lines.length}|${hash(lines)}`);
}
export const roundTripGolden = (): string =>
  "# Produced by the assemblers named, through generate.ts. Do not edit.\n# assembler | row | texts | SHA-256, eight digits, of texts and words\n"
  + ASSEMBLERS.flatMap((a) => roundTripLines(a, (trips, aliases) => a.assemble(trips.map((t) => t.word), aliases))).join("\n") + "\n";
export const committedRoundTrips = (): string[] => readFileSync(roundTripFile, "utf8").split("\n").filter((line) => line !== "" && !line.startsWith("#"));
