/* head [-n LINES | -c BYTES] [FILE...] */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void
copy(FILE *f, long lines, long bytes)
{
	int c;

	while (lines > 0 && bytes > 0 && (c = getc(f)) != EOF) {
		putchar(c);
		bytes--;
		lines -= c == '\n';
	}
}

int
main(int argc, char **argv)
{
	long lines = 10, bytes = 0x7fffffff;
	int c, bad = 0, many;

	while ((c = getopt(argc, argv, "n:c:")) != -1)
		if (c == 'n')
			lines = atol(optarg);
		else if (c == 'c') {
			bytes = atol(optarg);
			lines = 0x7fffffff;
		} else
			return 2;
	if (optind == argc)
		copy(stdin, lines, bytes);
	many = argc - optind > 1;
	for (int i = optind; i < argc; i++) {
		FILE *f = fopen(argv[i], "r");
		if (!f) {
			perror(argv[i]);
			bad = 1;
			continue;
		}
		if (many)
			printf("%s==> %s <==\n", i > optind ? "\n" : "",
			    argv[i]);
		copy(f, lines, bytes);
		fclose(f);
	}
	return bad;
}
