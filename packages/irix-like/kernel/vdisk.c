/* The disk of a virtual machine, until the monitor has calls for one: memory
 * behind the kernel's image, if whoever loaded it has put a file system there.
 * What is written is lost with the virtual machine. */
#include "buf.h"
#include "efs.h"
#include "defs.h"

static char *disk;
static uint32_t blocks;
uint32_t disk_reads, disk_writes;

/* Where the memory from pa on is not the disk's. */
uint32_t
disk_end(uint32_t pa)
{
	const struct efs_superblock *super = PHYS_TO_K0(pa);

	if (pa + NBPP > ramend || super->magic != EFS_MAGIC)
		return pa;
	disk = PHYS_TO_K0(pa);
	blocks = super->blocks;
	return pa + ptob(blocks);
}

/* The number of blocks; 0 if there is no disk. */
uint32_t
disk_init(void)
{
	return blocks;
}

int
disk_rw(struct buf *b)
{
	if (b->b_block + b->b_count > blocks)
		return EIO;
	for (int i = 0; i < b->b_count; i++) {
		char *block = disk + ptob(b->b_block + i);
		if (b->b_write)
			hal_page_copy(block, page_addr(b->b_page[i]));
		else
			hal_page_copy(page_addr(b->b_page[i]), block);
	}
	__atomic_fetch_add(b->b_write ? &disk_writes : &disk_reads, b->b_count,
	    __ATOMIC_RELAXED);
	return 0;
}

void
disk_intr(void)
{
}
