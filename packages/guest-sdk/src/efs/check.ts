/** Is a file system what it should be? */
import { DiskError } from "./errors.ts";
import { EFS } from "./format.ts";
import { DiskReader, isDirectory, type Inode } from "./read.ts";

/** What is wrong, in words; nothing if the file system is sound. A file without a name is not wrong: whoever mounts the disk frees it. */
export function checkDisk(image: Uint8Array): string[] {
  try {
    return new Checker(new DiskReader(image)).check();
  } catch (error) {
    if (error instanceof DiskError) return [error.message];
    throw error;
  }
}

class Checker {
  private readonly problems: string[] = [];
  /** Which inode uses a block. */
  private readonly users = new Map<number, number>();
  private readonly links = new Map<number, number>();

  constructor(private readonly disk: DiskReader) {}

  check(): string[] {
    const { inodeCount, blocks, data } = this.disk.superblock;
    this.visit(this.disk.inode(EFS.rootInode), EFS.rootInode, "/");
    for (let number: number = EFS.rootInode; number < inodeCount; number++) {
      const inode = this.disk.inode(number);
      if (inode.mode === 0) continue;
      this.blocksOf(inode);
      const found = this.links.get(number) ?? 0;
      if (found !== inode.links) this.problems.push(`inode ${number} has ${inode.links} links, ${found} names lead to it`);
    }
    for (let block = 0; block < blocks; block++) {
      const used = block < data || this.users.has(block);
      if (used !== this.disk.isMarked(block)) this.problems.push(`block ${block} is ${used ? "used and marked as free" : "marked as used, and nobody's"}`);
    }
    return this.problems;
  }

  private link(number: number): void {
    this.links.set(number, (this.links.get(number) ?? 0) + 1);
  }

  private visit(directory: Inode, parent: number, path: string): void {
    const entries = this.disk.entries(directory), names = new Set<string>();
    if (entries[0]?.[0] !== "." || entries[0][1] !== directory.number) this.problems.push(`${path} does not begin with itself`);
    if (entries[1]?.[0] !== ".." || entries[1][1] !== parent) this.problems.push(`${path} does not lead back to its parent`);
    for (const [name, number] of entries) {
      if (names.has(name)) this.problems.push(`${path} has "${name}" twice`);
      names.add(name);
      if (number >= this.disk.superblock.inodeCount || this.disk.inode(number).mode === 0) {
        this.problems.push(`${path}${name} is inode ${number}, which there is not`);
        continue;
      }
      const seen = this.links.has(number);
      this.link(number);
      if (name === "." || name === "..") continue;
      const inode = this.disk.inode(number);
      if (!isDirectory(inode)) continue;
      if (seen) this.problems.push(`${path}${name} is a directory with two names`);
      else this.visit(inode, directory.number, `${path}${name}/`);
    }
  }

  private blocksOf(inode: Inode): void {
    const { data, blocks } = this.disk.superblock;
    const extents = inode.more ? [...inode.extents, { start: inode.more, blocks: 1 }] : inode.extents;
    let total = 0;
    for (const extent of inode.extents) total += extent.blocks;
    if (total * EFS.blockBytes < inode.size) this.problems.push(`inode ${inode.number} has ${inode.size} bytes and ${total} blocks`);
    for (const { start, blocks: count } of extents)
      for (let block = start; block < start + count; block++) {
        const other = this.users.get(block);
        if (block < data || block >= blocks) return void this.problems.push(`inode ${inode.number} has block ${block}, which is not for files`);
        if (other !== undefined) this.problems.push(`block ${block} is inode ${inode.number}'s and inode ${other}'s`);
        this.users.set(block, inode.number);
      }
  }
}
