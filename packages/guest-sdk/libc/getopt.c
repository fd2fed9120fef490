/* Options of one letter, as POSIX has them. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

char *optarg;
int optind = 1, opterr = 1, optopt;
static int at = 1; /* in argv[optind] */

int
getopt(int argc, char *const argv[], const char *options)
{
	const char *known;

	if (optind >= argc || argv[optind][0] != '-' || argv[optind][1] == 0)
		return -1;
	if (strcmp(argv[optind], "--") == 0) {
		optind++;
		return -1;
	}
	optopt = argv[optind][at++];
	known = optopt == ':' ? 0 : strchr(options, optopt);
	if (known && known[1] == ':') {
		/* The argument is the rest of this word, or the next. */
		optarg = 0;
		if (argv[optind][at])
			optarg = argv[optind] + at;
		else if (optind + 1 < argc)
			optarg = argv[++optind];
		optind++;
		at = 1;
		if (!optarg) {
			if (opterr)
				fprintf(stderr, "%s: option -%c lacks a value\n",
				    argv[0], optopt);
			return '?';
		}
		return optopt;
	}
	if (argv[optind][at] == 0) {
		optind++;
		at = 1;
	}
	if (!known) {
		if (opterr)
			fprintf(stderr, "%s: unknown option -%c\n", argv[0],
			    optopt);
		return '?';
	}
	return optopt;
}
