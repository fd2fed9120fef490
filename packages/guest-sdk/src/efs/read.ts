/** Reads a disk image, as whoever mounts it would: what a crash has left in the journal counts. */
import { DiskError } from "./errors.ts";
import { EFS, FILE_TYPES, INODE, INODE_EXTENTS_OFFSET, JOURNAL, JOURNAL_HOMES_OFFSET, SUPERBLOCK, type Field } from "./format.ts";

export interface Inode {
  readonly number: number;
  readonly mode: number;
  readonly links: number;
  readonly size: number;
  readonly device: number;
  /** The block of further extents, or 0. */
  readonly more: number;
  readonly extents: readonly { readonly start: number; readonly blocks: number }[];
}

const TYPE_MASK = 0o170000;
export const isRegular = (inode: Inode): boolean => (inode.mode & TYPE_MASK) === FILE_TYPES.regular;
export const isDirectory = (inode: Inode): boolean => (inode.mode & TYPE_MASK) === FILE_TYPES.directory;

const { blockBytes } = EFS;

export class DiskReader {
  protected image: Uint8Array;
  protected view: DataView;
  readonly superblock: Readonly<Record<keyof typeof SUPERBLOCK, number>>;

  constructor(image: Uint8Array) {
    this.image = image;
    this.view = new DataView(image.buffer, image.byteOffset);
    if (image.length < 2 * blockBytes || this.get(0, SUPERBLOCK.magic) !== EFS.magic)
      throw new DiskError("damaged", `DiskReader: expected the superblock's magic 0x${EFS.magic.toString(16)}, got another; is this a disk image?`);
    this.superblock = Object.fromEntries(Object.entries(SUPERBLOCK).map(([name, field]) => [name, this.get(0, field)])) as typeof this.superblock; // the same keys
    if (this.superblock.blocks * blockBytes > image.length)
      throw new DiskError("damaged", `DiskReader: expected ${this.superblock.blocks * blockBytes} bytes, as the superblock says, got ${image.length}`);
    this.replay();
  }

  /** An inode; mode 0 if it is free. */
  inode(number: number): Inode {
    const at = this.superblock.inodes * blockBytes + number * EFS.inodeBytes, get = (field: Field): number => this.get(at, field);
    const count = get(INODE.extents), more = get(INODE.more);
    if (count > EFS.inodeExtents + EFS.moreExtents) throw new DiskError("damaged", `inode ${number}: expected at most ${EFS.inodeExtents + EFS.moreExtents} extents, got ${count}`);
    const extents = Array.from({ length: count }, (_, n) => {
      const e = n < EFS.inodeExtents ? at + INODE_EXTENTS_OFFSET + n * EFS.extentBytes : more * blockBytes + (n - EFS.inodeExtents) * EFS.extentBytes;
      return { start: this.view.getUint32(e), blocks: this.view.getUint32(e + 4) };
    });
    return { number, mode: get(INODE.mode), links: get(INODE.links), size: get(INODE.size), device: get(INODE.device), more, extents };
  }

  contents(inode: Inode): Uint8Array {
    const out = new Uint8Array(inode.size);
    let at = 0;
    for (const { start, blocks } of inode.extents) {
      const piece = this.image.subarray(start * blockBytes, (start + blocks) * blockBytes).subarray(0, inode.size - at);
      out.set(piece, at);
      at += piece.length;
    }
    return out;
  }

  /** Names and inode numbers of a directory, "." and ".." too. */
  entries(directory: Inode): [string, number][] {
    const bytes = this.contents(directory), view = new DataView(bytes.buffer), out: [string, number][] = [];
    for (let at = 0; at + EFS.entryBytes <= bytes.length; at += EFS.entryBytes) {
      const name = bytes.subarray(at + 4, at + EFS.entryBytes), end = name.indexOf(0), number = view.getUint32(at);
      if (number !== 0) out.push([new TextDecoder().decode(name.subarray(0, end < 0 ? name.length : end)), number]);
    }
    return out;
  }

  /** The inode of an absolute path. */
  find(path: string): Inode {
    return this.walk(path, (name) => {
      throw new DiskError("missing", `${path}: there is no "${name}"`);
    });
  }

  /** The inode of an absolute path, if there is one. */
  lookup(path: string): Inode | undefined {
    return this.walk(path, () => undefined);
  }

  /** The bytes of a file, by absolute path. */
  read(path: string): Uint8Array {
    return this.contents(this.find(path));
  }

  isMarked(block: number): boolean {
    return (this.image[this.superblock.bitmap * blockBytes + (block >> 3)]! & (0x80 >> (block & 7))) !== 0;
  }

  private walk<T>(path: string, missing: (name: string) => T): Inode | T {
    let inode = this.inode(EFS.rootInode);
    for (const name of path.split("/").filter(Boolean)) {
      const number = isDirectory(inode) ? new Map(this.entries(inode)).get(name) : undefined;
      if (number === undefined) return missing(name);
      inode = this.inode(number);
    }
    return inode;
  }

  protected get(base: number, { offset, bytes }: Field): number {
    return bytes === 2 ? this.view.getUint16(base + offset) : this.view.getUint32(base + offset);
  }

  private replay(): void {
    const at = this.superblock.journal * blockBytes, count = this.get(at, JOURNAL.count);
    if (this.get(at, JOURNAL.magic) !== EFS.journalMagic || count >= this.superblock.journalBlocks)
      throw new DiskError("damaged", "DiskReader: expected a journal, got something else");
    if (count === 0) return;
    this.image = this.image.slice(); // the caller's stays as it is
    this.view = new DataView(this.image.buffer);
    for (let n = 0; n < count; n++) {
      const home = this.view.getUint32(at + JOURNAL_HOMES_OFFSET + 4 * n);
      this.image.copyWithin(home * blockBytes, at + (n + 1) * blockBytes, at + (n + 2) * blockBytes);
    }
  }
}
