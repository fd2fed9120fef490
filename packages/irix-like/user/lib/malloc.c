/* A first-fit free list by address, neighbours joined, on sbrk. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define UNIT 16
#define GROW 65536

struct block {
	struct block *next; /* free blocks only */
	size_t bytes;       /* header included */
} __attribute__((aligned(UNIT)));

static struct block *first;

static void
join_next(struct block *b)
{
	if (b->next && (char *) b + b->bytes == (char *) b->next) {
		b->bytes += b->next->bytes;
		b->next = b->next->next;
	}
}

void
free(void *p)
{
	struct block *b = (struct block *) p - 1, *before = 0, *after = first;

	if (!p)
		return;
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
		struct block *b = *at, *rest;
		if (b->bytes < bytes)
			continue;
		*at = b->next;
		if (b->bytes >= bytes + 2 * UNIT) {
			rest = (struct block *) ((char *) b + bytes);
			rest->bytes = b->bytes - bytes;
			rest->next = b->next;
			b->bytes = bytes;
			*at = rest;
		}
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
	bytes = (bytes + sizeof *b + UNIT - 1) & -UNIT;
	while (!(b = take(bytes))) {
		size_t grow = (bytes + GROW - 1) / GROW * GROW;
		struct block *new = sbrk(grow);
		if (new == (void *) -1)
			return 0;
		new->bytes = grow;
		free(new + 1);
	}
	return b + 1;
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
	size_t kept = old ?
	    ((struct block *) old - 1)->bytes - sizeof(struct block) : 0;
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
