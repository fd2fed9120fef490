/* wc [-clmw] [FILE...]: lines, words and bytes. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct counts {
	long of[3];
};

static const char kinds[] = "lwc";
static char asked[4];

static int
count(FILE *f, struct counts *n)
{
	int c, in = 0;

	while ((c = getc(f)) != EOF) {
		n->of[0] += c == '\n';
		n->of[1] += !in && !isspace(c);
		n->of[2]++;
		in = !isspace(c);
	}
	return ferror(f) != 0;
}

/* In this order, not the options'; a number alone is not padded. */
static void
print(const struct counts *n, const char *name)
{
	const char *between = "";

	for (int k = 0; k < 3; k++)
		if (strchr(asked, kinds[k])) {
			printf("%s%*ld", between, asked[1] ? 7 : 0, n->of[k]);
			between = " ";
		}
	printf("%s%s\n", *name ? " " : "", name);
}

int
main(int argc, char **argv)
{
	struct counts total = { { 0 } };
	int c, bad = 0;

	while ((c = getopt(argc, argv, "clmw")) != -1) {
		char kind[2] = { c == 'm' ? 'c' : c };
		if (c == '?')
			return 1;
		if (!strchr(asked, *kind))
			strcat(asked, kind);
	}
	if (!*asked)
		strcpy(asked, kinds);
	if (optind == argc) {
		bad = count(stdin, &total);
		print(&total, "");
		return bad;
	}
	for (int i = optind; i < argc; i++) {
		struct counts n = { { 0 } };
		FILE *f = fopen(argv[i], "r");
		if (!f) {
			perror(argv[i]);
			bad = 1;
			continue;
		}
		bad |= count(f, &n);
		fclose(f);
		print(&n, argv[i]);
		for (int k = 0; k < 3; k++)
			total.of[k] += n.of[k];
	}
	if (argc - optind > 1)
		print(&total, "total");
	return bad;
}
