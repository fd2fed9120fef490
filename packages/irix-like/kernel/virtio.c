/* The disk of the bare machine: a virtio block device (VIRTIO 1.2, sections
 * 2.7, 4.2 and 5.2), whose numbers are little-endian. In a virtual machine
 * vdisk.c has these functions. */
#include "buf.h"
#include "defs.h"

#define NDESC 64 /* of the queue */

#define REG(name) (*(volatile uint32_t *) (DISCO_KSEG1 + DISCO_DISKS + \
    DISCO_DISKS_##name))
#define SECTORS (NBPP / 512)

enum { ACKNOWLEDGE = 1, DRIVER = 2, DRIVER_OK = 4, FEATURES_OK = 8 };
enum { NEXT = 1, WRITE = 2 };

struct desc {
	uint64_t addr;
	uint32_t len;
	uint16_t flags, next;
};

struct used {
	uint32_t id, len;
};

/* One page: descriptors, available ring, used ring. */
struct queue {
	struct desc desc[NDESC];
	uint16_t avail_flags, avail_idx, avail[NDESC];
	uint16_t pad[62];
	uint16_t used_flags, used_idx;
	struct used used[NDESC];
};

/* What goes in front of the data and behind. */
struct header {
	uint32_t type, reserved;
	uint64_t sector;
	uint8_t status;
};

static struct spinlock disklock;
static volatile struct queue *queue;
static struct header *headers;   /* by first descriptor */
static struct buf *active[NDESC]; /* by first descriptor */
static uint64_t freedesc = ~0ull; /* a bit each */
static uint16_t seen;            /* of the used ring */
uint32_t disk_reads, disk_writes;

static uint16_t swap16(uint16_t x) { return x << 8 | x >> 8; }
static uint32_t swap32(uint32_t x) { return __builtin_bswap32(x); }

/* Memory from pa on is not the disk's. */
uint32_t
disk_end(uint32_t pa)
{
	return pa;
}

/* The number of blocks; 0 if there is no disk. */
uint32_t
disk_init(void)
{
	uint32_t page;

	lock_init(&disklock, "disk");
	queue = page_addr(page_alloc_kernel());
	hal_page_zero((void *) queue);
	headers = page_addr(page_alloc_kernel());
	_Static_assert(sizeof *queue <= NBPP, "a page");
	_Static_assert(sizeof *headers * NDESC <= NBPP, "a page");
	REG(STATUS) = 0;
	REG(STATUS) = swap32(ACKNOWLEDGE | DRIVER);
	REG(DRIVER_FEATURES_SEL) = swap32(1);
	REG(DRIVER_FEATURES) = swap32(1); /* VIRTIO_F_VERSION_1 */
	REG(STATUS) = swap32(ACKNOWLEDGE | DRIVER | FEATURES_OK);
	if (!(swap32(REG(STATUS)) & FEATURES_OK))
		panic("disk: features refused");
	REG(QUEUE_SEL) = 0;
	REG(QUEUE_NUM) = swap32(NDESC);
	page = K0_TO_PHYS(queue);
	REG(QUEUE_DESC_LOW) = swap32(page);
	REG(QUEUE_DRIVER_LOW) =
	    swap32(page + __builtin_offsetof(struct queue, avail_flags));
	REG(QUEUE_DEVICE_LOW) =
	    swap32(page + __builtin_offsetof(struct queue, used_flags));
	REG(QUEUE_READY) = swap32(1);
	REG(STATUS) = swap32(ACKNOWLEDGE | DRIVER | FEATURES_OK | DRIVER_OK);
	return swap32(REG(CAPACITY_LOW)) / SECTORS;
}

static int
take_desc(void)
{
	int n = __builtin_ctzll(freedesc);

	freedesc &= ~(1ull << n);
	return n;
}

static void
set_desc(int n, uint32_t addr, uint32_t len, int flags, int next)
{
	volatile struct desc *d = &queue->desc[n];

	d->addr = (uint64_t) swap32(addr) << 32;
	d->len = swap32(len);
	d->flags = swap16(flags);
	d->next = swap16(next);
}

/* Hands a request to the disk. disklock is held, descriptors are there. */
static void
submit(struct buf *b)
{
	int head = take_desc(), at = head, next;
	struct header *h = &headers[head];

	h->type = swap32(b->b_write);
	h->reserved = 0;
	h->sector = __builtin_bswap64((uint64_t) b->b_block * SECTORS);
	h->status = 0xff;
	next = take_desc();
	set_desc(at, K0_TO_PHYS(h), 16, NEXT, next);
	for (int i = 0; i < b->b_count; i++) {
		at = next;
		next = take_desc();
		set_desc(at, K0_TO_PHYS(page_addr(b->b_page[i])), NBPP,
		    NEXT | (b->b_write ? 0 : WRITE), next);
	}
	set_desc(next, K0_TO_PHYS(&h->status), 1, WRITE, 0);
	active[head] = b;
	queue->avail[swap16(queue->avail_idx) % NDESC] = swap16(head);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	queue->avail_idx = swap16(swap16(queue->avail_idx) + 1);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	REG(QUEUE_NOTIFY) = 0;
}

/* Reads or writes; sleeps until it is done. 0 or EIO. */
int
disk_rw(struct buf *b)
{
	int s = splock(&disklock);

	while (__builtin_popcountll(freedesc) < b->b_count + 2)
		sleep(&freedesc, 0, &disklock);
	b->b_done = 0;
	if (b->b_write)
		disk_writes += b->b_count;
	else
		disk_reads += b->b_count;
	submit(b);
	while (!b->b_done)
		sleep(b, 0, &disklock);
	spunlock(&disklock, s);
	return b->b_error ? EIO : 0;
}

static void
complete(int head)
{
	struct buf *b = active[head];

	b->b_error = headers[head].status != 0;
	b->b_done = 1;
	active[head] = 0;
	for (int at = head;;) {
		volatile struct desc *d = &queue->desc[at];
		freedesc |= 1ull << at;
		if (!(swap16(d->flags) & NEXT))
			break;
		at = swap16(d->next);
	}
	wakeup(b);
	wakeup(&freedesc);
}

void
disk_intr(void)
{
	int s = splock(&disklock);

	REG(INTERRUPT_ACK) = REG(INTERRUPT_STATUS);
	while (seen != swap16(queue->used_idx)) {
		complete(swap32(queue->used[seen % NDESC].id));
		seen++;
	}
	spunlock(&disklock, s);
}
