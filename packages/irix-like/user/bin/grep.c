/* grep [-E | -F] [-c | -l | -q] [-insvx] [-e PATTERN]... [PATTERN] [FILE...]
 * Exit status: 0 a line was selected, 1 none was, 2 an error. */
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define MAXPATTERNS 32

static const char *patterns[MAXPATTERNS];
static regex_t compiled[MAXPATTERNS];
static int npatterns, fixed, invert, whole, ignore_case;
static int counting, names_only, quiet, numbered, silent, many, status = 1;

static int
fixed_matches(const char *pattern, const char *line)
{
	size_t n = strlen(pattern);
	int (*compare)(const char *, const char *, size_t) =
	    ignore_case ? strncasecmp : strncmp;

	if (whole)
		return strlen(line) == n && compare(line, pattern, n) == 0;
	do
		if (compare(line, pattern, n) == 0)
			return 1;
	while (*line++);
	return 0;
}

static int
regex_matches(const regex_t *re, const char *line)
{
	regmatch_t m;

	if (regexec(re, line, 1, &m, 0) != 0)
		return 0;
	return !whole || (m.rm_so == 0 && line[m.rm_eo] == 0);
}

static int
selected(const char *line)
{
	for (int i = 0; i < npatterns; i++)
		if (fixed ? fixed_matches(patterns[i], line) :
		    regex_matches(&compiled[i], line))
			return !invert;
	return invert;
}

static void
search(FILE *f, const char *name)
{
	char *line = 0;
	size_t room = 0;
	long number = 0, found = 0;
	ssize_t n;

	while ((n = getline(&line, &room, f)) > 0) {
		number++;
		if (line[n - 1] == '\n')
			line[n - 1] = 0;
		if (!selected(line))
			continue;
		found++;
		if (quiet || names_only)
			break;
		if (counting)
			continue;
		if (many)
			printf("%s:", name);
		if (numbered)
			printf("%ld:", number);
		puts(line);
	}
	free(line);
	if (found && status == 1)
		status = 0;
	if (found && names_only)
		puts(name);
	if (counting && many)
		printf("%s:", name);
	if (counting)
		printf("%ld\n", found);
}

static void
add_pattern(const char *text)
{
	if (npatterns == MAXPATTERNS) {
		fprintf(stderr, "grep: too many patterns\n");
		exit(2);
	}
	patterns[npatterns++] = text;
}

static void
compile(int flags)
{
	char why[64];

	for (int i = 0; i < npatterns; i++) {
		int error = regcomp(&compiled[i], patterns[i], flags);
		if (error) {
			regerror(error, &compiled[i], why, sizeof why);
			fprintf(stderr, "grep: %s: %s\n", patterns[i], why);
			exit(2);
		}
	}
}

static int
options(int argc, char **argv)
{
	int c, flags = 0;

	while ((c = getopt(argc, argv, "EFclqinsvxe:")) != -1)
		switch (c) {
		case 'E': flags |= REG_EXTENDED; break;
		case 'F': fixed = 1; break;
		case 'c': counting = 1; break;
		case 'l': names_only = 1; break;
		case 'q': quiet = 1; break;
		case 'i': ignore_case = 1; flags |= REG_ICASE; break;
		case 'n': numbered = 1; break;
		case 's': silent = 1; break;
		case 'v': invert = 1; break;
		case 'x': whole = 1; break;
		case 'e': add_pattern(optarg); break;
		default: exit(2);
		}
	return flags;
}

int
main(int argc, char **argv)
{
	int flags = options(argc, argv);

	if (npatterns == 0 && optind < argc)
		add_pattern(argv[optind++]);
	if (npatterns == 0) {
		fprintf(stderr, "usage: grep [-EFclqinsvx] [-e PATTERN] "
		    "[PATTERN] [FILE...]\n");
		return 2;
	}
	if (!fixed)
		compile(flags);
	if (optind == argc)
		search(stdin, "(standard input)");
	many = argc - optind > 1;
	for (int i = optind; i < argc; i++) {
		FILE *f = fopen(argv[i], "r");
		if (!f) {
			if (!silent)
				perror(argv[i]);
			status = 2;
			continue;
		}
		search(f, argv[i]);
		fclose(f);
	}
	return status;
}
