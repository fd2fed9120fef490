/* Regular expressions: from the text to the tree. */
#include <ctype.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "regex.h"

struct parser {
	const char *at;
	int extended, flags, depth;
	size_t groups;
	struct regex_node *all;
	jmp_buf failed;
};

static struct regex_node *branches(struct parser *p);

static struct regex_node *
node(struct parser *p, int type)
{
	struct regex_node *n = calloc(1, sizeof *n);

	if (!n)
		longjmp(p->failed, REG_ESPACE);
	n->type = type;
	n->min = n->max = 1;
	n->all = p->all;
	p->all = n;
	return n;
}

static void
add(struct regex_node *n, int c)
{
	n->set[(c & 255) >> 3] |= 1 << (c & 7);
}

static void
add_both_cases(struct parser *p, struct regex_node *n, int c)
{
	add(n, c);
	if (p->flags & REG_ICASE) {
		add(n, tolower(c));
		add(n, toupper(c));
	}
}

/* [:name:], from behind the bracket and the colon. */
static void
add_class(struct parser *p, struct regex_node *n)
{
#define CLASS(name) { #name, is##name }
	static const struct {
		const char *name;
		int (*has)(int c);
	} classes[] = { CLASS(alpha), CLASS(digit), CLASS(alnum), CLASS(upper),
	    CLASS(lower), CLASS(space), CLASS(blank), CLASS(punct),
	    CLASS(print), CLASS(graph), CLASS(cntrl), CLASS(xdigit) };
	size_t length = strcspn(p->at, ":");

	for (unsigned i = 0; i < sizeof classes / sizeof classes[0]; i++)
		if (strlen(classes[i].name) == length &&
		    strncmp(p->at, classes[i].name, length) == 0 &&
		    strncmp(p->at + length, ":]", 2) == 0) {
			for (int c = 0; c < 256; c++)
				if (classes[i].has(c))
					add_both_cases(p, n, c);
			p->at += length + 2;
			return;
		}
	longjmp(p->failed, REG_EBRACK);
}

/* From behind the bracket. */
static struct regex_node *
set(struct parser *p)
{
	struct regex_node *n = node(p, RE_SET);
	int inverted = *p->at == '^', first = 1;

	p->at += inverted;
	for (; *p->at != ']' || first; first = 0) {
		int from = (unsigned char) *p->at++, to = from;
		if (from == 0)
			longjmp(p->failed, REG_EBRACK);
		if (from == '[' && *p->at == ':') {
			p->at++;
			add_class(p, n);
			continue;
		}
		if (p->at[0] == '-' && p->at[1] && p->at[1] != ']') {
			to = (unsigned char) p->at[1];
			p->at += 2;
		}
		for (int c = from; c <= to; c++)
			add_both_cases(p, n, c);
	}
	p->at++;
	if (inverted)
		for (int i = 0; i < 32; i++)
			n->set[i] ^= 255;
	return n;
}

/* Is that operator next, which a basic expression writes with a backslash and
 * an extended one without? */
static int
operator(struct parser *p, char c)
{
	int escaped = !p->extended;

	if (escaped && p->at[0] != '\\')
		return 0;
	if (p->at[escaped] != c)
		return 0;
	p->at += 1 + escaped;
	return 1;
}

static int
number(struct parser *p)
{
	int n = 0;

	while (isdigit(*p->at) && n < FOREVER / 10)
		n = n * 10 + *p->at++ - '0';
	return n;
}

/* One more operator of repetition, on top of those before it. */
static void
repeat(struct regex_node *n, int min, int max)
{
	int most = n->max * max;

	n->min *= min;
	n->max = most < FOREVER ? most : FOREVER;
}

/* *, \{m,n\}, + and ? behind a node; basic \+ and \? are an extension. */
static void
repetition(struct parser *p, struct regex_node *n)
{
	for (;;)
		if (*p->at == '*') {
			p->at++;
			repeat(n, 0, FOREVER);
		} else if (operator(p, '+'))
			repeat(n, 1, FOREVER);
		else if (operator(p, '?'))
			repeat(n, 0, 1);
		else if (operator(p, '{')) {
			int min = number(p), max = min;
			if (*p->at == ',') {
				p->at++;
				max = isdigit(*p->at) ? number(p) : FOREVER;
			}
			if (!operator(p, '}') || max < min)
				longjmp(p->failed, REG_EBRACE);
			repeat(n, min, max);
		} else
			return;
}

static struct regex_node *
group(struct parser *p)
{
	struct regex_node *n = node(p, RE_GROUP);

	n->c = ++p->groups < MAXGROUPS ? p->groups : 255;
	p->depth++;
	n->inner = branches(p);
	p->depth--;
	if (!operator(p, ')'))
		longjmp(p->failed, REG_EPAREN);
	return n;
}

static int
ends_branch(struct parser *p)
{
	const char *here = p->at;
	int ends = *here == 0 || (p->depth > 0 && operator(p, ')')) ||
	    operator(p, '|');

	p->at = here;
	return ends;
}

static struct regex_node *
escaped(struct parser *p)
{
	struct regex_node *n;

	if (!p->extended && *p->at >= '1' && *p->at <= '9') {
		n = node(p, RE_SAME);
		n->c = *p->at++ - '0';
		if (n->c > p->groups)
			longjmp(p->failed, REG_BADPAT);
		return n;
	}
	if (*p->at == 0 || (!p->extended && strchr("(){}", *p->at)))
		longjmp(p->failed, *p->at == ')' ? REG_EPAREN : REG_BADPAT);
	n = node(p, RE_CHAR);
	n->c = *p->at == 'n' ? '\n' : *p->at;
	p->at++;
	return n;
}

static struct regex_node *
one(struct parser *p, int first)
{
	struct regex_node *n;

	if (*p->at == '^' && (first || p->extended)) {
		p->at++;
		return node(p, RE_BOL);
	}
	if (*p->at == '$') {
		const char *here = p->at++;
		if (p->extended || ends_branch(p))
			return node(p, RE_EOL);
		p->at = here;
	}
	if (operator(p, '('))
		n = group(p);
	else if (*p->at == '.') {
		p->at++;
		n = node(p, RE_ANY);
	} else if (*p->at == '[') {
		p->at++;
		n = set(p);
	} else if (*p->at == '\\') {
		p->at++;
		n = escaped(p);
	} else if (p->extended && strchr("*+?{", *p->at))
		longjmp(p->failed, REG_BADRPT);
	else if ((p->flags & REG_ICASE) && isalpha(*p->at)) {
		n = node(p, RE_SET);
		add_both_cases(p, n, *p->at++);
	} else {
		n = node(p, RE_CHAR);
		n->c = *p->at++;
	}
	repetition(p, n);
	return n;
}

/* Each branch begins with a node that matches nothing, which holds the list
 * together. */
static struct regex_node *
branches(struct parser *p)
{
	struct regex_node *first = 0, **last = &first;

	do {
		struct regex_node *head = node(p, RE_BOL), **at = &head->next;
		head->min = head->max = 0;
		while (!ends_branch(p)) {
			int begins = at == &head->next || (!p->extended &&
			    at == &head->next->next &&
			    head->next->type == RE_BOL && *p->at == '*');
			*at = one(p, begins);
			at = &(*at)->next;
		}
		*last = head;
		last = &head->branch;
	} while (operator(p, '|'));
	return first;
}

int
regcomp(regex_t *re, const char *pattern, int flags)
{
	struct parser p = { .at = pattern, .flags = flags,
	    .extended = flags & REG_EXTENDED };
	int error;

	memset(re, 0, sizeof *re);
	if ((error = setjmp(p.failed)) == 0) {
		struct regex_node *whole = node(&p, RE_GROUP);
		whole->inner = branches(&p);
		if (*p.at)
			longjmp(p.failed, REG_EPAREN);
		re->re_nodes = whole;
	}
	re->re_nsub = p.groups;
	re->re_flags = flags;
	if (error)
		while (p.all) {
			struct regex_node *n = p.all;
			p.all = n->all;
			free(n);
		}
	else if (re->re_nodes != p.all) {
		/* The list for regfree begins at the tree's root. */
		struct regex_node *n = p.all;
		while (n->all != re->re_nodes)
			n = n->all;
		n->all = 0;
		re->re_nodes->all = p.all;
	}
	return error;
}

void
regfree(regex_t *re)
{
	struct regex_node *n = re->re_nodes;

	while (n) {
		struct regex_node *next = n->all;
		free(n);
		n = next;
	}
	re->re_nodes = 0;
}

size_t
regerror(int error, const regex_t *re, char *to, size_t room)
{
	static const char *const names[] = {
		[REG_NOMATCH] = "no match",
		[REG_BADPAT] = "invalid regular expression",
		[REG_EBRACK] = "[ ] is not closed",
		[REG_EPAREN] = "( ) is not closed or not opened",
		[REG_EBRACE] = "invalid { }",
		[REG_ESPACE] = "out of memory",
		[REG_BADRPT] = "nothing to repeat",
	};

	(void) re;
	return snprintf(to, room, "%s", names[error]) + 1;
}
