/* tr [-c] [-s] SET1 SET2, tr [-c] -d SET1, tr [-c] -s SET1
 * Sets: characters, a-z, \n \t \\ \ooo, [:class:]. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct set {
	int length;
	unsigned char c[512];
};

static const char *
add_class(struct set *s, const char *p)
{
#define CLASS(name) { "[:" #name ":]", is##name }
	static const struct {
		const char *name;
		int (*has)(int c);
	} classes[] = { CLASS(lower), CLASS(upper), CLASS(alpha), CLASS(digit),
	    CLASS(alnum), CLASS(space), CLASS(blank), CLASS(punct),
	    CLASS(print), CLASS(graph), CLASS(cntrl), CLASS(xdigit) };

	for (unsigned i = 0; i < sizeof classes / sizeof classes[0]; i++) {
		size_t n = strlen(classes[i].name);
		if (strncmp(p, classes[i].name, n) != 0)
			continue;
		for (int c = 0; c < 256 && s->length < 256; c++)
			if (classes[i].has(c))
				s->c[s->length++] = c;
		return p + n;
	}
	return p;
}

static int
one(const char **p)
{
	static const char letters[] = "nt\\rabfv";
	static const char values[] = "\n\t\\\r\a\b\f\v";
	int c = (unsigned char) *(*p)++, value = 0, digits = 0;
	const char *known;

	if (c != '\\' || **p == 0)
		return c;
	while (digits < 3 && **p >= '0' && **p <= '7') {
		value = value * 8 + *(*p)++ - '0';
		digits++;
	}
	if (digits > 0)
		return value & 255;
	c = *(*p)++;
	known = strchr(letters, c);
	return known ? values[known - letters] : c;
}

static void
read_set(struct set *s, const char *p)
{
	while (*p && s->length < 256) {
		const char *behind = add_class(s, p);
		int from, to;
		if (behind != p) {
			p = behind;
			continue;
		}
		from = to = one(&p);
		if (p[0] == '-' && p[1]) {
			p++;
			to = one(&p);
		}
		for (; from <= to && s->length < 256; from++)
			s->c[s->length++] = from;
	}
}

static void
complement(struct set *s)
{
	struct set other = { 0 };

	for (int c = 0; c < 256; c++)
		if (!memchr(s->c, c, s->length))
			other.c[other.length++] = c;
	*s = other;
}

int
main(int argc, char **argv)
{
	static struct set from, to;
	int c, inverted = 0, delete = 0, squeeze = 0, last = EOF, sets;

	while ((c = getopt(argc, argv, "cCds")) != -1)
		switch (c) {
		case 'c': case 'C': inverted = 1; break;
		case 'd': delete = 1; break;
		case 's': squeeze = 1; break;
		default: return 2;
		}
	sets = argc - optind;
	if (sets < 1 || sets > 2 || (sets == 1 && !delete && !squeeze) ||
	    (sets == 2 && delete && !squeeze)) {
		fprintf(stderr, "usage: tr [-cds] SET1 [SET2]\n");
		return 2;
	}
	read_set(&from, argv[optind]);
	if (inverted)
		complement(&from);
	if (sets == 2)
		read_set(&to, argv[optind + 1]);
	while ((c = getchar()) != EOF) {
		unsigned char *found = memchr(from.c, c, from.length);
		const struct set *squeezed = sets == 2 ? &to : &from;
		if (found && delete)
			continue;
		if (found && sets == 2 && !delete && to.length > 0) {
			int n = found - from.c;
			c = to.c[n < to.length ? n : to.length - 1];
		}
		if (squeeze && c == last &&
		    memchr(squeezed->c, c, squeezed->length))
			continue;
		last = c;
		putchar(c);
	}
	return 0;
}
