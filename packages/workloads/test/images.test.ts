import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { GATE, MONITOR_CALLS, SPLASHOS_CALLS } from "@disco-vm/abi";
import { findToolchain } from "@disco-vm/guest-sdk/build";
import { IMAGES, type ImageName, imageUrl } from "@disco-vm/workloads";
import { readImage } from "@disco-vm/workloads/node";
import { buildImages } from "../src/build-images-node.ts";

const directory = mkdtempSync(join(tmpdir(), "disco-images-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const file = (build: string, name: ImageName) => join(directory, build, `${name}.elf`);
buildImages(join(directory, "one"), join(directory, "objects-one"));
buildImages(join(directory, "two"), join(directory, "objects-two"));

test.each(IMAGES)("%s has the same bytes in two builds from nothing", (name) => {
  const hash = (build: string) => createHash("sha256").update(readFileSync(file(build, name))).digest("hex");
  expect(hash("one")).toBe(hash("two"));
});

test.each(IMAGES)("%s is small", (name) => {
  expect(readFileSync(file("one", name)).length).toBeLessThan(40_000);
});

interface Word {
  word: number;
  text: string;
}

/** The instructions of an image as objdump reads them for the architecture the image declares: MIPS IV. */
function instructions(name: ImageName): Word[] {
  const { stdout } = spawnSync(`${findToolchain().prefix}objdump`, ["--disassemble-zeroes", "-d", file("one", name)], { encoding: "utf8", maxBuffer: 1 << 26 });
  return [...stdout.matchAll(/^[ \da-f]+:\t([\da-f]{8}) \t(.*)$/gm)].map(([, word = "", text = ""]) => ({ word: parseInt(word, 16), text }));
}

const unknown = ({ text }: Word) => /^(\.word|c0|0x|\*unknown)/.test(text);
const gateCode = ({ word }: Word) => ((word & ~(0x7ffff << GATE.codeShift)) >>> 0 === GATE.word ? word >>> GATE.codeShift & 0x7ffff : undefined);
/** What traps outside kernel mode: coprocessor 0 and CACHE. */
const privileged = ({ word }: Word) => word >>> 26 === 0x10 || word >>> 26 === 0x2f;

test.each(IMAGES)("%s has no instruction that MIPS IV lacks, the gate and what is reserved on purpose apart", (name) => {
  const words = instructions(name);
  expect(words.length).toBeGreaterThan(1000);
  const odd = words.filter(unknown).filter((word) => gateCode(word) === undefined);
  // privileged.c executes a reserved instruction to see that it traps.
  expect(odd.map(({ word }) => word)).toEqual(name.startsWith("privileged") ? [0x7000_0000] : []);
});

test("splash and radix need no monitor calls but the six that every monitor offers, and markers", () => {
  const allowed = new Set<number>([...SPLASHOS_CALLS, "ANNOTATE" as const].map((call) => MONITOR_CALLS[call].code));
  for (const name of ["splash-disco", "radix-disco"] as const) {
    const codes = instructions(name).map(gateCode).filter((code) => code !== undefined);
    expect(codes.length).toBeGreaterThan(3);
    expect(codes.filter((code) => !allowed.has(code))).toEqual([]);
  }
});

test("outside the exception report, radix in a virtual machine has no privileged instruction but the calls", () => {
  const names = instructions("radix-disco").filter(privileged).filter((word) => gateCode(word) === undefined).map(({ text }) => text.split("\t")[0]);
  // Status, Cause, EPC and BadVAddr of the exception that ends the run (hal/exception.S).
  expect(names).toEqual(["mfc0", "mfc0", "dmfc0", "dmfc0"]);
});

test("an image that the package does not have is refused by name", () => {
  expect(() => imageUrl("doom-bare" as ImageName)).toThrow("imageUrl: expected one of hello-bare, hello-disco");
  expect(readImage).toBeTypeOf("function");
});
