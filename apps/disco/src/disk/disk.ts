/** `disco disk`: looks into disk images of the IRIX-like system. */
import { checkDisk, DiskError, DiskReader, isDirectory, type Inode } from "@disco-vm/guest-sdk";
import { CliError } from "../exit-codes.ts";
import { loadDisks } from "../image.ts";

/** The image in a file; `irix` is the root disk that comes along. */
function load(file: string): Uint8Array {
  const [image] = file === "irix" ? loadDisks("irix", []) : loadDisks("", [file]);
  return image!; // one was asked for
}

function open<T>(file: string, use: (disk: DiskReader) => T): T {
  try {
    return use(new DiskReader(load(file)));
  } catch (error) {
    if (error instanceof DiskError) throw new CliError(error.code === "missing" ? "badOption" : "badImage", `${file}: ${error.message}`);
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

/** What is wrong with the file system. */
export function problemsOf(file: string): string[] {
  return checkDisk(load(file));
}

function modeOf(inode: Inode): string {
  const type = { 0o04: "d", 0o02: "c", 0o01: "p" }[inode.mode >> 12] ?? "-";
  return type + [...Array(9).keys()].map((n) => ((inode.mode >> (8 - n)) & 1 ? "rwx"[n % 3] : "-")).join("");
}
