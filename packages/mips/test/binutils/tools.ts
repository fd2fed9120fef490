/** GNU binutils as an independent authority on encodings: Debian's cross tools, if they are on the PATH. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PREFIX = "mips64-linux-gnuabi64-";
/** The version whose output is committed. Another one may print other things, so that live checks skip it. */
export const VERSION = "2.40";

export const installed: boolean = (() => {
  try {
    return execFileSync(`${PREFIX}objdump`, ["--version"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).split("\n")[0]!.endsWith(` ${VERSION}`);
  } catch {
    return false;
  }
})();

export function requireBinutils(): void {
  if (!installed) throw new Error(`expected mips64-linux-gnuabi64-objdump ${VERSION} on the PATH; on Debian 12, apt-get install binutils-mips64-linux-gnuabi64`);
}

/** Runs the tools in a directory of their own. */
function inDirectory<T>(work: (file: (name: string) => string, run: (tool: string, args: string[]) => string) => T): T {
  const directory = mkdtempSync(join(tmpdir(), "disco-binutils-"));
  try {
    return work((name) => join(directory, name), (tool, args) =>
      execFileSync(PREFIX + tool, args, { encoding: "utf8", cwd: directory, maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "pipe"] }));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

export interface DisassemblyOptions { readonly machine?: string; readonly options?: string; readonly address?: bigint }

/** objdump's text of each word. */
export function objdump(words: readonly number[], { machine = "10000", options = "gpr-names=64", address = 0n }: DisassemblyOptions = {}): string[] {
  return inDirectory((file, run) => {
    const bytes = new DataView(new ArrayBuffer(4 * words.length));
    words.forEach((word, n) => bytes.setUint32(4 * n, word));
    writeFileSync(file("words.bin"), new Uint8Array(bytes.buffer));
    const out = run("objdump", ["-D", "-z", "-b", "binary", "-m", `mips:${machine}`, "-EB", "-M", options, `--adjust-vma=0x${address.toString(16)}`, "words.bin"]);
    const texts = [...out.matchAll(/^ *[0-9a-f]+:\t[0-9a-f]{8} \t(.*)$/gm)].map((m) => m[1]!.trim());
    if (texts.length !== words.length) throw new Error(`objdump gave ${texts.length} lines for ${words.length} words`);
    return texts;
  });
}

export interface GasOptions { readonly arch?: string; readonly flags?: readonly string[] }

/** The bytes of .text, big-endian, not linked; or what the assembler says. */
export function gas(text: string, { arch = "r10000", flags = ["-mabi=64", "-msym32"] }: GasOptions = {}): Uint8Array {
  return inDirectory((file, run) => {
    writeFileSync(file("in.s"), text);
    // -O0: in reorder mode, no instruction moves into a delay slot.
    run("as", [`-march=${arch}`, "-EB", "-O0", ...flags, "in.s", "-o", "out.o"]);
    run("objcopy", ["-O", "binary", "-j", ".text", "out.o", "out.bin"]);
    return new Uint8Array(readFileSync(file("out.bin")));
  });
}

/** An executable, and the bytes of its .text. */
export function link(text: string, abi: "n32" | "64", address: bigint, arch = "r10000"): { elf: Uint8Array; code: Uint8Array } {
  return inDirectory((file, run) => {
    writeFileSync(file("in.s"), text);
    run("as", [`-mabi=${abi}`, `-march=${arch}`, "-EB", "-O0", "in.s", "-o", "out.o"]);
    run("ld", ["-m", abi === "n32" ? "elf32btsmipn32" : "elf64btsmip", "-z", "max-page-size=256", `-Ttext=0x${BigInt.asUintN(abi === "n32" ? 32 : 64, address).toString(16)}`, "-e", "start", "out.o", "-o", "out.elf"]);
    run("objcopy", ["-O", "binary", "-j", ".text", "out.elf", "out.bin"]);
    return { elf: new Uint8Array(readFileSync(file("out.elf"))), code: new Uint8Array(readFileSync(file("out.bin"))) };
  });
}
