/**
 * All of it against the tools themselves: `pnpm --filter @disco-vm/mips authorities [SEED]`. A seed other than the
 * committed one tries other words. Prints what was compared, and how often each listed difference applied.
 */
import { requireLlvm } from "./llvm-tools.ts";
import { AUTHORITIES, COUNT, millionWords, SEED, type Authority } from "./million.ts";
import { ASSEMBLERS, roundTrips } from "./round-trip.ts";
import { requireBinutils } from "./tools.ts";

const STEP = COUNT / 8;
let wrong = 0;

function complain(line: string): void {
  if (wrong++ < 50) console.log(`  DIFFERS  ${line}`);
}

function disassembly({ name, said, predicted, difference }: Authority, seed: number): void {
  const words = millionWords(seed), reasons = new Map<string, number>();
  for (let first = 0; first < COUNT; first += STEP) {
    const some = [...words.subarray(first, first + STEP)];
    said(some, first).forEach((theirs, k) => {
      const word = some[k]!, n = first + k, prediction = predicted(word, n); // as many as words
      if (prediction !== theirs) complain(`${word.toString(16)}: expected "${prediction}", ${name} says "${theirs}"`);
      const why = difference(word, n);
      if (why !== undefined) reasons.set(why, (reasons.get(why) ?? 0) + 1);
    });
  }
  console.log(`${name}: ${COUNT} words, seed ${seed}; listed differences:`);
  for (const [why, count] of [...reasons].sort((a, b) => b[1] - a[1])) console.log(`  ${String(count).padStart(7)}  ${why}`);
}

requireBinutils();
requireLlvm();
const seed = Number(process.argv[2] ?? SEED);
for (const assembler of ASSEMBLERS) {
  const trips = roundTrips(assembler, false), words = assembler.assemble(trips.map(({ word }) => word), false);
  trips.forEach(({ text, word }, n) => {
    if (words[n] !== word) complain(`${text}: from ${word.toString(16)}, ${assembler.name} made ${words[n]?.toString(16)}`);
  });
  const rows = new Set(trips.map(({ row }) => row));
  console.log(`${assembler.name}: ${trips.length} of our texts of ${rows.size} rows assembled; rows it lacks: ${[...assembler.lacks.keys()].join(", ")}`);
}
for (const authority of AUTHORITIES) disassembly(authority, seed);
console.log(wrong ? `${wrong} differences that nothing explains` : "no difference that is not listed");
process.exitCode = wrong ? 1 : 0;
