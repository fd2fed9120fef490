/* Blocks and inodes: which are free. All within a transaction, but
 * efs_ifree. */
#include "defs.h"
#include "efs.h"
#include "vnode.h"

#define BITS (NBPP * 8)
#define PER_BLOCK (NBPP / EFS_INODE_BYTES)

static struct mutex maplock = { .m_class = M_BITMAP };

static int
bit(const uint8_t *map, uint32_t n)
{
	return map[n / 8] & 0x80 >> n % 8;
}

/* Takes free blocks one after another from the first free one at or behind
 * `hint` (or from the start), `want` at most: the first, 0 if the disk is
 * full. */
uint32_t
efs_alloc(uint32_t hint, uint32_t want, uint32_t *got)
{
	uint32_t blocks = efs_super.blocks, first = 0, span, n;
	struct pfdat *page = 0;

	if (hint < efs_super.data || hint >= blocks)
		hint = efs_super.data;
	n = hint;
	*got = 0;
	mutex_lock(&maplock);
	for (span = blocks - efs_super.data; span > 0 && *got < want; span--) {
		uint8_t *map;
		if (!page || n % BITS == 0) {
			if (page)
				page_release(page);
			page = 0;
			if (bread(efs_super.bitmap + n / BITS, &page))
				break;
		}
		map = page_addr(page);
		if (!bit(map, n % BITS)) {
			if (*got == 0)
				first = n;
			map[n % BITS / 8] |= 0x80 >> n % 8;
			(*got)++;
			tx_dirty(page);
		} else if (*got)
			break;
		if (++n == blocks) {
			/* Once round; a run ends here. */
			if (*got)
				break;
			n = efs_super.data;
			page_release(page);
			page = 0;
		}
	}
	if (page)
		page_release(page);
	mutex_unlock(&maplock);
	return first;
}

/* From journal_commit. */
void
efs_mark_free(uint32_t start, uint32_t blocks)
{
	struct pfdat *page;

	mutex_lock(&maplock);
	for (; blocks > 0; blocks--, start++) {
		if (bread(efs_super.bitmap + start / BITS, &page))
			panic("efs: bitmap");
		((uint8_t *) page_addr(page))[start % BITS / 8] &=
		    ~(0x80 >> start % 8);
		tx_dirty(page);
		page_release(page);
	}
	mutex_unlock(&maplock);
}

/* An inode where it lies in its block; the page is the caller's to release. */
int
efs_inode(uint32_t ino, struct efs_inode **ip, struct pfdat **page)
{
	int error;

	if (ino < EFS_ROOT_INODE || ino >= efs_super.inode_count)
		return EIO;
	error = bread(efs_super.inodes + ino / PER_BLOCK, page);
	if (!error)
		*ip = (struct efs_inode *) page_addr(*page) + ino % PER_BLOCK;
	return error;
}

/* A free inode. efs_names is held. */
int
efs_ialloc(uint32_t *ino)
{
	static uint32_t hint = EFS_ROOT_INODE;
	uint32_t n = hint;

	do {
		struct efs_inode *ip;
		struct pfdat *page;
		int error = efs_inode(n, &ip, &page), is_free;
		if (error)
			return error;
		is_free = ip->mode == 0;
		page_release(page);
		if (is_free) {
			*ino = n;
			hint = n;
			return 0;
		}
		if (++n == efs_super.inode_count)
			n = EFS_ROOT_INODE;
	} while (n != hint);
	return ENOSPC;
}

/* An inode that has no blocks is nobody's again. efs_names is held. */
void
efs_ifree(uint32_t ino)
{
	struct efs_inode *ip;
	struct pfdat *page;

	tx_begin();
	if (!efs_inode(ino, &ip, &page)) {
		memset(ip, 0, sizeof *ip);
		tx_dirty(page);
		page_release(page);
	}
	tx_end();
}
