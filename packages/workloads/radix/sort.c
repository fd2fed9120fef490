/* The sort: one pass a digit, least significant first. In each pass every
 * processor counts the digits of its share, the counts are added up over the
 * processors along a tree, and then every processor moves its keys to their
 * places in the other array. */
#include "radix.h"

static void
histogram(unsigned *count, const unsigned *keys, unsigned first, unsigned end,
    unsigned shift)
{
	unsigned radix = shared->options.radix;

	memset(count, 0, radix * sizeof *count);
	for (unsigned i = first; i < end; i++)
		count[keys[i] >> shift & (radix - 1)]++;
}

static void
add(unsigned *sum, const unsigned *a, const unsigned *b)
{
	unsigned radix = shared->options.radix;

	for (unsigned d = 0; d < radix; d++)
		sum[d] = a[d] + b[d];
}

/* Prefix sums over processors. Processor m answers for the 2^k processors that
 * end with it, where k is the number of ones at the end of m in binary: it
 * waits for k subtrees, and then for the prefix of whoever is before its own
 * subtree. No path is longer than twice the logarithm of their number. */
static void
add_up(unsigned me)
{
	struct part *parts = shared->parts, *mine = &parts[me];
	unsigned size;

	memcpy(mine->subtree, mine->count,
	    shared->options.radix * sizeof *mine->count);
	for (size = 1; me & size; size *= 2) {
		WAITPAUSE(parts[me - size].subtree_ready)
		add(mine->subtree, mine->subtree, parts[me - size].subtree);
	}
	SETPAUSE(mine->subtree_ready)
	if (me >= size) {
		WAITPAUSE(parts[me - size].prefix_ready)
		add(mine->prefix, mine->subtree, parts[me - size].prefix);
	} else
		memcpy(mine->prefix, mine->subtree,
		    shared->options.radix * sizeof *mine->prefix);
	SETPAUSE(mine->prefix_ready)
}

/* From counts to places: behind all smaller digits, and behind the same digit
 * of the processors before me. */
static void
find_places(unsigned me)
{
	const unsigned *total =
	    shared->parts[shared->options.processors - 1].prefix;
	const struct part *mine = &shared->parts[me];
	unsigned start = 0;

	for (unsigned d = 0; d < shared->options.radix; d++) {
		mine->count[d] = start + mine->prefix[d] - mine->count[d];
		start += total[d];
	}
}

static void
permute(unsigned *place, const unsigned *from, unsigned *to, unsigned first,
    unsigned end, unsigned shift)
{
	unsigned mask = shared->options.radix - 1;

	for (unsigned i = first; i < end; i++) {
		unsigned key = from[i];
		to[place[key >> shift & mask]++] = key;
	}
}

void
sort(unsigned me)
{
	struct part *mine = &shared->parts[me];
	unsigned processors = shared->options.processors;
	unsigned bits = __builtin_ctz(shared->options.radix);
	unsigned first = share(me), end = share(me + 1);
	unsigned *from = shared->from, *to = shared->to, *other;

	for (unsigned shift = 0; shift < 32 &&
	    (shared->options.max_key - 1) >> shift; shift += bits) {
		histogram(mine->count, from, first, end, shift);
		add_up(me);
		BARRIER(shared->barrier, processors)
		CLEARPAUSE(mine->subtree_ready)
		CLEARPAUSE(mine->prefix_ready)
		find_places(me);
		permute(mine->count, from, to, first, end, shift);
		BARRIER(shared->barrier, processors)
		other = from;
		from = to;
		to = other;
	}
	if (me == 0)
		shared->from = from;
}
