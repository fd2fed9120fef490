/** Makes a disk image from a tree of files: the same bytes from the same tree, on every host. */
import { DiskError } from "./errors.ts";
import { EFS, FILE_TYPES, INODE, INODE_EXTENTS_OFFSET, JOURNAL, SUPERBLOCK, type Field } from "./format.ts";

/** What a directory holds, by name. */
export interface DirectoryTree {
  readonly [name: string]: DirectoryTree | FileNode;
}
/** A file or a device; `mode` is permissions only. */
export type FileNode = { readonly bytes: Uint8Array; readonly mode?: number } | { readonly device: number; readonly mode?: number };

export interface DiskOptions {
  /** Bytes of the disk; a multiple of 4096. */
  readonly bytes: number;
  /** Default: one for each 16 KB. */
  readonly inodes?: number;
}

const isFile = (node: DirectoryTree | FileNode): node is FileNode => "bytes" in node && node["bytes"] instanceof Uint8Array || "device" in node && typeof node["device"] === "number";
const up = (n: number, to: number): number => Math.ceil(n / to);

export function makeDisk(tree: DirectoryTree, { bytes, inodes = Math.floor(bytes / 16384) }: DiskOptions): Uint8Array {
  if (!Number.isInteger(bytes / EFS.blockBytes) || bytes < 2 ** 20)
    throw new DiskError("options", `makeDisk: expected bytes in multiples of ${EFS.blockBytes}, 1 MB at least, got ${bytes}`);
  return new Maker(bytes / EFS.blockBytes, inodes).make(tree);
}

class Maker {
  private readonly image: Uint8Array;
  private readonly view: DataView;
  private readonly bitmap: number;
  private readonly inodes: number;
  private readonly inodeCount: number;
  private nextBlock: number;
  private nextInode: number = EFS.rootInode;

  constructor(private readonly blocks: number, inodes: number) {
    this.image = new Uint8Array(blocks * EFS.blockBytes);
    this.view = new DataView(this.image.buffer);
    const inodeBlocks = up(inodes, EFS.blockBytes / EFS.inodeBytes);
    this.inodeCount = inodeBlocks * (EFS.blockBytes / EFS.inodeBytes);
    this.bitmap = 1 + EFS.journalBlocks;
    this.inodes = this.bitmap + up(blocks, EFS.blockBytes * 8);
    this.nextBlock = this.inodes + inodeBlocks;
    const values = {
      magic: EFS.magic, blocks, journal: 1, journalBlocks: EFS.journalBlocks, bitmap: this.bitmap,
      inodes: this.inodes, inodeCount: this.inodeCount, data: this.nextBlock,
    };
    for (const [name, value] of Object.entries(values)) this.put(0, SUPERBLOCK[name as keyof typeof SUPERBLOCK], value);
    this.put(EFS.blockBytes, JOURNAL.magic, EFS.journalMagic);
  }

  make(tree: DirectoryTree): Uint8Array {
    const root = this.nextInode++;
    this.directory(root, root, tree);
    for (let block = 0; block < this.nextBlock; block++) this.image[this.bitmap * EFS.blockBytes + (block >> 3)]! |= 0x80 >> (block & 7);
    return this.image;
  }

  private directory(self: number, parent: number, tree: DirectoryTree): void {
    const entries: [string, number][] = [[".", self], ["..", parent]];
    let links = 2;
    for (const name of Object.keys(tree).sort()) {
      const node = tree[name]!, inode = this.nextInode++; // a key of the tree
      const length = new TextEncoder().encode(name).length;
      if (!name || name === "." || name === ".." || name.includes("/") || length >= EFS.nameBytes)
        throw new DiskError("name", `makeDisk: expected a name of at most ${EFS.nameBytes - 1} bytes without "/", got "${name}"`);
      entries.push([name, inode]);
      if (isFile(node)) this.file(inode, node);
      else {
        links++;
        this.directory(inode, self, node);
      }
    }
    const bytes = new Uint8Array(up(entries.length * EFS.entryBytes, EFS.blockBytes) * EFS.blockBytes);
    const view = new DataView(bytes.buffer);
    for (const [n, [name, inode]] of entries.entries()) {
      view.setUint32(n * EFS.entryBytes, inode);
      bytes.set(new TextEncoder().encode(name), n * EFS.entryBytes + 4);
    }
    this.inode(self, { mode: FILE_TYPES.directory | 0o755, links, size: bytes.length }, bytes);
  }

  private file(inode: number, node: FileNode): void {
    if ("device" in node) this.inode(inode, { mode: FILE_TYPES.device | (node.mode ?? 0o666), links: 1, device: node.device }, new Uint8Array());
    else this.inode(inode, { mode: FILE_TYPES.regular | (node.mode ?? 0o644), links: 1, size: node.bytes.length }, node.bytes);
  }

  private inode(number: number, values: Partial<Record<keyof typeof INODE, number>>, bytes: Uint8Array): void {
    if (number >= this.inodeCount) throw new DiskError("full", `makeDisk: expected at most ${this.inodeCount - EFS.rootInode} files, got more; give the disk more inodes`);
    const at = this.inodes * EFS.blockBytes + number * EFS.inodeBytes, blocks = up(bytes.length, EFS.blockBytes);
    for (const [name, value] of Object.entries(values)) this.put(at, INODE[name as keyof typeof INODE], value);
    if (blocks === 0) return;
    if (this.nextBlock + blocks > this.blocks)
      throw new DiskError("full", `makeDisk: expected files that fit ${this.blocks * EFS.blockBytes} bytes, got more; make the disk larger`);
    this.put(at, INODE.extents, 1);
    this.view.setUint32(at + INODE_EXTENTS_OFFSET, this.nextBlock);
    this.view.setUint32(at + INODE_EXTENTS_OFFSET + 4, blocks);
    this.image.set(bytes, this.nextBlock * EFS.blockBytes);
    this.nextBlock += blocks;
  }

  private put(base: number, field: Field, value: number): void {
    if (field.bytes === 2) this.view.setUint16(base + field.offset, value);
    else this.view.setUint32(base + field.offset, value);
  }
}
