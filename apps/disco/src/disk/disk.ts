/** `disco disk`: looks into disk images of the IRIX-like system, and puts files there. */
import { statSync } from "node:fs";
import { basename } from "node:path";
import { checkDisk, DiskError, DiskReader, isDirectory, isRegular, putFile, type Inode } from "@disco-vm/guest-sdk";
import { CliError } from "../exit-codes.ts";
import { IRIX, loadDisks, read } from "../image.ts";
import { writeFile } from "../write-file.ts";

/** The image in a file; `irix` is the root disk that comes along. */
function load(file: string): Uint8Array {
  const [image] = file === IRIX ? loadDisks(IRIX, []) : loadDisks("", [file]);
  return image!; // one was asked for
}

function open<T>(file: string, use: (disk: DiskReader, image: Uint8Array) => T): T {
  try {
    const image = load(file);
    return use(new DiskReader(image), image);
  } catch (error) {
    if (error instanceof DiskError) throw new CliError(error.code === "damaged" ? "badImage" : "badOption", `${file}: ${error.message}`);
    throw error;
  }
}

/** Lines as ls -l prints them: of a directory's entries, or of the file itself. */
export function listDisk(file: string, path: string): string[] {
  return open(file, (disk) => {
    const inode = disk.find(path);
    const entries = isDirectory(inode) ? disk.entries(inode).map(([name, number]) => [name, disk.inode(number)] as const) : [[path, inode] as const];
    return entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, i]) => `${modeOf(i)} ${String(i.links).padStart(3)} ${String(i.size).padStart(8)} ${name}`);
  });
}

export function readFromDisk(file: string, path: string): Uint8Array {
  return open(file, (disk) => {
    const inode = disk.find(path);
    if (isDirectory(inode)) throw new CliError("badOption", `${path} is a directory; expected a file`);
    return disk.contents(inode);
  });
}

export interface PutOptions {
  readonly output?: string;
  readonly replace: boolean;
}

/**
 * Writes the host's file `from` into an image, with its permissions; `path` is its name there, or a directory that gets it under its own
 * name. The image's file is written anew and then renamed, so that it is never half of something.
 */
export function putOnDisk(file: string, from: string, path: string, { output, replace }: PutOptions): void {
  if (file === IRIX && output === undefined) throw new CliError("badOption", `${IRIX} stays as it is; expected --output FILE, got none`);
  const bytes = read(from), mode = statSync(from).mode & 0o777;
  const changed = open(file, (disk, image) => {
    const [problem] = checkDisk(image);
    if (problem !== undefined) throw new CliError("badImage", `${file} is damaged, and stays as it is: ${problem}`);
    const there = disk.lookup(path);
    if (there && isRegular(there) && !replace) throw new CliError("badOption", `${file}: there is a file ${path}; --replace replaces it`);
    return putFile(image, there && isDirectory(there) ? `${path}/${basename(from)}` : path, bytes, { mode, replace });
  });
  const [problem] = checkDisk(changed);
  if (problem !== undefined) throw new Error(`putFile: expected a sound disk, got: ${problem}`);
  writeFile(output ?? file, changed);
}

/** What is wrong with the file system. */
export function problemsOf(file: string): string[] {
  return checkDisk(load(file));
}

function modeOf(inode: Inode): string {
  const type = { 0o04: "d", 0o02: "c", 0o01: "p" }[inode.mode >> 12] ?? "-";
  return type + [...Array(9).keys()].map((n) => ((inode.mode >> (8 - n)) & 1 ? "rwx"[n % 3] : "-")).join("");
}
