/* tail [-n LINES | -n +LINE | -c BYTES] [FILE] */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* All there is; *length is how much. */
static char *
read_all(FILE *f, size_t *length)
{
	char *text = 0;
	size_t room = 0, n = 1;

	for (*length = 0; n > 0; *length += n) {
		if (*length == room) {
			room = 2 * room + 4096;
			if (!(text = realloc(text, room))) {
				fprintf(stderr, "tail: no memory\n");
				exit(1);
			}
		}
		n = fread(text + *length, 1, room - *length, f);
	}
	return text;
}

/* Where the last n lines begin. */
static size_t
last_lines(const char *text, size_t length, long n)
{
	size_t at = length;

	if (n == 0)
		return length;
	while (at > 0) {
		if (text[at - 1] == '\n' && at < length && --n == 0)
			return at;
		at--;
	}
	return 0;
}

/* Where line n begins, counted from 1. */
static size_t
line_start(const char *text, size_t length, long n)
{
	size_t at = 0;

	for (; n > 1 && at < length; n--) {
		const char *end = memchr(text + at, '\n', length - at);
		at = end ? end - text + 1 : (long) length;
	}
	return at;
}

int
main(int argc, char **argv)
{
	const char *count = "10";
	int c, bytes = 0;
	size_t length, at;
	FILE *f = stdin;
	char *text;
	long n;

	while ((c = getopt(argc, argv, "n:c:")) != -1) {
		if (c == '?')
			return 2;
		bytes = c == 'c';
		count = optarg;
	}
	if (optind < argc && !(f = fopen(argv[optind], "r"))) {
		perror(argv[optind]);
		return 1;
	}
	text = read_all(f, &length);
	n = labs(atol(count));
	if (bytes && *count == '+')
		at = n < 1 ? 0 : (size_t) n > length ? length : (size_t) n - 1;
	else if (bytes)
		at = (size_t) n > length ? 0 : length - n;
	else
		at = *count == '+' ? line_start(text, length, n) :
		    last_lines(text, length, n);
	return fwrite(text + at, 1, length - at, stdout) != length - at;
}
