/* Strings: pieces, and comparison in the C locale. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

char *
strncat(char *restrict to, const char *restrict from, size_t n)
{
	char *end = to + strlen(to);

	n = strnlen(from, n);
	memcpy(end, from, n);
	end[n] = 0;
	return to;
}

char *
stpcpy(char *restrict to, const char *restrict from)
{
	size_t n = strlen(from);

	memcpy(to, from, n + 1);
	return to + n;
}

size_t
strnlen(const char *s, size_t n)
{
	size_t i = 0;

	while (i < n && s[i])
		i++;
	return i;
}

char *
strpbrk(const char *s, const char *set)
{
	s += strcspn(s, set);
	return *s ? (char *) s : 0;
}

char *
strtok_r(char *restrict s, const char *restrict set, char **at)
{
	char *token;

	if (!s)
		s = *at;
	token = s + strspn(s, set);
	*at = token + strcspn(token, set);
	if (*token == 0)
		return 0;
	if (**at)
		*(*at)++ = 0;
	return token;
}

char *
strtok(char *restrict s, const char *restrict set)
{
	static char *at;

	return strtok_r(s, set, &at);
}

int
strcoll(const char *a, const char *b)
{
	return strcmp(a, b);
}

size_t
strxfrm(char *restrict to, const char *restrict from, size_t n)
{
	size_t length = strlen(from);

	if (n > 0)
		strncpy(to, from, n);
	return length;
}

int
strncasecmp(const char *a, const char *b, size_t n)
{
	for (; n > 0; n--, a++, b++) {
		int x = tolower((unsigned char) *a);
		int y = tolower((unsigned char) *b);
		if (x != y || x == 0)
			return x - y;
	}
	return 0;
}

int
strcasecmp(const char *a, const char *b)
{
	return strncasecmp(a, b, (size_t) -1);
}
