/* wc [FILE...]: lines, words and bytes. */
#include <ctype.h>
#include <stdio.h>

static int
count(FILE *f, const char *name)
{
	long lines = 0, words = 0, bytes = 0;
	int c, in = 0;

	while ((c = getc(f)) != EOF) {
		bytes++;
		lines += c == '\n';
		words += !in && !isspace(c);
		in = !isspace(c);
	}
	printf("%7ld %7ld %7ld%s%s\n", lines, words, bytes, *name ? " " : "",
	    name);
	return ferror(f);
}

int
main(int argc, char **argv)
{
	int bad = 0;

	if (argc == 1)
		return count(stdin, "");
	for (int i = 1; i < argc; i++) {
		FILE *f = fopen(argv[i], "r");
		if (!f) {
			perror(argv[i]);
			bad = 1;
			continue;
		}
		bad |= count(f, argv[i]);
		fclose(f);
	}
	return bad;
}
