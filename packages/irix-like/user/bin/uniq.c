/* uniq [-c | -d | -u] [FILE]: one of each run of equal lines. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int counted, repeated, single;

static void
show(const char *line, long times)
{
	if ((repeated && times < 2) || (single && times > 1))
		return;
	if (counted)
		printf("%7ld ", times);
	fputs(line, stdout);
}

int
main(int argc, char **argv)
{
	char *line = 0, *last = 0;
	size_t room = 0;
	long times = 0;
	FILE *f = stdin;
	int c;

	while ((c = getopt(argc, argv, "cdu")) != -1)
		switch (c) {
		case 'c': counted = 1; break;
		case 'd': repeated = 1; break;
		case 'u': single = 1; break;
		default: return 2;
		}
	if (optind < argc && !(f = fopen(argv[optind], "r"))) {
		perror(argv[optind]);
		return 1;
	}
	while (getline(&line, &room, f) > 0) {
		if (last && strcmp(line, last) == 0) {
			times++;
			continue;
		}
		if (last)
			show(last, times);
		free(last);
		last = strdup(line);
		times = 1;
	}
	if (last)
		show(last, times);
	return 0;
}
