/* Generated from packages/guest-sdk/src/efs/format.ts; do not edit: change the table and run
 * pnpm --filter @disco-vm/guest-sdk generate */
#ifndef DISCO_EFS_H
#define DISCO_EFS_H

#include <stdint.h>

#define EFS_BLOCK_BYTES 4096
#define EFS_MAGIC 0x65667331
#define EFS_JOURNAL_MAGIC 0x6566736a
#define EFS_SUPERBLOCK 0
#define EFS_ROOT_INODE 2
#define EFS_INODE_BYTES 128
#define EFS_INODE_EXTENTS 10
#define EFS_MORE_EXTENTS 512
#define EFS_EXTENT_BYTES 8
#define EFS_NAME_BYTES 60
#define EFS_ENTRY_BYTES 64
#define EFS_JOURNAL_BLOCKS 127

struct efs_extent {
	uint32_t start;
	uint32_t blocks;
};

struct efs_superblock {
	uint32_t magic;
	uint32_t blocks; /* of the disk */
	uint32_t journal; /* first block */
	uint32_t journal_blocks;
	uint32_t bitmap; /* first block */
	uint32_t inodes; /* first block */
	uint32_t inode_count; /* inode 0 and 1 are not used */
	uint32_t data; /* first block */
};

struct efs_inode {
	uint16_t mode; /* type and permissions as in stat; 0: free */
	uint16_t links;
	uint16_t uid;
	uint16_t gid;
	uint32_t size; /* bytes */
	uint32_t atime; /* seconds */
	uint32_t mtime;
	uint32_t ctime;
	uint32_t device; /* of a device: major << 8 | minor */
	uint32_t extents; /* how many */
	uint32_t more; /* block of the extents that do not fit here, or 0 */
	uint8_t unused[12];
	struct efs_extent extent[EFS_INODE_EXTENTS];
};

struct efs_journal {
	uint32_t magic;
	uint32_t count; /* blocks that are in the journal and must be copied home; 0: none */
	uint32_t home[EFS_JOURNAL_BLOCKS - 1];
};

struct efs_entry {
	uint32_t inode; /* 0: free */
	char name[EFS_NAME_BYTES]; /* ends with 0 */
};

_Static_assert(sizeof(struct efs_inode) == EFS_INODE_BYTES, "efs.h");
_Static_assert(__builtin_offsetof(struct efs_journal, home) == 8, "efs.h");

#endif
