/* A first-fit free list, ordered by address, neighbours joined; grows by pages
 * from the heap. One lock. */
#include <disco/atomic.h>
#include <disco/heap.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define UNIT 16 /* alignment and header size */
#define GROW (16 * 4096)

/* In front of each block, free or not. */
struct block {
	struct block *next; /* free blocks only */
	size_t bytes;       /* header included */
} __attribute__((aligned(UNIT)));

static struct spin_lock lock = SPIN_LOCK_INIT;
static struct block *first; /* guarded by lock, as the list is */

static char *end_of(struct block *b) { return (char *) b + b->bytes; }

static void
join_next(struct block *b)
{
	if (b->next && end_of(b) == (char *) b->next) {
		b->bytes += b->next->bytes;
		b->next = b->next->next;
	}
}

static void
insert(struct block *b)
{
	struct block *before = 0, *after = first;

	while (after && after < b) {
		before = after;
		after = after->next;
	}
	b->next = after;
	if (before)
		before->next = b;
	else
		first = b;
	join_next(b);
	if (before)
		join_next(before);
}

static struct block *
take(size_t bytes)
{
	for (struct block **at = &first; *at; at = &(*at)->next) {
		struct block *b = *at;
		if (b->bytes < bytes)
			continue;
		if (b->bytes >= bytes + 2 * UNIT) {
			/* The rest stays in the list. */
			struct block *rest =
			    (struct block *) ((char *) b + bytes);
			rest->bytes = b->bytes - bytes;
			rest->next = b->next;
			b->bytes = bytes;
			*at = rest;
		} else
			*at = b->next;
		return b;
	}
	return 0;
}

void *
malloc(size_t bytes)
{
	struct block *b;

	if (bytes > 0x7fffffff - GROW)
		return 0;
	bytes = (bytes + sizeof(struct block) + UNIT - 1) & -UNIT;
	spin_acquire(&lock);
	while (!(b = take(bytes))) {
		size_t grow = (bytes + GROW - 1) / GROW * GROW;
		if (!(b = heap_try(grow)))
			break;
		b->bytes = grow;
		insert(b);
	}
	spin_release(&lock);
	return b ? b + 1 : 0;
}

void
free(void *p)
{
	if (!p)
		return;
	spin_acquire(&lock);
	insert((struct block *) p - 1);
	spin_release(&lock);
}

void *
calloc(size_t count, size_t bytes)
{
	void *p = 0;

	if (bytes == 0 || count <= 0x7fffffff / bytes)
		p = malloc(count * bytes);
	return p ? memset(p, 0, count * bytes) : 0;
}

void *
realloc(void *old, size_t bytes)
{
	size_t kept = old
	    ? ((struct block *) old - 1)->bytes - sizeof(struct block) : 0;
	void *p;

	if (old && kept >= bytes)
		return old;
	p = malloc(bytes);
	if (p && old) {
		memcpy(p, old, kept);
		free(old);
	}
	return p;
}
