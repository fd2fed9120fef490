/* test, and [ ... ]. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sh.h"

static char **at;

static int either(void);

static int
is_file(char what, const char *path)
{
	struct stat st;

	if (what == 't')
		return isatty(atoi(path));
	if (stat(path, &st) < 0)
		return 0;
	switch (what) {
	case 'd': return S_ISDIR(st.st_mode);
	case 'f': return S_ISREG(st.st_mode);
	case 'c': return S_ISCHR(st.st_mode);
	case 'p': return S_ISFIFO(st.st_mode);
	case 's': return st.st_size > 0;
	case 'x': return access(path, X_OK) == 0;
	default: return 1;
	}
}

/* 2: not an operator of two. */
static int
compare(const char *a, const char *o, const char *b)
{
	long x = strtol(a, 0, 10), y = strtol(b, 0, 10);

	if (strcmp(o, "=") == 0)
		return strcmp(a, b) == 0;
	if (strcmp(o, "!=") == 0)
		return strcmp(a, b) != 0;
	if (strcmp(o, "-eq") == 0)
		return x == y;
	if (strcmp(o, "-ne") == 0)
		return x != y;
	if (strcmp(o, "-lt") == 0)
		return x < y;
	if (strcmp(o, "-le") == 0)
		return x <= y;
	if (strcmp(o, "-gt") == 0)
		return x > y;
	if (strcmp(o, "-ge") == 0)
		return x >= y;
	return 2;
}

static int
primary(void)
{
	char *word = *at;
	int result;

	if (!word)
		return 0;
	if (at[1] && at[2] && (result = compare(word, at[1], at[2])) < 2) {
		at += 3;
		return result;
	}
	if (strcmp(word, "!") == 0 && at[1]) {
		at++;
		return !primary();
	}
	if (strcmp(word, "(") == 0 && at[1]) {
		at++;
		result = either();
		if (*at)
			at++;
		return result;
	}
	if (word[0] == '-' && word[1] && !word[2] && at[1]) {
		at += 2;
		if (word[1] == 'n')
			return *at[-1] != 0;
		if (word[1] == 'z')
			return *at[-1] == 0;
		return is_file(word[1], at[-1]);
	}
	at++;
	return *word != 0;
}

static int
both(void)
{
	int result = primary();

	while (*at && strcmp(*at, "-a") == 0) {
		at++;
		result &= primary();
	}
	return result;
}

static int
either(void)
{
	int result = both();

	while (*at && strcmp(*at, "-o") == 0) {
		at++;
		result |= both();
	}
	return result;
}

/* 0 true, 1 false, 2 an error. */
int
test_builtin(int argc, char **argv)
{
	int result;

	if (strcmp(argv[0], "[") == 0) {
		if (strcmp(argv[argc - 1], "]") != 0) {
			fprintf(stderr, "[: ] is missing\n");
			return 2;
		}
		argv[argc - 1] = 0;
	}
	at = argv + 1;
	result = either();
	if (*at) {
		fprintf(stderr, "%s: unexpected %s\n", argv[0], *at);
		return 2;
	}
	return !result;
}
