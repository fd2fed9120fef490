/** Writes files into a disk image that is there already. */
import { DiskError } from "./errors.ts";
import { EFS, FILE_TYPES, INODE, INODE_EXTENTS_OFFSET, JOURNAL, type Field } from "./format.ts";
import { DiskReader, isDirectory, isRegular, type Inode } from "./read.ts";

export interface PutOptions {
  /** Permissions of the file; default 0o644. */
  readonly mode?: number;
  /** What happens to a file of that name: refused (the default), or its contents are replaced. */
  readonly replace?: boolean;
}

type Extent = Inode["extents"][number];

const { blockBytes } = EFS;
const blocksFor = (bytes: number): number => Math.ceil(bytes / blockBytes);

/**
 * The image with a file at that absolute path; the image itself stays as it is. What a crash has left in its journal is done first.
 * The directory must be there.
 */
export function putFile(image: Uint8Array, path: string, bytes: Uint8Array, options: PutOptions = {}): Uint8Array {
  const writer = new DiskWriter(image.slice());
  writer.put(path, bytes, options);
  return writer.bytes;
}

class DiskWriter extends DiskReader {
  constructor(image: Uint8Array) {
    super(image);
    this.set(this.superblock.journal * blockBytes, JOURNAL.count, 0); // the reader has done what was in it
  }

  get bytes(): Uint8Array {
    return this.image;
  }

  put(path: string, bytes: Uint8Array, { mode = 0o644, replace = false }: PutOptions): void {
    const { directory, name } = this.place(path);
    const found = new Map(this.entries(directory)).get(name);
    if (found !== undefined && !isRegular(this.inode(found))) throw new DiskError("exists", `${path}: expected a file or nothing, got a directory or device`);
    if (found !== undefined && !replace) throw new DiskError("exists", `${path}: there is a file of that name`);
    if (found !== undefined) this.free(this.inode(found));
    const number = found ?? this.freeInode();
    const links = found === undefined ? 1 : this.inode(found).links;
    this.image.fill(0, this.inodeAt(number), this.inodeAt(number) + EFS.inodeBytes);
    this.writeInode(number, { mode: FILE_TYPES.regular | (mode & 0o777), links, size: bytes.length });
    this.writeContents(number, bytes);
    if (found === undefined) this.enter(directory, name, number);
  }

  private place(path: string): { directory: Inode; name: string } {
    const names = path.split("/").filter(Boolean), name = names.pop();
    const length = new TextEncoder().encode(name).length;
    if (!path.startsWith("/") || name === undefined || name === "." || name === ".." || length >= EFS.nameBytes)
      throw new DiskError("name", `expected an absolute path whose last name has at most ${EFS.nameBytes - 1} bytes, got "${path}"`);
    const directory = this.find(names.join("/"));
    if (!isDirectory(directory)) throw new DiskError("missing", `/${names.join("/")}: expected a directory, got a file`);
    return { directory, name };
  }

  /** Adds a name to a directory: over a free record, or in one block more. */
  private enter(directory: Inode, name: string, number: number): void {
    const contents = this.contents(directory), view = new DataView(contents.buffer);
    let at = 0;
    while (at < contents.length && view.getUint32(at) !== 0) at += EFS.entryBytes;
    const grown = new Uint8Array(Math.max(contents.length, blocksFor(at + EFS.entryBytes) * blockBytes));
    grown.set(contents);
    grown.fill(0, at, at + EFS.entryBytes);
    new DataView(grown.buffer).setUint32(at, number);
    grown.set(new TextEncoder().encode(name), at + 4);
    this.free(directory);
    this.writeInode(directory.number, { size: grown.length, extents: 0, more: 0 });
    this.writeContents(directory.number, grown);
  }

  private writeContents(number: number, bytes: Uint8Array): void {
    const extents = this.allocate(blocksFor(bytes.length));
    let more = 0;
    if (extents.length > EFS.inodeExtents) {
      const [block] = this.allocate(1);
      more = block!.start; // one was asked for
      this.image.fill(0, more * blockBytes, (more + 1) * blockBytes);
    }
    this.writeInode(number, { extents: extents.length, more });
    let done = 0;
    for (const [n, { start, blocks }] of extents.entries()) {
      const entry = n < EFS.inodeExtents
        ? this.inodeAt(number) + INODE_EXTENTS_OFFSET + n * EFS.extentBytes
        : more * blockBytes + (n - EFS.inodeExtents) * EFS.extentBytes;
      this.view.setUint32(entry, start);
      this.view.setUint32(entry + 4, blocks);
      const piece = bytes.subarray(done, done + blocks * blockBytes);
      this.image.fill(0, start * blockBytes, (start + blocks) * blockBytes);
      this.image.set(piece, start * blockBytes);
      done += piece.length;
    }
  }

  /** Marks so many blocks as used: one extent if there is a hole for it, else the first holes there are. */
  private allocate(blocks: number): Extent[] {
    if (blocks === 0) return [];
    const holes = [...this.holes()], whole = holes.find((hole) => hole.blocks >= blocks);
    const extents: Extent[] = [];
    let left = blocks;
    for (const hole of whole ? [whole] : holes) {
      if (left === 0) break;
      const taken = { start: hole.start, blocks: Math.min(left, hole.blocks) };
      extents.push(taken);
      left -= taken.blocks;
    }
    if (left > 0 || extents.length > EFS.inodeExtents + EFS.moreExtents)
      throw new DiskError("full", `the disk is full: expected room for ${blocks} blocks of ${blockBytes} bytes, got ${holes.reduce((sum, hole) => sum + hole.blocks, 0)} in ${holes.length} pieces`);
    for (const extent of extents) this.mark(extent, true);
    return extents;
  }

  private *holes(): Generator<Extent> {
    const { data, blocks } = this.superblock;
    for (let block = data; block < blocks; block++) {
      const start = block;
      while (block < blocks && !this.isMarked(block)) block++;
      if (block > start) yield { start, blocks: block - start };
    }
  }

  private free(inode: Inode): void {
    for (const extent of inode.extents) this.mark(extent, false);
    if (inode.more) this.mark({ start: inode.more, blocks: 1 }, false);
  }

  private mark({ start, blocks }: Extent, used: boolean): void {
    for (let block = start; block < start + blocks; block++) {
      const at = this.superblock.bitmap * blockBytes + (block >> 3), bit = 0x80 >> (block & 7);
      this.image[at] = used ? this.image[at]! | bit : this.image[at]! & ~bit; // inside the bitmap
    }
  }

  private freeInode(): number {
    for (let number: number = EFS.rootInode; number < this.superblock.inodeCount; number++) if (this.inode(number).mode === 0) return number;
    throw new DiskError("full", `the disk is full: all its ${this.superblock.inodeCount} inodes are in use`);
  }

  private inodeAt(number: number): number {
    return this.superblock.inodes * blockBytes + number * EFS.inodeBytes;
  }

  private writeInode(number: number, values: Partial<Record<keyof typeof INODE, number>>): void {
    for (const [name, value] of Object.entries(values)) this.set(this.inodeAt(number), INODE[name as keyof typeof INODE], value);
  }

  private set(base: number, { offset, bytes }: Field, value: number): void {
    if (bytes === 2) this.view.setUint16(base + offset, value);
    else this.view.setUint32(base + offset, value);
  }
}
