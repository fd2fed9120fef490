/* The disk of a virtual machine: none, until the monitor has calls for one. */
#include "buf.h"
#include "defs.h"

uint32_t disk_reads, disk_writes;

/* The number of blocks; 0 if there is no disk. */
uint32_t
disk_init(void)
{
	return 0;
}

int
disk_rw(struct buf *b)
{
	(void) b;
	return EIO;
}

void
disk_intr(void)
{
}
