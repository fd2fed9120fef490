import { renameSync, rmSync, writeFileSync } from "node:fs";
import { CliError } from "./exit-codes.ts";

/** Writes a file whole or not at all: nobody ever reads half of it. */
export function writeFile(file: string, contents: string | Uint8Array): void {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, contents, { flush: true });
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new CliError("unwritable", `cannot write ${file}: ${(error as Error).message}`);
  }
}
