import { closeSync, openSync, readSync, renameSync, rmSync, writeFileSync } from "node:fs";

const CHUNK = 1 << 20;

/** A file's bytes, a megabyte at a time. */
export function* readChunks(file: string): Generator<Uint8Array> {
  const fd = openSync(file, "r");
  try {
    for (;;) {
      const chunk = new Uint8Array(CHUNK), read = readSync(fd, chunk);
      if (read === 0) return;
      yield chunk.subarray(0, read);
    }
  } finally {
    closeSync(fd);
  }
}

/** Writes a file whole or not at all. */
export function writeWhole(file: string, contents: string): void {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, contents);
    renameSync(temporary, file);
  } finally {
    rmSync(temporary, { force: true });
  }
}
