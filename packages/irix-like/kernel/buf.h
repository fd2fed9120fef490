/* A transfer between pages and consecutive blocks of the disk. Other CPUs look
 * at it: it is never on a kernel stack, which only its own process sees. */
#ifndef BUF_H
#define BUF_H

#include <stdint.h>

#define MAXRUN 16 /* pages at once */

struct pfdat;

struct buf {
	struct buf *b_next; /* free ones */
	uint32_t b_block;
	int b_write, b_count;
	volatile int b_done;
	int b_error;
	struct pfdat *b_page[MAXRUN];
};

uint32_t disk_end(uint32_t pa);
uint32_t disk_init(void);
int disk_rw(struct buf *b);
extern uint32_t disk_reads, disk_writes; /* pages */

#endif
