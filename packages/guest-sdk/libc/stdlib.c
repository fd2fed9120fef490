/* Random numbers, sorting. */
#include <stdint.h>
#include <stdlib.h>

/* The upper half of a 64-bit linear congruential generator (Knuth's MMIX). */
static uint64_t random_state = 1;

void
srand(unsigned seed)
{
	random_state = seed;
}

int
rand(void)
{
	random_state *= 6364136223846793005ull;
	random_state += 1442695040888963407ull;
	return random_state >> 33;
}

static void
swap(char *a, char *b, size_t n)
{
	while (n-- > 0) {
		char c = *a;
		*a++ = *b;
		*b++ = c;
	}
}

/* Heapsort: no stack, no bad case. */
void
qsort(void *base, size_t count, size_t size,
    int (*compare)(const void *, const void *))
{
	char *a = base;
	size_t build = count / 2;

	while (count > 1) {
		size_t i;
		if (build > 0)
			build--;
		else
			swap(a, a + --count * size, size);
		for (i = build; 2 * i + 1 < count;) {
			size_t next = 2 * i + 1;
			char *child = a + next * size;
			if (next + 1 < count &&
			    compare(child, child + size) < 0) {
				next++;
				child += size;
			}
			if (compare(a + i * size, child) >= 0)
				break;
			swap(a + i * size, child, size);
			i = next;
		}
	}
}

void *
bsearch(const void *key, const void *base, size_t count, size_t size,
    int (*compare)(const void *, const void *))
{
	const char *a = base;

	while (count > 0) {
		const char *middle = a + count / 2 * size;
		int order = compare(key, middle);
		if (order == 0)
			return (void *) middle;
		if (order > 0) {
			a = middle + size;
			count -= count / 2 + 1;
		} else
			count /= 2;
	}
	return 0;
}
