/* Memory and strings. memcpy and memset go by doublewords: they are what
 * copies and clears pages. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define WORD sizeof(uint64_t)
#define ALIGNED(p) (((uintptr_t) (p) & (WORD - 1)) == 0)

/* May alias anything: the bytes copied are of any type. */
typedef uint64_t __attribute__((may_alias)) word;

void *
memcpy(void *restrict to, const void *restrict from, size_t n)
{
	char *d = to;
	const char *s = from;

	if (ALIGNED(d) && ALIGNED(s)) {
		for (; n >= 4 * WORD; n -= 4 * WORD) {
			word a = ((word *) s)[0], b = ((word *) s)[1];
			word c = ((word *) s)[2], e = ((word *) s)[3];
			((word *) d)[0] = a;
			((word *) d)[1] = b;
			((word *) d)[2] = c;
			((word *) d)[3] = e;
			d += 4 * WORD;
			s += 4 * WORD;
		}
		for (; n >= WORD; n -= WORD, d += WORD, s += WORD)
			*(word *) d = *(word *) s;
	}
	while (n-- > 0)
		*d++ = *s++;
	return to;
}

void *
memmove(void *to, const void *from, size_t n)
{
	char *d = to;
	const char *s = from;

	if (d <= s || d >= s + n)
		return memcpy(to, from, n);
	while (n-- > 0)
		d[n] = s[n];
	return to;
}

void *
memset(void *to, int byte, size_t n)
{
	char *d = to;
	word w = (uint8_t) byte * 0x0101010101010101ull;

	for (; n > 0 && !ALIGNED(d); n--)
		*d++ = byte;
	for (; n >= WORD; n -= WORD, d += WORD)
		*(word *) d = w;
	while (n-- > 0)
		*d++ = byte;
	return to;
}

int
memcmp(const void *a, const void *b, size_t n)
{
	const unsigned char *p = a, *q = b;

	for (; n > 0; n--, p++, q++)
		if (*p != *q)
			return *p - *q;
	return 0;
}

void *
memchr(const void *s, int byte, size_t n)
{
	const unsigned char *p = s;

	for (; n > 0; n--, p++)
		if (*p == (unsigned char) byte)
			return (void *) p;
	return 0;
}

size_t
strlen(const char *s)
{
	const char *end = s;

	while (*end)
		end++;
	return end - s;
}

int
strcmp(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return (unsigned char) *a - (unsigned char) *b;
}

int
strncmp(const char *a, const char *b, size_t n)
{
	for (; n > 0 && *a && *a == *b; n--)
		a++, b++;
	return n == 0 ? 0 : (unsigned char) *a - (unsigned char) *b;
}

char *
strcpy(char *restrict to, const char *restrict from)
{
	memcpy(to, from, strlen(from) + 1);
	return to;
}

char *
strncpy(char *restrict to, const char *restrict from, size_t n)
{
	size_t i = 0;

	for (; i < n && from[i]; i++)
		to[i] = from[i];
	for (; i < n; i++)
		to[i] = 0;
	return to;
}

char *
strcat(char *restrict to, const char *restrict from)
{
	strcpy(to + strlen(to), from);
	return to;
}

char *
strchr(const char *s, int c)
{
	for (;; s++) {
		if (*s == (char) c)
			return (char *) s;
		if (*s == 0)
			return 0;
	}
}

char *
strrchr(const char *s, int c)
{
	const char *last = 0;

	for (;; s++) {
		if (*s == (char) c)
			last = s;
		if (*s == 0)
			return (char *) last;
	}
}

char *
strstr(const char *s, const char *part)
{
	size_t n = strlen(part);

	for (; strncmp(s, part, n) != 0; s++)
		if (*s == 0)
			return 0;
	return (char *) s;
}

size_t
strspn(const char *s, const char *set)
{
	size_t n = 0;

	while (s[n] && strchr(set, s[n]))
		n++;
	return n;
}

size_t
strcspn(const char *s, const char *set)
{
	size_t n = 0;

	while (s[n] && !strchr(set, s[n]))
		n++;
	return n;
}

char *
strdup(const char *s)
{
	char *copy = malloc(strlen(s) + 1);

	return copy ? strcpy(copy, s) : 0;
}
