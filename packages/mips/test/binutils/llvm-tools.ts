/** LLVM as a second authority on encodings: Debian's llvm-14, if it is on the PATH. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The version whose output is committed. Another one may print other things, so that live checks skip it. */
export const LLVM_VERSION = "14.0.6";
const TARGET = ["--triple=mips64", "--mcpu=mips4"];

export const llvmInstalled: boolean = (() => {
  try {
    return execFileSync("llvm-mc-14", ["--version"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).includes(`version ${LLVM_VERSION}`);
  } catch {
    return false;
  }
})();
export function requireLlvm(): void {
  if (!llvmInstalled) throw new Error(`expected llvm-mc-14 ${LLVM_VERSION} on the PATH; on Debian 12, apt-get install llvm-14`);
}

/** Runs the tools in a directory of their own. */
function inDirectory<T>(work: (file: (name: string) => string, run: (tool: string, args: string[]) => string) => T): T {
  const directory = mkdtempSync(join(tmpdir(), "disco-llvm-"));
  try {
    return work((name) => join(directory, name), (tool, args) =>
      execFileSync(`${tool}-14`, args, { encoding: "utf8", cwd: directory, maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "pipe"] }));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** llvm-objdump's text of each word, without what it adds in angle brackets. */
export function llvmObjdump(words: readonly number[]): string[] {
  return inDirectory((file, run) => {
    const bytes = new DataView(new ArrayBuffer(4 * words.length));
    words.forEach((word, n) => bytes.setUint32(4 * n, word));
    writeFileSync(file("words.bin"), new Uint8Array(bytes.buffer));
    writeFileSync(file("words.s"), '.text\n.incbin "words.bin"\n');
    run("llvm-mc", [...TARGET, "--filetype=obj", "words.s", "-o", "words.o"]);
    const out = run("llvm-objdump", ["-d", "-z", ...TARGET, "words.o"]);
    const texts = [...out.matchAll(/^ *[0-9a-f]+:(?: [0-9a-f]{2}){4} *\t(.*)$/gm)].map((m) => m[1]!.replace(/ <\.text.*>$/, "").trim()); // the pattern's one group
    if (texts.length !== words.length) throw new Error(`llvm-objdump gave ${texts.length} lines for ${words.length} words`);
    return texts;
  });
}

/** The words that llvm-mc makes of statements of one word each. */
export function llvmAssemble(statements: readonly string[]): number[] {
  return inDirectory((file, run) => {
    writeFileSync(file("in.s"), [".set noreorder", ".set noat", ".text", ...statements, ""].join("\n"));
    run("llvm-mc", [...TARGET, "--filetype=obj", "in.s", "-o", "out.o"]);
    run("llvm-objcopy", ["-O", "binary", "--only-section=.text", "out.o", "out.bin"]);
    const bytes = readFileSync(file("out.bin")), view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return statements.map((_, n) => view.getUint32(4 * n));
  });
}
