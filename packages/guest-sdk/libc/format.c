/* printf's format language: flags - + space # 0, width, precision, lengths
 * hh h l ll z t j, conversions d i u o x X c s p f F e E g G %. */
#include "format.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

struct spec {
	int left, zero, alternative;
	char sign; /* what stands before a positive number: 0, '+' or ' ' */
	int width;
	int precision; /* -1: none given */
	char length;   /* 'H' is hh, 'L' is ll */
	char conversion;
};

static void
pad(struct sink *sink, char c, int n)
{
	for (; n > 0; n--)
		sink->put(sink, &c, 1);
}

/* A field: blanks, sign or radix prefix, zeros, body, blanks. */
static int
field(struct sink *sink, const struct spec *s, const char *prefix,
    int zeros, const char *body, int n)
{
	int before = strlen(prefix);
	int blanks = s->width - before - zeros - n;

	if (blanks < 0)
		blanks = 0;
	if (!s->left)
		pad(sink, ' ', blanks);
	sink->put(sink, prefix, before);
	pad(sink, '0', zeros);
	sink->put(sink, body, n);
	if (s->left)
		pad(sink, ' ', blanks);
	return blanks + before + zeros + n;
}

static int
number(struct sink *sink, const struct spec *s, uint64_t value, int negative)
{
	const char *digits = s->conversion == 'X' ?
	    "0123456789ABCDEF" : "0123456789abcdef";
	unsigned base = s->conversion == 'o' ? 8 :
	    strchr("xXp", s->conversion) ? 16 : 10;
	char text[24], prefix[3] = "";
	int at = sizeof text, n, zeros;

	for (uint64_t v = value; v > 0; v /= base)
		text[--at] = digits[v % base];
	n = sizeof text - at;
	if (negative)
		prefix[0] = '-';
	else if (base == 10 && s->sign)
		prefix[0] = s->sign;
	else if (base == 16 && ((s->alternative && value) ||
	    s->conversion == 'p'))
		strcpy(prefix, s->conversion == 'X' ? "0X" : "0x");
	zeros = (s->precision >= 0 ? s->precision : 1) - n;
	if (s->alternative && base == 8 && zeros <= 0 &&
	    (n == 0 || text[at] != '0'))
		zeros = 1;
	if (s->zero && !s->left && s->precision < 0 &&
	    zeros < s->width - (int) strlen(prefix) - n)
		zeros = s->width - strlen(prefix) - n;
	return field(sink, s, prefix, zeros < 0 ? 0 : zeros, text + at, n);
}

static int
real(struct sink *sink, const struct spec *s, double x)
{
	char text[DOUBLE_BYTES], prefix[2] = "";
	int n = format_double(text, x, s->conversion, s->precision,
	    s->alternative);
	int zeros = 0;

	if (__builtin_signbit(x))
		prefix[0] = '-';
	else
		prefix[0] = s->sign;
	if (s->zero && !s->left && isdigit(text[0]))
		zeros = s->width - strlen(prefix) - n;
	return field(sink, s, prefix, zeros < 0 ? 0 : zeros, text, n);
}

static const char *
read_spec(struct spec *s, const char *f, va_list *args)
{
	memset(s, 0, sizeof *s);
	for (;; f++) {
		if (*f == '-')
			s->left = 1;
		else if (*f == '0')
			s->zero = 1;
		else if (*f == '#')
			s->alternative = 1;
		else if (*f == '+' || (*f == ' ' && !s->sign))
			s->sign = *f;
		else if (*f != ' ')
			break;
	}
	if (*f == '*') {
		f++;
		s->width = va_arg(*args, int);
		if (s->width < 0) {
			s->left = 1;
			s->width = -s->width;
		}
	} else
		while (isdigit(*f))
			s->width = s->width * 10 + *f++ - '0';
	s->precision = -1;
	if (*f == '.') {
		s->precision = 0;
		if (*++f == '*') {
			f++;
			s->precision = va_arg(*args, int);
		} else
			while (isdigit(*f))
				s->precision = s->precision * 10 + *f++ - '0';
	}
	if (*f && strchr("hlztj", *f)) {
		s->length = *f++;
		if (*f == s->length && (*f == 'h' || *f == 'l'))
			s->length = *f++ == 'h' ? 'H' : 'L';
	}
	s->conversion = *f;
	return *f ? f + 1 : f;
}

static int64_t
signed_argument(char length, va_list *args)
{
	switch (length) {
	case 'H': return (signed char) va_arg(*args, int);
	case 'h': return (short) va_arg(*args, int);
	case 'l': case 'z': case 't': return va_arg(*args, long);
	case 'L': case 'j': return va_arg(*args, long long);
	default: return va_arg(*args, int);
	}
}

static uint64_t
unsigned_argument(char length, va_list *args)
{
	switch (length) {
	case 'H': return (unsigned char) va_arg(*args, int);
	case 'h': return (unsigned short) va_arg(*args, int);
	case 'l': case 'z': case 't': return va_arg(*args, unsigned long);
	case 'L': case 'j': return va_arg(*args, unsigned long long);
	default: return va_arg(*args, unsigned);
	}
}

static int
convert(struct sink *sink, struct spec *s, va_list *args)
{
	char c;

	switch (s->conversion) {
	case 'd': case 'i': {
		int64_t value = signed_argument(s->length, args);
		uint64_t magnitude = value;
		if (value < 0)
			magnitude = -magnitude;
		return number(sink, s, magnitude, value < 0);
	}
	case 'u': case 'o': case 'x': case 'X':
		return number(sink, s, unsigned_argument(s->length, args), 0);
	case 'p':
		return number(sink, s, (uintptr_t) va_arg(*args, void *), 0);
	case 'c':
		c = va_arg(*args, int);
		return field(sink, s, "", 0, &c, 1);
	case 's': {
		const char *text = va_arg(*args, const char *);
		if (!text)
			text = "(null)";
		int n = 0;
		while ((s->precision < 0 || n < s->precision) && text[n])
			n++;
		return field(sink, s, "", 0, text, n);
	}
	case 'f': case 'F': case 'e': case 'E': case 'g': case 'G':
		return real(sink, s, va_arg(*args, double));
	default: /* %%, or a conversion we do not know: itself */
		return field(sink, s, "", 0, &s->conversion,
		    s->conversion != 0);
	}
}

int
format_text(struct sink *sink, const char *f, va_list original)
{
	struct spec s;
	va_list args;
	int n = 0;

	/* A va_list parameter may be an array: only a copy has an address. */
	va_copy(args, original);
	while (*f) {
		size_t plain = strcspn(f, "%");
		sink->put(sink, f, plain);
		n += plain;
		f += plain;
		if (*f == '%') {
			f = read_spec(&s, f + 1, &args);
			n += convert(sink, &s, &args);
		}
	}
	va_end(args);
	return n;
}
