/* sort [-n] [-r] [FILE] */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int numbers, reverse;

static int
compare(const void *a, const void *b)
{
	const char *s = *(char *const *) a, *t = *(char *const *) b;
	int order = 0;

	if (numbers)
		order = (atol(s) > atol(t)) - (atol(s) < atol(t));
	if (order == 0)
		order = strcmp(s, t);
	return reverse ? -order : order;
}

int
main(int argc, char **argv)
{
	static char line[4096];
	char **lines = 0;
	int n = 0, room = 0, c;
	FILE *f = stdin;

	while ((c = getopt(argc, argv, "nr")) != -1)
		if (c == 'n')
			numbers = 1;
		else if (c == 'r')
			reverse = 1;
		else
			return 2;
	if (optind < argc && !(f = fopen(argv[optind], "r"))) {
		perror(argv[optind]);
		return 1;
	}
	while (fgets(line, sizeof line, f)) {
		if (n == room) {
			room = 2 * room + 64;
			lines = realloc(lines, room * sizeof *lines);
		}
		if (!lines || !(lines[n++] = strdup(line))) {
			fprintf(stderr, "sort: no memory\n");
			return 1;
		}
	}
	qsort(lines, n, sizeof *lines, compare);
	for (int i = 0; i < n; i++)
		fputs(lines[i], stdout);
	return 0;
}
