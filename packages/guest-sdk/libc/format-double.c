/* Decimal text of a double, exact: the number is written out in full in base
 * 10^9, then rounded half to even where the precision ends. */
#include "format.h"

#include <stdint.h>
#include <string.h>

#define BASE 1000000000u
#define BEFORE 36 /* limbs before the point: 2^1024 < 10^309 */
#define AFTER 120 /* limbs after it: 2^-1074 has 1074 decimals */
#define DIGITS ((BEFORE + AFTER) * 9)

/* digits[0 .. DIGITS): decimal digits of |x|, point after BEFORE * 9 of them.
 * No arithmetic on x: an R10000 traps on denormals. */
static void
expand(uint64_t bits, char *digits)
{
	uint32_t limb[BEFORE + AFTER] = { 0 };
	uint64_t mantissa;
	int exponent;

	mantissa = bits & 0xfffffffffffffull;
	exponent = bits >> 52 & 0x7ff;
	if (exponent)
		mantissa |= 1ull << 52;
	else
		exponent = 1;
	exponent -= 1075;
	limb[BEFORE - 1] = mantissa % BASE;
	limb[BEFORE - 2] = mantissa / BASE;
	for (; exponent > 0; exponent--) {
		uint32_t carry = 0;
		for (int i = BEFORE - 1; i >= 0; i--) {
			uint32_t v = limb[i] * 2 + carry;
			carry = v >= BASE;
			limb[i] = carry ? v - BASE : v;
		}
	}
	for (; exponent < 0; exponent++) {
		uint32_t carry = 0;
		for (int i = 0; i < BEFORE + AFTER; i++) {
			uint32_t v = limb[i] + (carry ? BASE : 0);
			carry = v & 1;
			limb[i] = v / 2;
		}
	}
	for (int i = 0; i < BEFORE + AFTER; i++)
		for (int j = 8; j >= 0; j--, limb[i] /= 10)
			digits[i * 9 + j] = limb[i] % 10;
}

/* Keeps digits[0 .. end); a carry out of the first digit cannot happen since
 * 36 limbs hold more than any double. */
static void
round_at(char *digits, int end)
{
	int i, up;

	if (end >= DIGITS)
		return;
	up = digits[end] > 5;
	if (digits[end] == 5) {
		for (i = end + 1; i < DIGITS && digits[i] == 0; i++)
			;
		up = i < DIGITS || (end > 0 && digits[end - 1] & 1);
	}
	memset(digits + end, 0, DIGITS - end);
	for (i = end - 1; up && i >= 0; i--)
		if (++digits[i] > 9)
			digits[i] = 0;
		else
			up = 0;
}

static char *
put_digits(char *to, const char *digits, int from, int n)
{
	for (int i = from; i < from + n; i++)
		*to++ = '0' + (i < DIGITS ? digits[i] : 0);
	return to;
}

static int
first_digit(const char *digits)
{
	for (int i = 0; i < DIGITS; i++)
		if (digits[i])
			return i;
	return BEFORE * 9 - 1; /* zero: its units */
}

static char *
fixed(char *to, const char *digits, int precision, int point)
{
	int first = first_digit(digits);

	if (first > BEFORE * 9 - 1)
		first = BEFORE * 9 - 1;
	to = put_digits(to, digits, first, BEFORE * 9 - first);
	if (precision > 0 || point)
		*to++ = '.';
	return put_digits(to, digits, BEFORE * 9, precision);
}

static char *
scientific(char *to, const char *digits, int precision, int point, char e)
{
	int first = first_digit(digits);
	int exponent = BEFORE * 9 - 1 - first;

	to = put_digits(to, digits, first, 1);
	if (precision > 0 || point)
		*to++ = '.';
	to = put_digits(to, digits, first + 1, precision);
	*to++ = e;
	*to++ = exponent < 0 ? '-' : '+';
	if (exponent < 0)
		exponent = -exponent;
	if (exponent >= 100)
		*to++ = '0' + exponent / 100;
	*to++ = '0' + exponent / 10 % 10;
	*to++ = '0' + exponent % 10;
	return to;
}

/* %g drops trailing zeros of the fraction. */
static char *
without_zeros(char *from, char *end)
{
	char *e = end, *keep;

	for (char *p = from; p < end; p++)
		if (*p == 'e' || *p == 'E')
			e = p;
	if (!memchr(from, '.', e - from))
		return end;
	for (keep = e; keep[-1] == '0'; keep--)
		;
	if (keep[-1] == '.')
		keep--;
	memmove(keep, e, end - e);
	return keep + (end - e);
}

int
format_double(char *to, double x, char conversion, int precision,
    int alternative)
{
	int capitals = conversion < 'a';
	char kind = conversion | 0x20, e = capitals ? 'E' : 'e';
	char digits[DIGITS];
	uint64_t bits;
	char *end;

	if (__builtin_isnan(x) || __builtin_isinf(x)) {
		memcpy(to, __builtin_isnan(x) ? "nan" : "inf", 3);
		for (int i = 0; capitals && i < 3; i++)
			to[i] -= 'a' - 'A';
		return 3;
	}
	if (precision < 0)
		precision = 6;
	if (precision > 767)
		precision = 767;
	if (kind == 'g' && precision == 0)
		precision = 1;
	memcpy(&bits, &x, sizeof bits);
	expand(bits, digits);
	if (kind == 'f') {
		round_at(digits, BEFORE * 9 + precision);
		return fixed(to, digits, precision, alternative) - to;
	}
	round_at(digits, first_digit(digits) + precision + (kind == 'e'));
	if (kind == 'e')
		return scientific(to, digits, precision, alternative, e) - to;
	int exponent = BEFORE * 9 - 1 - first_digit(digits);
	if (exponent < -4 || exponent >= precision)
		end = scientific(to, digits, precision - 1, alternative, e);
	else
		end = fixed(to, digits, precision - 1 - exponent, alternative);
	return (alternative ? end : without_zeros(to, end)) - to;
}
