/* Numbers from text, and small arithmetic. */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>

static int
digit_of(char c, int base)
{
	int d = isdigit(c) ? c - '0' : isalpha(c) ? tolower(c) - 'a' + 10 : 99;

	return d < base ? d : -1;
}

/* The digits' value, and the sign apart; *over and ULLONG_MAX if there are too
 * many. */
static unsigned long long
magnitude(const char *s, char **end, int base, int *negative, int *over)
{
	const char *start = s, *digits;
	unsigned long long value = 0, limit;
	int d;

	*over = 0;
	while (isspace(*s))
		s++;
	*negative = *s == '-';
	if (*s == '-' || *s == '+')
		s++;
	if ((base == 0 || base == 16) && s[0] == '0' && tolower(s[1]) == 'x' &&
	    digit_of(s[2], 16) >= 0) {
		s += 2;
		base = 16;
	}
	if (base == 0)
		base = *s == '0' ? 8 : 10;
	limit = ULLONG_MAX / base;
	for (digits = s; (d = digit_of(*s, base)) >= 0; s++) {
		*over |= value > limit || value * base > ULLONG_MAX - d;
		value = value * base + d;
	}
	if (end)
		*end = (char *) (s > digits ? s : start);
	return *over ? ULLONG_MAX : value;
}

/* A signed number between -max - 1 and max. */
static long long
limited(const char *s, char **end, int base, long long max)
{
	int negative, over;
	unsigned long long m = magnitude(s, end, base, &negative, &over);

	if (m > (unsigned long long) max + negative) {
		errno = ERANGE;
		return negative ? -max - 1 : max;
	}
	return negative ? -m : m;
}

unsigned long long
strtoull(const char *s, char **end, int base)
{
	int negative, over;
	unsigned long long m = magnitude(s, end, base, &negative, &over);

	if (over)
		errno = ERANGE;
	return negative && !over ? -m : m;
}

unsigned long
strtoul(const char *s, char **end, int base)
{
	int negative, over;
	unsigned long long m = magnitude(s, end, base, &negative, &over);

	if (m > ULONG_MAX) {
		errno = ERANGE;
		return ULONG_MAX;
	}
	return negative ? -m : m;
}

long long
strtoll(const char *s, char **end, int base)
{
	return limited(s, end, base, LLONG_MAX);
}

long
strtol(const char *s, char **end, int base)
{
	return limited(s, end, base, LONG_MAX);
}

int atoi(const char *s) { return strtol(s, 0, 10); }
long atol(const char *s) { return strtol(s, 0, 10); }
long long atoll(const char *s) { return strtoll(s, 0, 10); }

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

float strtof(const char *s, char **end) { return strtod(s, end); }
double atof(const char *s) { return strtod(s, 0); }

int abs(int x) { return x < 0 ? -x : x; }
long labs(long x) { return x < 0 ? -x : x; }
long long llabs(long long x) { return x < 0 ? -x : x; }

div_t
div(int x, int y)
{
	return (div_t) { x / y, x % y };
}

ldiv_t
ldiv(long x, long y)
{
	return (ldiv_t) { x / y, x % y };
}

lldiv_t
lldiv(long long x, long long y)
{
	return (lldiv_t) { x / y, x % y };
}
