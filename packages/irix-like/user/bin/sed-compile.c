/* sed's language: from the script to a list of commands. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "sed.h"

#define MAXDEPTH 16

struct command *program;
static struct command **last = &program;
static struct command *open_blocks[MAXDEPTH];
static int depth;
static const char *at;
int extended;

static void *
get(size_t bytes)
{
	void *p = calloc(1, bytes);

	if (!p)
		die("no memory", 0);
	return p;
}

static void
blanks(void)
{
	while (*at == ' ' || *at == '\t')
		at++;
}

/* Up to a delimiter, which a backslash hides. In a replacement all other
 * backslashes stay. */
static char *
delimited(char delimiter)
{
	char *text = get(strlen(at) + 1), *to = text;
	int set = 0;

	for (; *at && (*at != delimiter || set); at++) {
		if (*at == '\\' && at[1] == delimiter && !set) {
			at++;
			if (delimiter == '&' || isdigit(delimiter))
				*to++ = '\\';
		} else if (*at == '\\' && at[1] && !set)
			*to++ = *at++;
		*to++ = *at;
	}
	if (*at != delimiter)
		die("a delimiter is missing", 0);
	at++;
	return text;
}

static regex_t *
regex(char delimiter, int flags)
{
	char *text = delimited(delimiter), why[64];
	regex_t *re;
	int error;

	if (!*text)
		return 0;
	re = get(sizeof *re);
	error = regcomp(re, text, flags | (extended ? REG_EXTENDED : 0));
	if (error) {
		regerror(error, re, why, sizeof why);
		die(why, text);
	}
	free(text);
	return re;
}

static int
address(struct address *a)
{
	char *end;

	blanks();
	if (isdigit(*at)) {
		a->type = A_LINE;
		a->line = strtol(at, &end, 10);
		at = end;
	} else if (*at == '$') {
		at++;
		a->type = A_LAST;
	} else if (*at == '/' || *at == '\\') {
		a->type = A_REGEX;
		at += *at == '\\';
		at++;
		a->re = regex(at[-1], 0);
	} else
		return 0;
	return 1;
}

/* The rest of the line. */
static char *
rest(void)
{
	size_t n;
	char *text;

	blanks();
	n = strcspn(at, "\n");
	text = get(n + 1);
	memcpy(text, at, n);
	at += n;
	return text;
}

/* A label ends at a semicolon, too. */
static char *
label(void)
{
	char *text = rest(), *end = text + strcspn(text, ";} \t");

	at -= strlen(end);
	*end = 0;
	return text;
}

/* The text of a, i and c: lines that a backslash joins. */
static char *
lines(void)
{
	char *text, *to;

	blanks();
	if (*at == '\\') {
		at++;
		blanks();
		at += *at == '\n';
	}
	text = to = get(strlen(at) + 2);
	while (*at && *at != '\n') {
		if (*at == '\\' && at[1])
			at++;
		*to++ = *at++;
	}
	*to++ = '\n';
	return text;
}

static FILE *
written(void)
{
	char *name = rest();
	FILE *f = fopen(name, "w");

	if (!f)
		die("cannot be written", name);
	free(name);
	return f;
}

static void
substitution(struct command *c)
{
	const char *pattern;
	char delimiter = *at++;
	int flags = 0;

	if (!delimiter || delimiter == '\n')
		die("a delimiter is missing", 0);
	/* The flags are behind, and the expression depends on one. */
	pattern = at;
	free(delimited(delimiter));
	c->with = delimited(delimiter);
	for (;; at++)
		if (*at == 'g')
			c->every = 1;
		else if (*at == 'p')
			c->print = 1;
		else if (*at == 'I' || *at == 'i')
			flags = REG_ICASE;
		else if (isdigit(*at))
			c->nth = c->nth * 10 + *at - '0';
		else
			break;
	if (*at == 'w') {
		at++;
		c->file = written();
	}
	const char *behind = at;
	at = pattern;
	c->re = regex(delimiter, flags);
	at = behind;
}

static char *
unescaped(char *s)
{
	char *to = s;

	for (char *p = s; *p; p++) {
		if (*p == '\\' && p[1]) {
			p++;
			*to++ = *p == 'n' ? '\n' : *p;
		} else
			*to++ = *p;
	}
	*to = 0;
	return s;
}

static void
arguments(struct command *c)
{
	char delimiter;

	switch (c->name) {
	case '{':
		if (depth == MAXDEPTH)
			die("blocks are too deep", 0);
		open_blocks[depth++] = c;
		break;
	case '}':
		if (depth == 0)
			die("} without {", 0);
		open_blocks[--depth]->target = c;
		break;
	case 's':
		substitution(c);
		break;
	case 'y':
		delimiter = *at++;
		c->text = unescaped(delimited(delimiter));
		c->with = unescaped(delimited(delimiter));
		if (strlen(c->text) != strlen(c->with))
			die("strings of y differ in length", 0);
		break;
	case 'a': case 'i': case 'c':
		c->text = lines();
		break;
	case 'b': case 't': case ':':
		c->text = label();
		break;
	case 'r':
		c->text = rest();
		break;
	case 'w':
		c->file = written();
		break;
	case '=': case 'd': case 'D': case 'g': case 'G': case 'h': case 'H':
	case 'l': case 'n': case 'N': case 'p': case 'P': case 'q': case 'x':
		break;
	default:
		die("unknown command", (char []) { c->name, 0 });
	}
}

void
add_script(const char *text)
{
	for (at = text;;) {
		struct command *c;
		while (*at && strchr(" \t\n;", *at))
			at++;
		if (*at == '#') {
			at += strcspn(at, "\n");
			continue;
		}
		if (*at == 0)
			return;
		c = get(sizeof *c);
		if (address(&c->from)) {
			blanks();
			if (*at == ',') {
				at++;
				if (!address(&c->to))
					die("an address is missing", 0);
			}
		}
		blanks();
		for (; *at == '!' || *at == ' '; at++)
			c->inverted |= *at == '!';
		if (*at == 0)
			die("a command is missing", 0);
		c->name = *at++;
		arguments(c);
		blanks();
		if (c->name != '{' && *at && !strchr(";\n}#", *at))
			die("characters behind a command", at);
		*last = c;
		last = &c->next;
	}
}

/* Labels become commands. */
void
end_script(void)
{
	if (depth > 0)
		die("{ without }", 0);
	for (struct command *c = program; c; c = c->next) {
		struct command *target = program;
		if ((c->name != 'b' && c->name != 't') || !*c->text)
			continue;
		while (target && (target->name != ':' ||
		    strcmp(target->text, c->text) != 0))
			target = target->next;
		if (!target)
			die("there is no such label", c->text);
		c->target = target;
	}
}
