/* tee [-a] [FILE...] */
#include <stdio.h>
#include <unistd.h>

#define MAXFILES 16

int
main(int argc, char **argv)
{
	FILE *files[MAXFILES];
	const char *mode = "w";
	int c, n = 0, bad = 0;

	while ((c = getopt(argc, argv, "a")) != -1)
		if (c == 'a')
			mode = "a";
		else
			return 2;
	for (; optind < argc && n < MAXFILES; optind++)
		if ((files[n] = fopen(argv[optind], mode)))
			n++;
		else {
			perror(argv[optind]);
			bad = 1;
		}
	while ((c = getchar()) != EOF) {
		putchar(c);
		for (int i = 0; i < n; i++)
			putc(c, files[i]);
	}
	return bad;
}
