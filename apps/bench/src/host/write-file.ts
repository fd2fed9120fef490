import { renameSync, writeFileSync } from "node:fs";

/** Writes a file whole or not at all: nobody ever reads half of it. */
export function writeFile(file: string, contents: string): void {
  writeFileSync(`${file}.tmp`, contents);
  renameSync(`${file}.tmp`, file);
}
