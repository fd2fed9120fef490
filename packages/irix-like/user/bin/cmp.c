/* cmp [-s] FILE1 FILE2. Exit status: 0 equal, 1 different, 2 an error. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static FILE *
open_file(const char *name)
{
	FILE *f = strcmp(name, "-") == 0 ? stdin : fopen(name, "r");

	if (!f)
		perror(name);
	return f;
}

int
main(int argc, char **argv)
{
	int c, d, silent = 0;
	long at = 1, line = 1;
	FILE *f, *g;

	while ((c = getopt(argc, argv, "s")) != -1)
		if (c == 's')
			silent = 1;
		else
			return 2;
	if (argc - optind != 2) {
		fprintf(stderr, "usage: cmp [-s] FILE1 FILE2\n");
		return 2;
	}
	argv += optind;
	if (!(f = open_file(argv[0])) || !(g = open_file(argv[1])))
		return 2;
	while ((c = getc(f)) == (d = getc(g))) {
		if (c == EOF)
			return 0;
		at++;
		line += c == '\n';
	}
	if (silent)
		return 1;
	if (c == EOF || d == EOF)
		fprintf(stderr, "cmp: EOF on %s\n", argv[c == EOF ? 0 : 1]);
	else
		printf("%s %s differ: char %ld, line %ld\n", argv[0], argv[1],
		    at, line);
	return 1;
}
