/** Writes the golden files again: `pnpm exec tsx test/binutils/generate.ts`, with binutils-mips64-linux-gnuabi64 2.40. */
import { writeFileSync } from "node:fs";
import { fixture, goldenFile, programGolden, pseudoGolden, randomGolden, rowsGolden, sourceOf } from "./golden.ts";
import { installed, link, VERSION } from "./tools.ts";

if (!installed) throw new Error(`expected mips64-linux-gnuabi64-objdump ${VERSION} on the PATH; on Debian 12, apt-get install binutils-mips64-linux-gnuabi64`);
writeFileSync(goldenFile("rows"), rowsGolden());
writeFileSync(goldenFile("random"), randomGolden());
writeFileSync(goldenFile("pseudo"), pseudoGolden());
writeFileSync(goldenFile("program"), programGolden());
writeFileSync(fixture("hello.n32.elf"), link(sourceOf("hello.s"), "n32", 0xffffffff80010000n).elf);
writeFileSync(fixture("hello.n64.elf"), link(sourceOf("hello.s"), "64", 0xffffffff80010000n).elf);
