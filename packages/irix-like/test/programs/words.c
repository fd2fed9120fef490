/* words [FILE]: how often each word comes, most frequent first. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct word {
	struct word *left, *right;
	unsigned count;
	char text[1];
};

static size_t different;

static struct word *
count(struct word *tree, const char *text)
{
	int order;

	if (!tree) {
		tree = calloc(1, sizeof *tree + strlen(text));
		if (!tree) {
			perror("words");
			exit(EXIT_FAILURE);
		}
		strcpy(tree->text, text);
		tree->count = 1;
		different++;
		return tree;
	}
	order = strcmp(text, tree->text);
	if (order == 0)
		tree->count++;
	else if (order < 0)
		tree->left = count(tree->left, text);
	else
		tree->right = count(tree->right, text);
	return tree;
}

static struct word **
flatten(struct word *tree, struct word **to)
{
	if (tree) {
		to = flatten(tree->left, to);
		*to++ = tree;
		to = flatten(tree->right, to);
	}
	return to;
}

static int
by_count(const void *a, const void *b)
{
	const struct word *x = *(struct word *const *) a;
	const struct word *y = *(struct word *const *) b;

	if (x->count != y->count)
		return x->count < y->count ? 1 : -1;
	return strcmp(x->text, y->text);
}

int
main(int argc, char **argv)
{
	FILE *in = argc > 1 ? fopen(argv[1], "r") : stdin;
	struct word *tree = NULL, **list;
	char text[64];
	size_t n = 0;
	int c;

	if (!in) {
		perror(argv[1]);
		return EXIT_FAILURE;
	}
	do {
		c = getc(in);
		if (isalpha(c) && n < sizeof text - 1)
			text[n++] = tolower(c);
		else if (n > 0) {
			text[n] = '\0';
			tree = count(tree, text);
			n = 0;
		}
	} while (c != EOF);
	list = malloc((different + 1) * sizeof *list);
	flatten(tree, list);
	qsort(list, different, sizeof *list, by_count);
	for (size_t i = 0; i < different; i++)
		printf("%4u %s\n", list[i]->count, list[i]->text);
	return EXIT_SUCCESS;
}
