import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, inject } from "vitest";

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stdoutBytes: Buffer;
  readonly stderr: string;
}

/** A directory that goes away with the test file. */
export const directory = mkdtempSync(join(tmpdir(), "disco-cli-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

export function file(name: string, contents: string | Uint8Array): string {
  writeFileSync(join(directory, name), contents);
  return join(directory, name);
}

/** Runs the command as a child process, in `directory`. */
export function disco(args: readonly string[], input: string | Uint8Array = ""): Promise<Ended> {
  return run(process.execPath, [join(inject("commands"), "disco.js"), ...args], input);
}

export function run(program: string, args: readonly string[], input: string | Uint8Array = ""): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: directory, stdio: "pipe" });
    const out: Buffer[] = [], err: Buffer[] = [];
    child.stdout.on("data", (data: Buffer) => out.push(data));
    child.stderr.on("data", (data: Buffer) => err.push(data));
    child.on("error", reject);
    child.on("close", (status) => {
      const stdoutBytes = Buffer.concat(out);
      resolve({ status, stdoutBytes, stdout: stdoutBytes.toString(), stderr: Buffer.concat(err).toString() });
    });
    child.stdin.on("error", () => undefined); // a command may end without having read its input
    child.stdin.end(input);
  });
}

/** Assembles a program for the bare machine (docs/bare-metal.md) with the command itself; returns the ELF file's name. */
export async function program(name: string, text: string, ...options: string[]): Promise<string> {
  const elf = join(directory, `${name}.elf`);
  const { status, stderr } = await disco(["asm", file(`${name}.s`, text), "-o", elf, ...options]);
  if (status !== 0) throw new Error(stderr);
  return elf;
}
