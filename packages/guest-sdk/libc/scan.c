/* scanf's format language: *, width, lengths hh h l ll z t j, conversions
 * d i u o x X p f e g c s [ n %. */
#include "format.h"

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAXNUMBER 128

struct scan {
	struct source *source;
	int read;      /* characters so far */
	int left;      /* characters that this conversion may take */
	int skip;      /* nothing is stored */
	char length;   /* as in printf: 'H' is hh, 'L' is ll */
	char text[MAXNUMBER]; /* a number */
	int n;
};

static int
peek(struct scan *s)
{
	int c = s->source->get(s->source);

	if (c != EOF)
		s->source->unget(s->source, c);
	return c;
}

static int
take(struct scan *s)
{
	s->read++;
	s->left--;
	return s->source->get(s->source);
}

static void
skip_space(struct scan *s)
{
	while (isspace(peek(s)))
		take(s);
}

/* The next character goes to the number if it is one of these. */
static int
accept(struct scan *s, const char *set)
{
	int c = s->left > 0 && s->n < MAXNUMBER - 1 ? peek(s) : EOF;

	if (c == EOF || !strchr(set, c))
		return 0;
	s->text[s->n++] = take(s);
	return 1;
}

static int
accept_all(struct scan *s, const char *set)
{
	int n = 0;

	while (accept(s, set))
		n++;
	return n;
}

static void
store(struct scan *s, unsigned long long value, va_list *args)
{
	if (s->skip)
		return;
	switch (s->length) {
	case 'H': *va_arg(*args, char *) = value; break;
	case 'h': *va_arg(*args, short *) = value; break;
	case 'l': case 'z': case 't': *va_arg(*args, long *) = value; break;
	case 'L': case 'j': *va_arg(*args, long long *) = value; break;
	default: *va_arg(*args, int *) = value;
	}
}

static int
integer(struct scan *s, int base, int is_signed, va_list *args)
{
	static const char digits[] = "0123456789abcdefABCDEF";
	char set[sizeof digits] = "";
	int found = 0;

	accept(s, "+-");
	if ((base == 0 || base == 16) && accept(s, "0")) {
		found = 1;
		if (accept(s, "xX")) {
			found = 0;
			base = 16;
		} else if (base == 0)
			base = 8;
	}
	if (base == 0)
		base = 10;
	strncat(set, digits, base == 16 ? sizeof digits : (unsigned) base);
	if (accept_all(s, set) + found == 0)
		return 0;
	s->text[s->n] = 0;
	store(s, is_signed ? (unsigned long long) strtoll(s->text, 0, base) :
	    strtoull(s->text, 0, base), args);
	return 1;
}

static int
real(struct scan *s, va_list *args)
{
	static const char digits[] = "0123456789";
	int found;
	double value;

	accept(s, "+-");
	found = accept_all(s, digits);
	if (accept(s, "."))
		found += accept_all(s, digits);
	if (found == 0)
		return 0;
	if (accept(s, "eE")) {
		accept(s, "+-");
		if (accept_all(s, digits) == 0)
			return 0;
	}
	s->text[s->n] = 0;
	value = strtod(s->text, 0);
	if (s->skip)
		return 1;
	if (s->length == 'l')
		*va_arg(*args, double *) = value;
	else
		*va_arg(*args, float *) = value;
	return 1;
}

/* Characters while they are in `set` (or not, if it is inverted); all if it is
 * 0. */
static int
string(struct scan *s, const char *set, int in, int end, va_list *args)
{
	char *to = s->skip ? 0 : va_arg(*args, char *);
	int n = 0, c;

	for (; s->left > 0 && (c = peek(s)) != EOF; n++) {
		if (set && set[c] != in)
			break;
		take(s);
		if (to)
			*to++ = c;
	}
	if (to && end)
		*to = 0;
	return n > 0;
}

/* [set] or [^set], from behind the bracket; where it ends. */
static const char *
read_set(const char *f, char set[256], int *in)
{
	*in = *f != '^';
	memset(set, 0, 256);
	if (*f == '^')
		f++;
	do {
		unsigned char from = *f++, to = from;
		if (from == 0)
			return f - 1;
		if (*f == '-' && f[1] && f[1] != ']') {
			to = f[1];
			f += 2;
		}
		for (int c = from; c <= to; c++)
			set[c] = 1;
	} while (*f && *f != ']');
	return *f ? f + 1 : f;
}

/* The conversion that f names; where the format goes on, or 0 if the text does
 * not match. *stored counts. */
static const char *
convert(struct scan *s, const char *f, int *stored, va_list *args)
{
	char set[256];
	int width = 0, matched, in;

	s->n = 0;
	s->length = 0;
	s->skip = *f == '*';
	f += s->skip;
	while (isdigit(*f))
		width = width * 10 + *f++ - '0';
	if (*f && strchr("hlztjL", *f)) {
		s->length = *f++;
		if (*f == s->length && (*f == 'h' || *f == 'l'))
			s->length = *f++ == 'h' ? 'H' : 'L';
	}
	if (*f != 'c' && *f != '[' && *f != 'n')
		skip_space(s);
	s->left = width ? width : *f == 'c' ? 1 : 0x7fffffff;
	switch (*f++) {
	case 'd': matched = integer(s, 10, 1, args); break;
	case 'i': matched = integer(s, 0, 1, args); break;
	case 'u': matched = integer(s, 10, 0, args); break;
	case 'o': matched = integer(s, 8, 0, args); break;
	case 'x': case 'X': case 'p': matched = integer(s, 16, 0, args); break;
	case 'f': case 'e': case 'g': case 'E': case 'G':
		matched = real(s, args);
		break;
	case 'c': matched = string(s, 0, 1, 0, args) && (!width || !s->left);
		break;
	case 's':
		read_set("^ \t\n\v\f\r]", set, &in);
		matched = string(s, set, in, 1, args);
		break;
	case '[':
		f = read_set(f, set, &in);
		matched = string(s, set, in, 1, args);
		break;
	case 'n':
		store(s, s->read, args);
		return f;
	case '%':
		return peek(s) == '%' ? take(s), f : 0;
	default:
		return 0;
	}
	*stored += matched && !s->skip;
	return matched ? f : 0;
}

int
scan_text(struct source *source, const char *f, va_list original)
{
	struct scan s = { .source = source };
	int stored = 0, conversions = 0;
	va_list args;

	va_copy(args, original);
	while (f && *f) {
		if (isspace(*f)) {
			skip_space(&s);
			f++;
		} else if (*f == '%') {
			f = convert(&s, f + 1, &stored, &args);
			conversions += f != 0;
		} else if (peek(&s) == (unsigned char) *f) {
			take(&s);
			f++;
		} else
			break;
	}
	va_end(args);
	return conversions == 0 && peek(&s) == EOF && (!f || *f) ? EOF : stored;
}

struct string_source {
	struct source source;
	const char *at;
};

static int
get_char(struct source *source)
{
	struct string_source *s = (struct string_source *) source;

	return *s->at ? (unsigned char) *s->at++ : EOF;
}

static void
unget_char(struct source *source, int c)
{
	(void) c;
	((struct string_source *) source)->at--;
}

int
vsscanf(const char *from, const char *format, va_list args)
{
	struct string_source s = { { get_char, unget_char }, from };

	return scan_text(&s.source, format, args);
}

int
sscanf(const char *from, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsscanf(from, format, args);
	va_end(args);
	return n;
}
