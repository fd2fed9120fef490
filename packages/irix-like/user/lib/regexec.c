/* Regular expressions: matching, by trying. The match is the leftmost one; with
 * branches (|) the longest of those, else what repetitions that take as much as
 * they can come to. */
#include <string.h>

#include "regex.h"

struct matcher {
	const char *start;   /* of the string */
	int flags, longest;
	const char *from[MAXGROUPS], *to[MAXGROUPS];
	const char *best;    /* end of the longest match so far, with its */
	const char *best_from[MAXGROUPS], *best_to[MAXGROUPS]; /* groups */
};

/* A group that is being matched for the count-th time. */
struct frame {
	const struct regex_node *group;
	int count;
	const char *start;
	const struct frame *up; /* the group that it is in */
};

static int sequence(struct matcher *m, const struct regex_node *n,
    const char *s, const struct frame *up);

/* The whole expression matches up to s. 1 ends the search. */
static int
accept(struct matcher *m, const char *s)
{
	if (!m->best || s > m->best) {
		m->best = s;
		memcpy(m->best_from, m->from, sizeof m->from);
		memcpy(m->best_to, m->to, sizeof m->to);
	}
	return !m->longest;
}

/* `group` has been matched count times, up to s. */
static int
again(struct matcher *m, const struct regex_node *group, int count,
    const char *s, const struct frame *up)
{
	struct frame f = { group, count + 1, s, up };

	if (count < group->max)
		for (const struct regex_node *b = group->inner; b;
		    b = b->branch)
			if (sequence(m, b->next, s, &f))
				return 1;
	return count >= group->min && sequence(m, group->next, s, up);
}

static int
end_of_group(struct matcher *m, const struct frame *f, const char *s)
{
	int n = f->group->c;
	const char *from, *to;

	if (s == f->start && f->count > f->group->min + 1)
		return 0; /* nothing, again and again */
	if (n >= MAXGROUPS)
		return again(m, f->group, f->count, s, f->up);
	from = m->from[n];
	to = m->to[n];
	m->from[n] = f->start;
	m->to[n] = s;
	if (again(m, f->group, f->count, s, f->up))
		return 1;
	m->from[n] = from;
	m->to[n] = to;
	return 0;
}

/* How many characters of s one occurrence of n takes; -1: it is not there. */
static int
width(const struct matcher *m, const struct regex_node *n, const char *s)
{
	unsigned char c = *s;

	switch (n->type) {
	case RE_CHAR: return c && c == n->c ? 1 : -1;
	case RE_ANY: return c ? 1 : -1;
	case RE_SET: return c && n->set[c >> 3] & 1 << (c & 7) ? 1 : -1;
	case RE_BOL:
		return s == m->start && !(m->flags & REG_NOTBOL) ? 0 : -1;
	case RE_EOL: return c == 0 ? 0 : -1;
	default: {
		int length = m->to[n->c] - m->from[n->c];
		return m->from[n->c] &&
		    strncmp(s, m->from[n->c], length) == 0 ? length : -1;
	}
	}
}

static int
sequence(struct matcher *m, const struct regex_node *n, const char *s,
    const struct frame *up)
{
	int count = 0, one;

	if (!n)
		return up ? end_of_group(m, up, s) : accept(m, s);
	if (n->type == RE_GROUP)
		return again(m, n, 0, s, up);
	while (count < n->max && (one = width(m, n, s)) >= 0) {
		count++;
		s += one;
		if (one == 0)
			break;
	}
	if (count > 0 && one == 0)
		return sequence(m, n->next, s, up);
	for (; count >= n->min; count--) {
		if (sequence(m, n->next, s, up))
			return 1;
		if (count > 0)
			s -= n->type == RE_SAME ?
			    m->to[n->c] - m->from[n->c] : 1;
	}
	return 0;
}

static int
has_branches(const struct regex_node *n)
{
	for (n = n->all; n; n = n->all)
		if (n->branch)
			return 1;
	return 0;
}

int
regexec(const regex_t *re, const char *s, size_t n, regmatch_t *match,
    int flags)
{
	struct matcher m = { .start = s, .flags = flags,
	    .longest = has_branches(re->re_nodes) };
	const char *at = s;

	for (;; at++) {
		memset(m.from, 0, sizeof m.from);
		if (again(&m, re->re_nodes, 0, at, 0) || m.best)
			break;
		if (*at == 0)
			return REG_NOMATCH;
	}
	if (re->re_flags & REG_NOSUB)
		return 0;
	for (size_t i = 0; i < n; i++)
		if (i < MAXGROUPS && m.best_from[i]) {
			match[i].rm_so = m.best_from[i] - s;
			match[i].rm_eo = m.best_to[i] - s;
		} else
			match[i].rm_so = match[i].rm_eo = -1;
	return 0;
}
