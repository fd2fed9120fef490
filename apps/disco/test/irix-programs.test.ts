import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkDisk, putFile } from "@disco-vm/guest-sdk";
import { irixCc } from "@disco-vm/irix-like/cc";
import { readImage } from "@disco-vm/irix-like/node";
import { Machine } from "@disco-vm/machine";
import { afterAll, beforeAll, expect, test } from "vitest";

/** Ordinary C programs, as they would be written for any Unix. What they print follows from the language's rules; glibc prints the same. */
const PROGRAMS = ["calc", "matrix", "queens", "standard", "words"];
const directory = mkdtempSync(join(tmpdir(), "disco-irix-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

let disk = readImage("root.img");

beforeAll(() => {
  for (const name of PROGRAMS) {
    const source = fileURLToPath(new URL(`../../../packages/irix-like/test/programs/${name}.c`, import.meta.url)), output = join(directory, name);
    expect(irixCc(["-std=c17", "-O2", "-o", output, source, "-lm"])).toBe(0);
    disk = putFile(disk, `/bin/${name}`, new Uint8Array(readFileSync(output)), { mode: 0o755 });
  }
  expect(checkDisk(disk)).toEqual([]);
});

/** What a command prints, and its status. */
function run(command: string): { status: number | undefined; printed: string } {
  const out: number[] = [];
  const machine = new Machine({
    memory: 16 << 20, timing: false, image: readImage("unix.elf"), disks: [disk], maxCycles: 10e9, arguments: `exec ${command}`,
    console: { write: (bytes) => { out.push(...bytes); } },
  });
  const { exitCode } = machine.run();
  return { status: exitCode, printed: String.fromCharCode(...out).replaceAll("\r", "").replace(/^1 CPU, .*\n/, "") };
}

test("a program that counts words: files, memory, sorting", () => {
  expect(run(`echo "The cat and the dog. The END: the cat!" | words`)).toEqual({ status: 0, printed: "   4 the\n   2 cat\n   1 and\n   1 dog\n   1 end\n" });
  expect(run("words /nothing")).toEqual({ status: 1, printed: "/nothing: No such file or directory\n" });
});

test("a program that places queens: recursion", () => {
  // The known numbers of solutions: 4 of six queens, 92 of eight (sequence A000170 of the OEIS).
  expect(run("queens 6")).toEqual({ status: 0, printed: "...Q..\nQ.....\n....Q.\n.Q....\n.....Q\n..Q...\n4\n" });
  expect(run("queens")).toEqual({ status: 0, printed: expect.stringMatching(/\n92\n$/) });
  expect(run("queens 17")).toEqual({ status: 2, printed: "queens: expected 1 to 16\n" });
});

test("a program that solves equations: floating point, scanf", () => {
  // 2x0 + x1 + x2 = 9 and so on hold for this x; 0.1 and 0.2 are the classic example of IEEE 754.
  expect(run("echo 2 1 1 0 9  4 3 3 1 23  8 7 9 5 69  6 7 9 8 79 | matrix")).toEqual({
    status: 0,
    printed: [
      "x[0] =   5.5000", "x[1] =  -4.0000", "x[2] =   2.0000", "x[3] =   7.0000", "norm 9.962429e+00",
      "1.00000012 0.30000000000000004", "2.22045e-16 3 -3", "",
    ].join("\n"),
  });
  expect(run("echo 1 2 | matrix")).toEqual({ status: 1, printed: "a number is missing\n" });
});

test("a program that interprets expressions: setjmp, strtod", () => {
  expect(run(`(echo "1 + 2 * 3"; echo "x = (1 + 2) * 3"; echo "x / 4"; echo "1 / 0 "; echo "-x * -2"; echo "(1 + 2 3") | calc`)).toEqual({
    status: 2,
    printed: `7\n2.25\nerror: division by zero at " \n"\n18\nerror: expected ) at "3\n"\n`,
  });
});

test("the C library does what the standard says", () => {
  expect(run("standard")).toEqual({ status: 0, printed: "0 failures\nthe end\n" });
});
