/* Numbers from text, small arithmetic, random numbers, sorting. */
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static int
digit_of(char c, int base)
{
	int d = isdigit(c) ? c - '0' : isalpha(c) ? tolower(c) - 'a' + 10 : 99;

	return d < base ? d : -1;
}

unsigned long long
strtoull(const char *s, char **end, int base)
{
	const char *start = s, *digits;
	unsigned long long value = 0;
	int negative, d;

	while (isspace(*s))
		s++;
	negative = *s == '-';
	if (*s == '-' || *s == '+')
		s++;
	if ((base == 0 || base == 16) && s[0] == '0' && tolower(s[1]) == 'x' &&
	    digit_of(s[2], 16) >= 0) {
		s += 2;
		base = 16;
	}
	if (base == 0)
		base = *s == '0' ? 8 : 10;
	for (digits = s; (d = digit_of(*s, base)) >= 0; s++)
		value = value * base + d;
	if (end)
		*end = (char *) (s > digits ? s : start);
	return negative ? -value : value;
}

long long
strtoll(const char *s, char **end, int base)
{
	return strtoull(s, end, base);
}

unsigned long
strtoul(const char *s, char **end, int base)
{
	return strtoull(s, end, base);
}

long
strtol(const char *s, char **end, int base)
{
	return strtoull(s, end, base);
}

long atol(const char *s) { return strtol(s, 0, 10); }
int atoi(const char *s) { return strtol(s, 0, 10); }

/* Right to the last bit for up to 15 digits and powers of ten up to 22, where
 * each step is exact; a few units in the last place otherwise. */
double
strtod(const char *s, char **end)
{
	const char *start = s;
	uint64_t mantissa = 0;
	int scale = 0, digits = 0, negative, point = 0;
	double value, power = 1, ten = 10;

	while (isspace(*s))
		s++;
	negative = *s == '-';
	if (*s == '-' || *s == '+')
		s++;
	for (; isdigit(*s) || (*s == '.' && !point); s++) {
		if (*s == '.') {
			point = 1;
			continue;
		}
		digits++;
		if (mantissa < 100000000000000000ull) {
			mantissa = mantissa * 10 + *s - '0';
			scale -= point;
		} else
			scale += !point;
	}
	if (digits == 0)
		s = start;
	else if (tolower(*s) == 'e') {
		char *after;
		long exponent = strtol(s + 1, &after, 10);
		if (after > s + 1 && !isspace(s[1])) {
			s = after;
			scale += exponent;
		}
	}
	if (end)
		*end = (char *) s;
	for (int n = abs(scale); n > 0; n /= 2, ten *= ten)
		if (n & 1)
			power *= ten;
	value = scale < 0 ? mantissa / power : mantissa * power;
	return negative ? -value : value;
}

double atof(const char *s) { return strtod(s, 0); }

int abs(int x) { return x < 0 ? -x : x; }
long labs(long x) { return x < 0 ? -x : x; }

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
