/* Words of the shell: variables, quotes, file names. */
#include <ctype.h>
#include <dirent.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sh.h"

#define MAXWORD 4096
#define MAXLIST 1024

struct variable {
	struct variable *next;
	char *name, *value;
};

static void unmark(char *s);

static struct variable *variables;
int last_status, last_background, shell_pid, shell_argc;
char **shell_argv;

/* $@ and $*: the arguments with blanks between. */
static const char *
joined_arguments(void)
{
	char *s = alloc(MAXWORD), *at = s;

	*s = 0;
	for (int i = 1; i < shell_argc; i++)
		if (at + strlen(shell_argv[i]) + 2 < s + MAXWORD)
			at += sprintf(at, "%s%s", i > 1 ? " " : "",
			    shell_argv[i]);
	return s;
}

const char *
variable(const char *name)
{
	static char number[16];
	int special = name[0] && !name[1] ? name[0] : 0;

	if (special && strchr("?$#!", special)) {
		snprintf(number, sizeof number, "%d",
		    special == '?' ? last_status :
		    special == '$' ? shell_pid :
		    special == '!' ? last_background :
		    shell_argc > 0 ? shell_argc - 1 : 0);
		return number;
	}
	if (special == '@' || special == '*')
		return joined_arguments();
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

	if (getenv(name)) {
		setenv(name, value, 1);
		return;
	}
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

/* Expanded text in which a backslash is in front of each character that was
 * quoted, as in patterns. */
struct text {
	char *at, *end;
};

static void
put(struct text *t, char c, int quoted)
{
	if (t->at + 2 > t->end)
		return;
	if (quoted || c == '\\')
		*t->at++ = '\\';
	*t->at++ = c;
}

/* Puts the value of the variable that p names; behind the name. */
static const char *
put_variable(const char *p, struct text *to, int quoted)
{
	char name[64];
	int n = 0, brace = *p == '{';
	const char *value;

	p += brace;
	if (isdigit(*p) || strchr("?$#@*!", *p))
		name[n++] = *p++;
	else
		while ((isalnum(*p) || *p == '_') && n < 63)
			name[n++] = *p++;
	name[n] = 0;
	if (brace && *p == '}')
		p++;
	for (value = variable(name); *value; value++)
		put(to, *value, quoted);
	return p;
}

static int
names_variable(const char *p)
{
	return p[0] == '$' && p[1] && (isalnum(p[1]) ||
	    strchr("?$#@*!{_", p[1]));
}

/* Variables put in and quotes taken off. 1 if there was a quote. */
static int
substitute(const char *p, char *buf)
{
	struct text to = { buf, buf + MAXWORD - 1 };
	char quote = 0;
	int quotes = 0;

	while (*p) {
		if (*p == '\\' && quote != '\'' && p[1] && (!quote ||
		    strchr("$`\"\\\n", p[1]))) {
			if (p[1] != '\n')
				put(&to, p[1], 1);
			p += 2;
		} else if ((*p == '\'' || *p == '"') &&
		    (!quote || quote == *p)) {
			quote = quote ? 0 : *p;
			quotes = 1;
			p++;
		} else if (quote != '\'' && names_variable(p))
			p = put_variable(p + 1, &to, quote);
		else
			put(&to, *p++, quote);
	}
	*to.at = 0;
	return quotes;
}

/* The text of a here-document: variables, but no quotes. */
char *
expand_here(const char *p)
{
	unsigned room = 2 * strlen(p) + MAXWORD;
	char *buf = alloc(room);
	struct text to = { buf, buf + room - 1 };

	while (*p)
		if (*p == '\\' && p[1] && strchr("$`\\\n", p[1])) {
			if (p[1] != '\n')
				put(&to, p[1], 1);
			p += 2;
		} else if (names_variable(p))
			p = put_variable(p + 1, &to, 0);
		else
			put(&to, *p++, 0);
	*to.at = 0;
	unmark(buf);
	return buf;
}

static void
unmark(char *s)
{
	char *to = s;

	for (; *s; s++) {
		if (*s == '\\' && s[1])
			s++;
		*to++ = *s;
	}
	*to = 0;
}

char *
expand_one(const char *word)
{
	char *s = alloc(MAXWORD);

	substitute(word, s);
	unmark(s);
	return s;
}

/* A pattern: quoted characters stand for themselves. */
char *
expand_pattern(const char *word)
{
	char *s = alloc(MAXWORD);

	substitute(word, s);
	return s;
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
		    fnmatch(last, e->d_name, 0) == 0) {
			to[n] = alloc(length + strlen(e->d_name) + 1);
			memcpy(to[n], dir, length);
			strcpy(to[n++] + length, e->d_name);
		}
	closedir(d);
	qsort(to, n, sizeof to[0], by_name);
	return n;
}

/* Is there a character of a pattern that is not quoted? */
static int
is_pattern(const char *s)
{
	for (; *s; s++)
		if (*s == '\\' && s[1])
			s++;
		else if (strchr("*?[", *s))
			return 1;
	return 0;
}

/* Behind the part up to a blank that is not quoted, which becomes its end. */
static char *
end_part(char *s)
{
	for (; *s && !strchr(" \t\n", *s); s++)
		if (*s == '\\' && s[1])
			s++;
	if (*s)
		*s++ = 0;
	return s;
}

/* "$@": the arguments, each as it is. */
static int
all_arguments(char **to, int room)
{
	int n = 0;

	for (int i = 1; i < shell_argc && n < room; i++)
		to[n++] = shell_argv[i];
	return n;
}

/* One word to any number of them: an empty one without quotes is none, blanks
 * from variables separate, patterns become the names that match. */
static int
expand_word(const char *word, char **to, int room)
{
	char *s = alloc(MAXWORD);
	int quotes, n = 0;

	if (strcmp(word, "\"$@\"") == 0)
		return all_arguments(to, room);
	quotes = substitute(word, s);
	if (*s == 0 && quotes && room > 0) {
		to[0] = s;
		return 1;
	}
	while (n < room) {
		char *part;
		int found = 0;
		s += strspn(s, " \t\n");
		if (*s == 0)
			break;
		part = s;
		s = end_part(s);
		if (is_pattern(part))
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
