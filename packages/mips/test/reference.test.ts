import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { describe, mnemonics, type Mnemonic } from "../src/index.ts";
import { page, PAGE } from "./reference.ts";

test("docs/instructions.md is what the table says", () => {
  const text = page();
  expect(readFileSync(PAGE, "utf8"), "run pnpm --filter @disco-vm/mips reference").toBe(text);
  for (const name of mnemonics) expect(text).toContain(`| \`${name}`);
});

test("exceptions are those the manual lists", () => {
  // MIPS IV Instruction Set, rev. 3.2, the Exceptions paragraph of each; bus errors and Watch are the R10000's.
  const of = (name: Mnemonic): string[] => [...describe(name).exceptions].sort();
  expect(of("addu")).toEqual([]);
  expect(of("add")).toEqual(["Ov"]);
  expect(of("daddi")).toEqual(["Ov", "RI"]);
  expect(of("lw")).toEqual(["AdEL", "DBE", "TLBL", "WATCH"]);
  expect(of("sd")).toEqual(["AdES", "DBE", "Mod", "RI", "TLBS", "WATCH"]);
  expect(of("teq")).toEqual(["Tr"]);
  expect(of("syscall")).toEqual(["Sys"]);
  expect(of("div.d")).toEqual(["CpU", "FPE"]);
  expect(of("ldxc1")).toEqual(["AdEL", "CpU", "DBE", "RI", "TLBL", "WATCH"]);
  expect(of("pref")).toEqual(["RI"]);
});

test("a name that is none is refused", () => {
  expect(() => describe("nop" as Mnemonic)).toThrow('expected the name of an instruction, as in `mnemonics`, got "nop"');
});
