/* Small pieces of kernel memory: free lists of powers of two, from 32 bytes to
 * a page, cut from pages that they do not give back. */
#include "defs.h"

#define MINSHIFT 5
#define NSIZES (PNUMSHFT - MINSHIFT + 1)

struct piece {
	struct piece *next;
};

static struct spinlock kmemlock;
static struct piece *pieces[NSIZES]; /* guarded by kmemlock */

void
kmem_init(void)
{
	lock_init(&kmemlock, "kmem");
}

static int
size_of(uint32_t bytes)
{
	int n = 0;

	while (bytes > 1u << (MINSHIFT + n))
		n++;
	if (n >= NSIZES)
		panic("kmem: %u bytes", bytes);
	return n;
}

/* Cleared memory, at most a page; 0 if there is none. */
void *
kmem_zalloc(uint32_t bytes)
{
	int n = size_of(bytes), s = splock(&kmemlock);
	uint32_t size = 1u << (MINSHIFT + n);
	struct piece *p = pieces[n];

	if (!p) {
		struct pfdat *pf;
		spunlock(&kmemlock, s);
		if (!(pf = page_alloc_kernel()))
			return 0;
		s = splock(&kmemlock);
		for (uint32_t at = 0; at < NBPP; at += size) {
			p = (struct piece *) ((char *) page_addr(pf) + at);
			p->next = pieces[n];
			pieces[n] = p;
		}
		p = pieces[n];
	}
	pieces[n] = p->next;
	spunlock(&kmemlock, s);
	return memset(p, 0, bytes);
}

void
kmem_free(void *p, uint32_t bytes)
{
	int n = size_of(bytes), s;
	struct piece *piece = p;

	if (!p)
		return;
	s = splock(&kmemlock);
	piece->next = pieces[n];
	pieces[n] = piece;
	spunlock(&kmemlock, s);
}
