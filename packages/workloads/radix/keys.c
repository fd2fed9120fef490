/* The input, and what survives any reordering of it. radixKeys in src/radix.ts
 * makes the same keys. */
#include "radix.h"

#define GOLDEN 0x9e3779b9u /* 2^32 / golden ratio */

/* Scatters 32 bits (the finalizer of MurmurHash3). */
static uint32_t
scatter(uint32_t x)
{
	x = (x ^ x >> 16) * 0x85ebca6bu;
	x = (x ^ x >> 13) * 0xc2b2ae35u;
	return x ^ x >> 16;
}

/* Key i is the mean of four random numbers, as in SPLASH-2 and the NAS integer
 * sort that it follows: the middle of the range is common, its ends are rare.
 * Random number j is scatter(scatter(seed) + j * GOLDEN), so each processor
 * makes its own share and their number does not matter. */
void
make_keys(unsigned *keys, unsigned first, unsigned end)
{
	uint32_t start = scatter(shared->options.seed);

	for (unsigned i = first; i < end; i++) {
		uint64_t sum = 0;
		for (unsigned j = 4 * i; j < 4 * i + 4; j++)
			sum += scatter(start + j * GOLDEN);
		keys[i] = (sum >> 2) * shared->options.max_key >> 32;
	}
}

void
summarize(const unsigned *keys, unsigned first, unsigned end,
    struct summary *total)
{
	struct summary mine = { 0 };

	for (unsigned i = first; i < end; i++) {
		mine.sum += keys[i];
		mine.fingerprint += scatter(keys[i] ^ GOLDEN);
		mine.unsorted += i > 0 && keys[i - 1] > keys[i];
	}
	LOCK(shared->lock)
	total->sum += mine.sum;
	total->fingerprint += mine.fingerprint;
	total->unsorted += mine.unsorted;
	UNLOCK(shared->lock)
}
