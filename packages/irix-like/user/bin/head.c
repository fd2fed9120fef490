/* head [-n LINES] [FILE] */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
	int lines = 10, c;
	FILE *f = stdin;

	while ((c = getopt(argc, argv, "n:")) != -1)
		if (c == 'n')
			lines = atoi(optarg);
		else
			return 2;
	if (optind < argc && !(f = fopen(argv[optind], "r"))) {
		perror(argv[optind]);
		return 1;
	}
	while (lines > 0 && (c = getc(f)) != EOF) {
		putchar(c);
		lines -= c == '\n';
	}
	return 0;
}
