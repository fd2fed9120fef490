/* grep [-v] [-c] PATTERN [FILE...]: lines with a regular expression of
 * characters, . * ^ and $. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int invert, counting;

static int match_here(const char *p, const char *s);

static int
match_star(char c, const char *p, const char *s)
{
	do
		if (match_here(p, s))
			return 1;
	while (*s && (*s++ == c || c == '.'));
	return 0;
}

static int
match_here(const char *p, const char *s)
{
	if (*p == 0)
		return 1;
	if (p[1] == '*')
		return match_star(*p, p + 2, s);
	if (*p == '$' && p[1] == 0)
		return *s == 0;
	return *s && (*p == '.' || *p == *s) && match_here(p + 1, s + 1);
}

static int
match(const char *p, const char *s)
{
	if (*p == '^')
		return match_here(p + 1, s);
	do
		if (match_here(p, s))
			return 1;
	while (*s++);
	return 0;
}

static int
search(const char *pattern, FILE *f, const char *name)
{
	static char line[4096];
	int found = 0;

	while (fgets(line, sizeof line, f)) {
		line[strcspn(line, "\n")] = 0;
		if (match(pattern, line) == invert)
			continue;
		found++;
		if (!counting)
			printf("%s%s%s\n", name, *name ? ":" : "", line);
	}
	if (counting)
		printf("%s%s%d\n", name, *name ? ":" : "", found);
	return found;
}

int
main(int argc, char **argv)
{
	int c, found = 0;

	while ((c = getopt(argc, argv, "vc")) != -1)
		if (c == 'v')
			invert = 1;
		else if (c == 'c')
			counting = 1;
		else
			return 2;
	if (optind == argc) {
		fprintf(stderr, "grep [-v] [-c] PATTERN [FILE...]\n");
		return 2;
	}
	if (optind + 1 == argc)
		found = search(argv[optind], stdin, "");
	for (int i = optind + 1; i < argc; i++) {
		FILE *f = fopen(argv[i], "r");
		if (!f) {
			perror(argv[i]);
			continue;
		}
		found += search(argv[optind], f,
		    optind + 2 < argc ? argv[i] : "");
		fclose(f);
	}
	return found == 0;
}
