import { describe, expect, test } from "vitest";
import { readFileSync } from "node:fs";
import { assemble } from "../src/assembly/assembler.ts";
import { disassemble } from "../src/assembly/disassemble.ts";
import { decode } from "../src/isa/decode.ts";
import { mnemonics, type Mnemonic } from "../src/isa/rows.ts";
import { GNU_DIFFERENCES, NO_ALIASES_DIFFERENCE, PSEUDO_DIFFERENCES } from "./binutils/differences.ts";
import {
  golden, goldenFile, neighboursGolden, PROGRAM_ADDRESS, programGolden, PSEUDO_SPACING, pseudoGolden, pseudoStatements, randomGolden, rowsGolden, significant, sourceOf,
} from "./binutils/golden.ts";
import { AUTHORITIES, BLOCK, blockHashes, committed, COUNT, millionWords } from "./binutils/million.ts";
import { ASSEMBLERS, committedRoundTrips, roundTripLines } from "./binutils/round-trip.ts";
import { ADDRESS, randomSample } from "./binutils/samples.ts";
import { installed, objdump } from "./binutils/tools.ts";

const spaced = (text: string): string => text.replace("\t", " ");
const addressOf = (n: number): bigint => ADDRESS + 4n * BigInt(n);

describe("against what GNU binutils 2.40 said", () => {
  const rows = golden("rows");

  test("every row that binutils knows is compared, with several operands", () => {
    const count = new Map<string, number>();
    for (const [row] of rows) count.set(row!, (count.get(row!) ?? 0) + 1);
    expect(mnemonics.filter((name) => !count.has(name))).toEqual(["gate", "cop2"]);
    const withoutOperands = ["tlbr", "tlbwi", "tlbwr", "tlbp", "eret"];
    for (const [name, n] of count) expect(n, name).toBeGreaterThan(withoutOperands.includes(name) ? 0 : 2);
  });

  test("our text assembles to the word that gas made of it, with gas and with us", () => {
    for (const [row, address, text, word] of rows) {
      const ours = assemble(`.set noreorder\n${text}`, { origin: BigInt(address!) }).words[0];
      expect(ours, `${row}: ${text}`).toBe(parseInt(word!, 16));
    }
  });

  test("the words disassemble to objdump's text, with aliases and without", () => {
    for (const [row, at, , word, usual, plain] of rows) {
      const value = parseInt(word!, 16), address = BigInt(at!);
      expect(decode(value)?.name).toBe(row);
      if (row !== "sync") expect(spaced(disassemble(value, address))).toBe(usual);
      if (row === "sync" || NO_ALIASES_DIFFERENCE[plain!.split(" ")[0]!] === row) continue;
      expect(spaced(disassemble(value, address, { aliases: false }))).toBe(plain);
    }
  });

  test("sync types are numbers with us, and some are names under mips:isa64", () => {
    const sync = rows.filter(([row]) => row === "sync").map(([, , text, , usual]) => `${text} = ${usual}`);
    expect(sync).toContain("sync 0x1 = sync 0x1");
    expect(sync).toContain("sync = sync");
  });

  test("random words disassemble alike, or differ for a known reason", () => {
    const reasons = new Map<string, number>();
    const words = golden("random");
    words.forEach(([word, theirs], n) => count(reasons, parseInt(word!, 16), theirs!, addressOf(n)));
    const same = words.length - [...reasons.values()].reduce((a, b) => a + b, 0);
    expect(words.length).toBeGreaterThan(4700);
    expect(same).toBeGreaterThan(4300);
    expect(reasons.size).toBeGreaterThan(5);
  });

  test("reserved words that are a row's but for one bit are not taken for it", () => {
    const words = golden("neighbours");
    words.forEach(([digits, theirs], n) => {
      const word = parseInt(digits!, 16); // a line has it
      count(new Map(), word, theirs ?? `.word 0x${word.toString(16)}`, addressOf(n));
    });
    expect(words.length).toBeGreaterThan(1800);
  });

  test("pseudo-instructions expand to the same bytes, in both modes, but for the known differences", () => {
    const different: string[] = [];
    for (const [n, [statement, noreorder, reorder]] of golden("pseudo").entries())
      for (const [mode, bytes] of [["noreorder", noreorder], ["reorder", reorder]]) {
        const source = `.set ${mode}\n.org ${n * PSEUDO_SPACING}\n${pseudoStatements()[n]}\n`;
        if (significant(assemble(source).bytes.subarray(n * PSEUDO_SPACING)) !== bytes) different.push(statement!);
      }
    expect([...new Set(different)]).toEqual(Object.keys(PSEUDO_DIFFERENCES));
  });

  test("a program with labels, data, alignment and redefined constants assembles to the same words", () => {
    // n32 adds bases with addu, as we do for o32; the program gives registers by number.
    const ours = assemble(sourceOf("program.s"), { origin: PROGRAM_ADDRESS, abi: "o32" }).words;
    expect(ours.map((w) => w.toString(16).padStart(8, "0"))).toEqual(golden("program").flat());
  });
});

describe("against what GNU binutils 2.40 and LLVM 14.0.6 said", () => {
  test.each(AUTHORITIES)("$name: of a million words, each text is ours, or what a listed difference predicts", { timeout: 300_000 }, (authority) => {
    const words = millionWords(), texts = Array.from(words, (word, n) => authority.predicted(word, n));
    expect(new Set(words).size).toBe(COUNT);
    const hashes = committed(authority);
    expect(hashes).toHaveLength(COUNT / BLOCK);
    const wrong = blockHashes(texts).flatMap((h, n) => (h === hashes[n] ? [] : [n]));
    const shown = wrong.slice(0, 1).flatMap((n) => Array.from({ length: BLOCK }, (_, k) => `${words[n * BLOCK + k]!.toString(16)} ${texts[n * BLOCK + k]}`)); // within the words
    expect(shown, `${wrong.length} blocks differ; \`pnpm --filter @disco-vm/mips authorities\` shows the words, with the tools. The first block`).toEqual([]);
  });

  test("our texts of every row at its limits, in both spellings, assemble to the words that gas and llvm-mc made", () => {
    const ours = ASSEMBLERS.flatMap((assembler) => roundTripLines(assembler, (trips, aliases) => trips.map(({ text, word }) => {
      const made = assemble(`.set noreorder\n.set noat\n${text}`).words[0]!; // one statement
      if (!aliases) expect(made, text).toBe(word);
      return made;
    })));
    expect(ours).toEqual(committedRoundTrips());
    expect(ours).toHaveLength(ASSEMBLERS.reduce((sum, { lacks }) => sum + mnemonics.length - lacks.size, 0));
  });
});

describe.skipIf(!installed)("live, with GNU binutils 2.40 on the PATH", () => {
  test("the committed files are what the tools say now", { timeout: 60_000 }, () => {
    for (const [name, make] of [["rows", rowsGolden], ["random", randomGolden], ["neighbours", neighboursGolden], ["pseudo", pseudoGolden], ["program", programGolden]] as const)
      expect(make(), name).toBe(readFileSync(goldenFile(name), "utf8"));
  });

  test("200,000 random words disassemble alike, or differ for a known reason", { timeout: 60_000 }, () => {
    const words = randomSample(120_000, 370, 20_26), theirs = objdump(words, { address: ADDRESS }), reasons = new Map<string, number>();
    words.forEach((word, n) => count(reasons, word, spaced(theirs[n]!), addressOf(n)));
    const known = [...reasons.values()].reduce((a, b) => a + b, 0);
    expect(words.length).toBeGreaterThan(195_000);
    expect(known).toBeLessThan(words.length / 8);
  });

  test("rows that the R10000 shares with other processors agree under their names", () => {
    const of = (names: readonly Mnemonic[]): number[] => randomSample(0, 40).filter((w) => names.includes(decode(w)!.name)); // samples of rows decode
    for (const [machine, names] of [["4400", ["bc0f", "bc0t", "bc0fl", "bc0tl"]], ["isa64", ["mfc0", "dmfc0", "mtc0", "dmtc0"]]] as const) {
      const words = of(names).filter((w) => decode(w)!.fields.rd !== 25), theirs = objdump(words, { machine, address: ADDRESS, options: "gpr-names=64,cp0-names=numeric" });
      words.forEach((w, n) => expect(spaced(disassemble(w, addressOf(n)))).toBe(spaced(theirs[n]!)));
    }
  });
});

/** Fails unless the text is ours, or what a listed difference says. */
function count(reasons: Map<string, number>, word: number, theirs: string, address: bigint): void {
  const ours = spaced(disassemble(word, address));
  if (ours === theirs) return;
  const listed = GNU_DIFFERENCES.find(word, address);
  if (listed === undefined || spaced(listed.text) !== theirs) expect.fail(`${word.toString(16)}: we say "${ours}", objdump "${theirs}"`);
  reasons.set(listed.why, (reasons.get(listed.why) ?? 0) + 1);
}
