/**
 * The file system on a guest's disk: `efs`, an extent file system of this project's own (it is not SGI's EFS). All numbers
 * are big-endian, all addresses are block numbers. The C header include/disco/efs.h is generated from this table.
 *
 * Layout: superblock, journal, bitmap of blocks (1 = in use), inodes, data. A file is the concatenation of its extents; there
 * are no holes. The first extents are in the inode, the rest in one block. A directory is a file of fixed records; a record with
 * inode 0 is free.
 */
export interface Field {
  readonly offset: number;
  readonly bytes: 2 | 4;
  readonly doc: string;
}

export const EFS = {
  blockBytes: 4096,
  magic: 0x6566_7331,
  journalMagic: 0x6566_736a,
  superblock: 0,
  rootInode: 2,
  inodeBytes: 128,
  inodeExtents: 10,
  /** In the block that `more` names. */
  moreExtents: 512,
  extentBytes: 8,
  nameBytes: 60,
  entryBytes: 64,
  /** Blocks of the journal: a header, and what it can hold. So many that what matters of the header is in its first 512 bytes, which a
   * disk writes whole or not at all. */
  journalBlocks: 127,
} as const;

/** Numbers in a row, each of so many bytes. */
function fields<N extends string>(bytes: Readonly<Record<N, readonly [2 | 4, string]>>): Readonly<Record<N, Field>> {
  let offset = 0;
  const out = {} as Record<N, Field>;
  for (const [name, [size, doc]] of Object.entries(bytes) as [N, readonly [2 | 4, string]][]) {
    out[name] = { offset, bytes: size, doc };
    offset += size;
  }
  return out;
}

export const SUPERBLOCK = fields({
  magic: [4, ""],
  blocks: [4, "of the disk"],
  journal: [4, "first block"],
  journalBlocks: [4, ""],
  bitmap: [4, "first block"],
  inodes: [4, "first block"],
  inodeCount: [4, "inode 0 and 1 are not used"],
  data: [4, "first block"],
});

export const INODE = fields({
  mode: [2, "type and permissions as in stat; 0: free"],
  links: [2, ""],
  uid: [2, ""],
  gid: [2, ""],
  size: [4, "bytes"],
  atime: [4, "seconds"],
  mtime: [4, ""],
  ctime: [4, ""],
  device: [4, "of a device: major << 8 | minor"],
  extents: [4, "how many"],
  more: [4, "block of the extents that do not fit here, or 0"],
});

/** Offset of the first extent in an inode; each is a first block and a number of blocks. */
export const INODE_EXTENTS_OFFSET = 48;

export const JOURNAL = fields({
  magic: [4, ""],
  count: [4, "blocks that are in the journal and must be copied home; 0: none"],
});
/** Offset of the block numbers in the journal's header: where each block goes. */
export const JOURNAL_HOMES_OFFSET = 8;

/** Types in `mode`, as in stat. */
export const FILE_TYPES = { fifo: 0o010000, device: 0o020000, directory: 0o040000, regular: 0o100000 } as const;
