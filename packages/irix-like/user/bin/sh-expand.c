/* Words of the shell: variables, commands, quotes, file names. */
#include <ctype.h>
#include <dirent.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sh.h"

#define MAXLIST 1024

static void unmark(char *s);

/* Expanded text in which a backslash is in front of each character that was
 * quoted, as in patterns. */
struct text {
	char *s;
	unsigned n, room;
};

static void
put(struct text *t, char c, int quoted)
{
	if (t->n + 3 > t->room) {
		char *larger = alloc(t->room = 2 * t->room + 64);
		memcpy(larger, t->s, t->n);
		t->s = larger;
	}
	if (quoted || c == '\\')
		t->s[t->n++] = '\\';
	t->s[t->n++] = c;
	t->s[t->n] = 0;
}

static void
put_all(struct text *t, const char *s, int quoted)
{
	while (*s)
		put(t, *s++, quoted);
}

/* ${name}, ${#name}, ${name-word} and so on, without the braces. */
static void
put_braces(char *p, struct text *to, int quoted)
{
	char number[16], *rest, operator, *word;
	const char *value;
	int length = p[0] == '#' && p[1], unset, n;

	p += length;
	n = name_length(p);
	if (n == 0)
		n = strspn(p, "0123456789");
	rest = p + (n ? n : *p != 0);
	word = rest + (*rest == ':');
	operator = *word;
	word = strdup(*word ? word + 1 : word);
	*rest = 0;
	value = variable(p);
	unset = *value == 0;
	if (length) {
		snprintf(number, sizeof number, "%d", (int) strlen(value));
		value = number;
	} else if (operator && strchr("-=+", operator)) {
		if ((operator == '+') != unset)
			value = expand_one(word);
		if (operator == '=' && unset)
			set_variable(p, value);
		if (operator == '+' && unset)
			value = "";
	}
	put_all(to, value, quoted);
	free(word);
}

/* What a command prints, without the newlines at the end. */
static void
put_output(const char *command, struct text *to, int quoted)
{
	int fd[2], status, newlines = 0;
	char buf[512];
	ssize_t n;
	pid_t pid;

	fflush(0);
	if (pipe(fd) < 0 || (pid = fork()) < 0) {
		perror("sh");
		return;
	}
	if (pid == 0) {
		is_child = 1;
		dup2(fd[1], 1);
		close(fd[0]);
		close(fd[1]);
		if (run_text(command))
			fprintf(stderr, "sh: unexpected end\n");
		fflush(0);
		_exit(last_status);
	}
	close(fd[1]);
	while ((n = read(fd[0], buf, sizeof buf)) > 0)
		for (int i = 0; i < n; i++)
			if (buf[i] == '\n')
				newlines++;
			else {
				for (; newlines > 0; newlines--)
					put(to, '\n', quoted);
				put(to, buf[i], quoted);
			}
	close(fd[0]);
	waitpid(pid, &status, 0);
	last_status = status_of(status);
}

/* What stands at p: a variable, a command or a number; behind it. */
static const char *
put_substitution(const char *p, struct text *to, int quoted)
{
	const char *end = skip_substitution(p);
	char *inside;

	if (*p == '`') {
		inside = copy_text(p + 1, end - p - 2);
		put_output(inside, to, quoted);
		return end;
	}
	if (strncmp(p, "$((", 3) == 0 && end[-2] == ')') {
		inside = copy_text(p + 3, end - p - 5);
		put_all(to, arithmetic(expand_here(inside)), quoted);
		return end;
	}
	if (p[1] == '(') {
		put_output(copy_text(p + 2, end - p - 3), to, quoted);
		return end;
	}
	if (p[1] == '{') {
		put_braces(copy_text(p + 2, end - p - 3), to, quoted);
		return end;
	}
	end = p + 1 + (name_length(p + 1) ? name_length(p + 1) : 1);
	put_all(to, variable(copy_text(p + 1, end - p - 1)), quoted);
	return end;
}

static int
is_substitution(const char *p)
{
	return *p == '`' || (*p == '$' && p[1] && (isalnum(p[1]) ||
	    strchr("?$#@*!{_(", p[1])));
}

/* Variables put in and quotes taken off. *quotes: there was a quote. */
static char *
substitute(const char *p, int *quotes)
{
	struct text to = { alloc(64), 0, 64 };
	char quote = 0;

	*to.s = 0;
	*quotes = 0;
	while (*p) {
		if (*p == '\\' && quote != '\'' && p[1] && (!quote ||
		    strchr("$`\"\\\n", p[1]))) {
			if (p[1] != '\n')
				put(&to, p[1], 1);
			p += 2;
		} else if ((*p == '\'' || *p == '"') &&
		    (!quote || quote == *p)) {
			quote = quote ? 0 : *p;
			*quotes = 1;
			p++;
		} else if (quote != '\'' && is_substitution(p))
			p = put_substitution(p, &to, quote);
		else
			put(&to, *p++, quote);
	}
	return to.s;
}

/* The text of a here-document: variables, but no quotes. */
char *
expand_here(const char *p)
{
	struct text to = { alloc(64), 0, 64 };

	*to.s = 0;
	while (*p)
		if (*p == '\\' && p[1] && strchr("$`\\\n", p[1])) {
			if (p[1] != '\n')
				put(&to, p[1], 1);
			p += 2;
		} else if (is_substitution(p))
			p = put_substitution(p, &to, 1);
		else
			put(&to, *p++, 1);
	unmark(to.s);
	return to.s;
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
	int quotes;
	char *s = substitute(word, &quotes);

	unmark(s);
	return s;
}

/* A pattern: quoted characters stand for themselves. */
char *
expand_pattern(const char *word)
{
	int quotes;

	return substitute(word, &quotes);
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
	int quotes, n = 0;
	char *s;

	if (strcmp(word, "\"$@\"") == 0)
		return all_arguments(to, room);
	s = substitute(word, &quotes);
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
