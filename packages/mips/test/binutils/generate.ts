/** Writes the golden files again: `pnpm exec tsx --conditions=@disco-vm/source test/binutils/generate.ts`, with the tools. */
import { writeFileSync } from "node:fs";
import { fixture, goldenFile, neighboursGolden, programGolden, pseudoGolden, randomGolden, rowsGolden, sourceOf } from "./golden.ts";
import { requireLlvm } from "./llvm-tools.ts";
import { AUTHORITIES, millionGolden } from "./million.ts";
import { roundTripFile, roundTripGolden } from "./round-trip.ts";
import { link, requireBinutils } from "./tools.ts";

requireBinutils();
requireLlvm();
writeFileSync(goldenFile("rows"), rowsGolden());
writeFileSync(goldenFile("random"), randomGolden());
writeFileSync(goldenFile("neighbours"), neighboursGolden());
writeFileSync(goldenFile("pseudo"), pseudoGolden());
writeFileSync(goldenFile("program"), programGolden());
writeFileSync(roundTripFile, roundTripGolden());
for (const authority of AUTHORITIES) writeFileSync(authority.file, millionGolden(authority));
writeFileSync(fixture("hello.n32.elf"), link(sourceOf("hello.s"), "n32", 0xffffffff80010000n).elf);
writeFileSync(fixture("hello.n64.elf"), link(sourceOf("hello.s"), "64", 0xffffffff80010000n).elf);
