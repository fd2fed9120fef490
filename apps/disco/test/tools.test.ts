import { chmodSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseElf } from "@disco-vm/mips";
import { expect, test } from "vitest";
import { EXIT } from "../src/exit-codes.ts";
import { directory, disco, file, program } from "./disco.ts";
import { LOOP } from "./programs.ts";

test("dis --words shows words as instructions", async () => {
  const { status, stdout } = await disco(["dis", "--words", "24020005", "0x03e00008", "fc"]);
  expect(stdout.split("\n").map((line) => line.trim())).toEqual(["0:\t24020005\tli\tv0,5", "4:\t03e00008\tjr\tra", expect.stringMatching(/^8:\t000000fc\t/), ""]);
  expect(status).toBe(0);
});

test("dis of what asm wrote is what was assembled", async () => {
  const elf = await program("two", "start: addiu $v0, $zero, 7\nfinish: jr $ra\nnop\n");
  const { stdout } = await disco(["dis", elf]);
  expect(stdout).toMatch(/ffffffff80010000 <start>:\nffffffff80010000:\t24020007\tli\tv0,7\n\nffffffff80010004 <finish>:\n.*\tjr\tra\n.*\tnop\n/);
  expect((await disco(["dis", elf, "--start", "finish", "--count", "1"])).stdout.trim().split("\n")).toHaveLength(2);
});

test("asm without --output prints a listing", async () => {
  const { stdout } = await disco(["asm", file("loop.s", LOOP), "--origin", "guest"]);
  expect(stdout).toMatch(/^ffffffffc0010000 <spin>:\nffffffffc0010000:\t1000ffff\tb\t0xffffffffc0010000 <spin>\n/);
});

test("asm writes words and plain bytes", async () => {
  const source = file("words.s", ".word 0x12345678, 9\n");
  await disco(["asm", source, "-o", join(directory, "w.hex"), "--format", "hex"]);
  await disco(["asm", source, "-o", join(directory, "w.bin"), "--format", "bin"]);
  expect(readFileSync(join(directory, "w.hex"), "utf8")).toBe("12345678\n00000009\n");
  expect([...readFileSync(join(directory, "w.bin"))]).toEqual([0x12, 0x34, 0x56, 0x78, 0, 0, 0, 9]);
});

test("the ELF file has the entry, the bytes and the symbols", async () => {
  const elf = parseElf(readFileSync(await program("entry", ".word 1\nmain: nop\n.equ VALUE, 5\n", "--origin", "0x80020000", "--entry", "main")));
  expect(elf.entry).toBe(0xffffffff80020004n);
  expect(elf.isa).toBe("mips4");
  expect(elf.segments).toMatchObject([{ address: 0xffffffff80020000n, memoryBytes: 8, executable: true }]);
  expect(elf.symbols.find("main")?.address).toBe(0xffffffff80020004n);
  expect(elf.symbols.find("VALUE")?.address).toBe(5n);
});

test.each([
  ["a wrong instruction", () => ["asm", file("bad.s", "nop\n  addd $1, $2, $3\n")], EXIT.badAssembly.code, /bad\.s:2:3: expected an instruction.*did you mean/],
  ["a wrong entry", () => ["asm", file("e.s", "main: nop\n"), "--entry", "mian", "-o", join(directory, "e.elf")], EXIT.unknownSymbol.code, /no label "mian". Did you mean "main"\?/],
  ["a wrong origin", () => ["asm", file("o.s", "nop\n"), "--origin", "bear"], EXIT.badOption.code, /Did you mean "bare"\?/],
  ["neither image nor words", () => ["dis"], EXIT.badOption.code, /got neither/],
  ["a word that is none", () => ["dis", "--words", "xyz"], EXIT.badOption.code, /got "xyz"/],
  ["a file that cannot be written", () => ["asm", file("n.s", "nop\n"), "-o", "/nowhere/x.elf"], EXIT.unwritable.code, /cannot write/],
] as const)("%s is refused", async (_, args, exitCode, message) => {
  const { status, stderr } = await disco(args());
  expect(stderr).toMatch(message);
  expect(status).toBe(exitCode);
});

test("--help and the README give the same exit codes", async () => {
  const { stdout, status } = await disco(["run", "--help"]);
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  expect(status).toBe(0);
  for (const { code, doc } of Object.values(EXIT)) {
    expect(stdout).toContain(`${code}  ${doc}`);
    expect(readme).toContain(`| ${code} | ${doc} |`);
  }
});

test("a reader that goes away ends the command quietly", async () => {
  const { disassembly } = await import("../src/disassemble.ts");
  expect([...disassembly(undefined, { words: ["0"], aliases: true })]).toHaveLength(1);
});

test("disk lists, reads and checks images", async () => {
  expect((await disco(["disk", "ls", "irix", "/dev"])).stdout).toMatch(/^drwxr-xr-x {3}2 +4096 \.\n(.*\n)*crw-rw-rw- {3}1 +0 null\n/);
  expect((await disco(["disk", "get", "irix", "/etc/motd"])).stdout).toBe("An IRIX-like system: imitation, and says so.\n");
  expect(await disco(["disk", "check", "irix"])).toMatchObject({ status: 0, stdout: "" });
  const bad = file("bad.img", "not a disk");
  expect(await disco(["disk", "check", bad])).toMatchObject({ status: 1, stdout: expect.stringContaining("is this a disk image?") });
  expect(await disco(["disk", "get", "irix", "/no"])).toMatchObject({ status: EXIT.badOption.code, stderr: expect.stringContaining('there is no "no"') });
});

test("run irix --exec ends with the command's status", async () => {
  const { status, stdout } = await disco(["run", "irix", "--timing", "off", "--memory", "16M", "--exec", "cat /etc/motd; exit 3"]);
  expect(stdout).toContain("imitation");
  expect(status).toBe(3);
});

test("disk put writes a file into a copy or in place, and says what is wrong", async () => {
  const hello = file("hello.txt", "hello from outside\n"), image = join(directory, "mine.img");
  chmodSync(hello, 0o750);
  const put = (...args: string[]) => disco(["disk", "put", ...args]);
  expect(await put("irix", hello, "/tmp", "-o", image)).toMatchObject({ status: 0, stdout: "", stderr: "" });
  expect((await disco(["disk", "ls", image, "/tmp"])).stdout).toContain("-rwxr-x---   1       19 hello.txt\n");
  const before = readFileSync(image);
  const refused = [
    [[image, hello, "/tmp/hello.txt"], EXIT.badOption.code, "--replace"],
    [[image, hello, "/no/hello"], EXIT.badOption.code, 'there is no "no"'],
    [["irix", hello, "/x"], EXIT.badOption.code, "expected --output"],
    [[image, file("huge", new Uint8Array(16 << 20)), "/huge"], EXIT.badOption.code, "the disk is full"],
    [[file("damaged.img", "x"), hello, "/x"], EXIT.badImage.code, "is this a disk image?"],
  ] as const;
  for (const [args, status, message] of refused) expect(await put(...args)).toMatchObject({ status, stderr: expect.stringContaining(message) });
  expect(readFileSync(image).equals(before)).toBe(true);
  expect(await put(image, file("again", "again\n"), "/tmp/hello.txt", "--replace")).toMatchObject({ status: 0 });
  expect((await disco(["disk", "get", image, "/tmp/hello.txt"])).stdout).toBe("again\n");
  expect(await disco(["run", "irix", "--timing", "off", "--memory", "16M", "--disk", image, "--exec", "cat /tmp/hello.txt"])).toMatchObject({ status: 0, stdout: expect.stringContaining("again\r\n") });
}, 60_000);
