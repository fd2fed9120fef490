/* Words of the shell: variables, quotes, file names. */
#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sh.h"

#define MAXWORD 4096
#define MAXLIST 1024
#define QUOTED 0x80 /* a byte of a pattern that stands for itself */

struct variable {
	struct variable *next;
	char *name, *value;
};

static struct variable *variables;
int last_status, shell_argc;
char **shell_argv;

const char *
variable(const char *name)
{
	static char number[16];

	if (strcmp(name, "?") == 0 || strcmp(name, "$") == 0) {
		snprintf(number, sizeof number, "%d",
		    *name == '?' ? last_status : getpid());
		return number;
	}
	if (isdigit(*name))
		return atoi(name) < shell_argc ? shell_argv[atoi(name)] : "";
	for (struct variable *v = variables; v; v = v->next)
		if (strcmp(v->name, name) == 0)
			return v->value;
	return getenv(name) ? getenv(name) : "";
}

void
set_variable(const char *name, const char *value)
{
	struct variable *v = variables;

	while (v && strcmp(v->name, name) != 0)
		v = v->next;
	if (!v) {
		v = malloc(sizeof *v);
		v->name = strdup(name);
		v->next = variables;
		variables = v;
	} else
		free(v->value);
	v->value = strdup(value);
}

/* Copies the value of the variable that p names; behind the name. */
static const char *
put_variable(const char *p, char **to, char *end)
{
	char name[64];
	int n = 0, brace = *p == '{';
	const char *value;

	p += brace;
	if (*p == '?' || *p == '$' || isdigit(*p))
		name[n++] = *p++;
	else
		while ((isalnum(*p) || *p == '_') && n < 63)
			name[n++] = *p++;
	name[n] = 0;
	if (brace && *p == '}')
		p++;
	for (value = variable(name); *value && *to < end; value++)
		*(*to)++ = *value;
	return p;
}

/* Variables put in and quotes taken off; bytes that were quoted have the
 * QUOTED bit. 1 if there was a quote. */
static int
substitute(const char *p, char *to)
{
	char *end = to + MAXWORD - 1, quote = 0;
	int quotes = 0;

	while (*p && to < end) {
		if (*p == '\\' && quote != '\'' && p[1]) {
			*to++ = p[1] | QUOTED;
			p += 2;
		} else if ((*p == '\'' || *p == '"') &&
		    (!quote || quote == *p)) {
			quote = quote ? 0 : *p;
			quotes = 1;
			p++;
		} else if (*p == '$' && quote != '\'' && (isalnum(p[1]) ||
		    (p[1] && strchr("?${_", p[1])))) {
			char *start = to;
			p = put_variable(p + 1, &to, end);
			for (; quote && start < to; start++)
				*start |= QUOTED;
		} else
			*to++ = *p++ | (quote ? QUOTED : 0);
	}
	*to = 0;
	return quotes;
}

static void
unmark(char *s)
{
	for (; *s; s++)
		*s &= ~QUOTED;
}

char *
expand_one(const char *word)
{
	char *s = alloc(MAXWORD);

	substitute(word, s);
	unmark(s);
	return s;
}

/* Does a name match a pattern of * ? and [a-z]? */
static int
matches(const char *p, const char *s)
{
	for (; *p; p++, s++) {
		if (*p == '*') {
			do
				if (matches(p + 1, s))
					return 1;
			while (*s++);
			return 0;
		}
		if (!*s)
			return 0;
		if (*p == '[') {
			int good = 0;
			for (p++; *p && *p != ']'; p++) {
				if (p[1] == '-' && p[2] && p[2] != ']') {
					good |= *s >= *p && *s <= p[2];
					p += 2;
				} else
					good |= *s == *p;
			}
			if (!good)
				return 0;
		} else if (*p != '?' && (*p & ~QUOTED) != *s)
			return 0;
	}
	return *s == 0;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *) a, *(char *const *) b);
}

/* File names that match the last component of a pattern. */
static int
glob(const char *pattern, char **to, int room)
{
	const char *slash = strrchr(pattern, '/');
	const char *last = slash ? slash + 1 : pattern;
	int length = last - pattern, n = 0;
	char *dir = alloc(length + 2);
	struct dirent *e;
	DIR *d;

	memcpy(dir, pattern, length);
	dir[length] = 0;
	unmark(dir);
	if (!(d = opendir(length ? dir : ".")))
		return 0;
	while ((e = readdir(d)) && n < room)
		if ((e->d_name[0] != '.' || *last == '.') &&
		    matches(last, e->d_name)) {
			to[n] = alloc(length + strlen(e->d_name) + 1);
			memcpy(to[n], dir, length);
			strcpy(to[n++] + length, e->d_name);
		}
	closedir(d);
	qsort(to, n, sizeof to[0], by_name);
	return n;
}

/* One word to any number of them: an empty one without quotes is none, blanks
 * from variables separate, patterns become the names that match. */
static int
expand_word(const char *word, char **to, int room)
{
	char *s = alloc(MAXWORD);
	int quotes = substitute(word, s), n = 0;

	if (*s == 0 && quotes && room > 0) {
		to[0] = s;
		return 1;
	}
	while (n < room) {
		char *part;
		int found = 0;
		while (*s == ' ' || *s == '\t' || *s == '\n')
			s++;
		if (*s == 0)
			break;
		part = s;
		while (*s && *s != ' ' && *s != '\t' && *s != '\n')
			s++;
		if (*s)
			*s++ = 0;
		if (part[strcspn(part, "*?[")])
			found = glob(part, to + n, room - n);
		if (found == 0) {
			unmark(part);
			to[n++] = part;
		}
		n += found;
	}
	return n;
}

char **
expand(char **words, int n, int *count)
{
	char **list = alloc((MAXLIST + 1) * sizeof *list);

	*count = 0;
	for (int i = 0; i < n; i++)
		*count += expand_word(words[i], list + *count,
		    MAXLIST - *count);
	list[*count] = 0;
	return list;
}
