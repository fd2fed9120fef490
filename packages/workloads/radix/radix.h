/* Parallel radix sort, after the SPLASH-2 kernel of that name: same
 * parameters, same phases, written anew. */
#ifndef RADIX_H
#define RADIX_H

#include <splash.h>
#include <stdint.h>

#define MAX_PROCESSORS 64
#define MAX_RADIX 4096

struct options {
	unsigned processors;
	unsigned keys;
	unsigned radix; /* a power of two */
	unsigned max_key; /* keys are below it */
	unsigned seed;
	int times; /* print how long each phase took */
};

/* One processor's own. The three vectors have an entry per digit value, lie in
 * pages of their own, and are touched first by their processor. */
struct part {
	/* keys of mine with that digit; later, where the next one goes */
	unsigned *count;
	/* the same, of the processors below me in the tree, and me */
	unsigned *subtree;
	unsigned *prefix;  /* the same, of all processors up to me */
	PAUSEDEC(subtree_ready)
	PAUSEDEC(prefix_ready)
} __attribute__((aligned(LINE_BYTES_SHARED)));

/* What is known about a set of keys whatever their order. */
struct summary {
	uint64_t sum;
	uint64_t fingerprint; /* sum of a hash of each key */
	/* neighbours in the wrong order; not of the input */
	int unsorted;
};

struct shared {
	struct options options;
	/* the two key arrays; from holds the result at the end */
	unsigned *from, *to;
	struct part *parts;
	BARDEC(barrier)
	LOCKDEC(lock)
	unsigned next_number;  /* guarded by lock, as is all below */
	struct summary before, after;
};

extern struct shared *shared;

/* What the host looks for after a run; layout also in src/radix.ts. */
struct radix_result {
	uint32_t magic; /* RESULT_MAGIC, set last */
	uint32_t address; /* virtual, of the sorted keys: 32-bit words */
	uint32_t keys, radix, max_key, seed, processors;
	uint32_t sorted; /* 1: the guest's own check passed */
};

#define RESULT_MAGIC 0x52414458 /* RADX */

extern struct radix_result radix_result;

int parse_options(struct options *options, int argc, char **argv);
void make_keys(unsigned *keys, unsigned first, unsigned end);
void sort(unsigned me);
void summarize(const unsigned *keys, unsigned first, unsigned end,
    struct summary *total);

/* Processor n's share of the keys begins here. */
static inline unsigned
share(unsigned n)
{
	return (uint64_t) shared->options.keys * n / shared->options.processors;
}

#endif
