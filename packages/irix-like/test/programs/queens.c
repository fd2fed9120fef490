/* queens N: in how many ways N queens stand on a board of N * N; and the first
 * one. */
#include <stdio.h>
#include <stdlib.h>

#define MAX 16

static int n, row_of[MAX];
static long found;

static int
is_free(int column, int row)
{
	for (int c = 0; c < column; c++)
		if (row_of[c] == row || abs(row_of[c] - row) == column - c)
			return 0;
	return 1;
}

static void
show(void)
{
	for (int row = 0; row < n; row++) {
		for (int c = 0; c < n; c++)
			putchar(row_of[c] == row ? 'Q' : '.');
		putchar('\n');
	}
}

static void
place(int column)
{
	if (column == n) {
		if (found++ == 0)
			show();
		return;
	}
	for (int row = 0; row < n; row++)
		if (is_free(column, row)) {
			row_of[column] = row;
			place(column + 1);
		}
}

int
main(int argc, char **argv)
{
	n = argc > 1 ? atoi(argv[1]) : 8;
	if (n < 1 || n > MAX) {
		fprintf(stderr, "%s: expected 1 to %d\n", argv[0], MAX);
		return 2;
	}
	place(0);
	printf("%ld\n", found);
	return 0;
}
