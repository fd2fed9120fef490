/* diff [-b] [-q] FILE1 FILE2: POSIX's default output. Exit status: 0 equal,
 * 1 different, 2 an error.
 *
 * The lines that stay are a longest common subsequence, found with Hirschberg's
 * algorithm: in time of one length times the other, and little memory. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct file {
	const char *name;
	char **lines;
	int n;
	char *changed;  /* by line: deleted, or added */
	int no_newline; /* at the end of the last line */
};

static struct file a, b;
static int *from_start, *to_end; /* by line of b: lengths of subsequences */
static int ignore_blanks, brief;

static _Noreturn void
die(const char *what)
{
	perror(what);
	exit(2);
}

static void
read_file(struct file *f, const char *name)
{
	FILE *in = strcmp(name, "-") == 0 ? stdin : fopen(name, "r");
	char *line = 0;
	size_t room = 0;
	ssize_t length;
	int space = 0;

	if (!in)
		die(name);
	f->name = name;
	while ((length = getline(&line, &room, in)) > 0) {
		f->no_newline = line[length - 1] != '\n';
		if (!f->no_newline)
			line[length - 1] = 0;
		if (f->n == space) {
			space = 2 * space + 64;
			f->lines = realloc(f->lines, space * sizeof *f->lines);
		}
		if (!f->lines || !(f->lines[f->n++] = strdup(line)))
			die("diff");
	}
	if (ferror(in))
		die(name);
	free(line);
	if (!(f->changed = calloc(1, f->n + 1)))
		die("diff");
}

/* Blanks at the end do not count, others are all one. */
static int
same_but_blanks(const char *s, const char *t)
{
	for (;; s++, t++) {
		int n = strspn(s, " \t"), m = strspn(t, " \t");
		if ((n > 0 || s[n] == 0) && (m > 0 || t[m] == 0)) {
			s += n;
			t += m;
		}
		if (*s != *t)
			return 0;
		if (*s == 0)
			return 1;
	}
}

static int
same(int x, int y)
{
	if (ignore_blanks)
		return same_but_blanks(a.lines[x], b.lines[y]);
	return strcmp(a.lines[x], b.lines[y]) == 0 &&
	    (a.no_newline && x == a.n - 1) == (b.no_newline && y == b.n - 1);
}

static int
larger(int x, int y)
{
	return x > y ? x : y;
}

/* from_start[y]: what lines x0 to x1 of a have in common with y0 to y of b. */
static void
count_from_start(int x0, int x1, int y0, int y1)
{
	memset(from_start + y0, 0, (y1 - y0 + 1) * sizeof *from_start);
	for (int x = x0; x < x1; x++)
		for (int y = y0, before = 0; y < y1; y++) {
			int above = from_start[y + 1];
			from_start[y + 1] = same(x, y) ? before + 1 :
			    larger(above, from_start[y]);
			before = above;
		}
}

/* to_end[y]: the same with y to y1. */
static void
count_to_end(int x0, int x1, int y0, int y1)
{
	memset(to_end + y0, 0, (y1 - y0 + 1) * sizeof *to_end);
	for (int x = x1 - 1; x >= x0; x--)
		for (int y = y1 - 1, before = 0; y >= y0; y--) {
			int above = to_end[y];
			to_end[y] = same(x, y) ? before + 1 :
			    larger(above, to_end[y + 1]);
			before = above;
		}
}

/* Marks what has changed between lines x0 to x1 of a and y0 to y1 of b. */
static void
compare(int x0, int x1, int y0, int y1)
{
	int middle, best = y0;

	while (x0 < x1 && y0 < y1 && same(x0, y0))
		x0++, y0++;
	while (x0 < x1 && y0 < y1 && same(x1 - 1, y1 - 1))
		x1--, y1--;
	if (x1 - x0 == 1)
		for (int y = y0; y < y1; y++)
			if (same(x0, y)) {
				memset(b.changed + y0, 1, y - y0);
				memset(b.changed + y + 1, 1, y1 - y - 1);
				return;
			}
	if (x1 - x0 <= 1 || y0 == y1) {
		memset(a.changed + x0, 1, x1 - x0);
		memset(b.changed + y0, 1, y1 - y0);
		return;
	}
	middle = (x0 + x1) / 2;
	count_from_start(x0, middle, y0, y1);
	count_to_end(middle, x1, y0, y1);
	best = y0;
	for (int y = y0; y <= y1; y++)
		if (from_start[y] + to_end[y] >
		    from_start[best] + to_end[best])
			best = y;
	compare(x0, middle, y0, best);
	compare(middle, x1, best, y1);
}

static void
show_range(int from, int to)
{
	if (to - from > 1)
		printf("%d,%d", from + 1, to);
	else
		printf("%d", to);
}

static void
show_lines(const struct file *f, char mark, int from, int to)
{
	for (int i = from; i < to; i++) {
		printf("%c %s\n", mark, f->lines[i]);
		if (f->no_newline && i == f->n - 1)
			printf("\\ No newline at end of file\n");
	}
}

/* 1 if there was a difference. */
static int
show(void)
{
	int x = 0, y = 0, found = 0;

	while (x < a.n || y < b.n) {
		int x0 = x, y0 = y;
		while (x < a.n && a.changed[x])
			x++;
		while (y < b.n && b.changed[y])
			y++;
		if (x == x0 && y == y0) {
			x++, y++;
			continue;
		}
		found = 1;
		if (brief)
			break;
		show_range(x0, x);
		putchar(x == x0 ? 'a' : y == y0 ? 'd' : 'c');
		show_range(y0, y);
		putchar('\n');
		show_lines(&a, '<', x0, x);
		if (x > x0 && y > y0)
			puts("---");
		show_lines(&b, '>', y0, y);
	}
	return found;
}

/* The file of the same name, if that is a directory. */
static const char *
in_directory(const char *path, const char *other)
{
	char *full;
	const char *slash = strrchr(other, '/');
	struct stat st;

	if (stat(path, &st) < 0 || !S_ISDIR(st.st_mode))
		return path;
	other = slash ? slash + 1 : other;
	if (!(full = malloc(strlen(path) + strlen(other) + 2)))
		die("diff");
	sprintf(full, "%s/%s", path, other);
	return full;
}

int
main(int argc, char **argv)
{
	int c, different;

	while ((c = getopt(argc, argv, "bq")) != -1)
		if (c == 'b')
			ignore_blanks = 1;
		else if (c == 'q')
			brief = 1;
		else
			return 2;
	if (argc - optind != 2) {
		fprintf(stderr, "usage: diff [-bq] FILE1 FILE2\n");
		return 2;
	}
	argv += optind;
	read_file(&a, in_directory(argv[0], argv[1]));
	read_file(&b, in_directory(argv[1], argv[0]));
	from_start = calloc(b.n + 1, sizeof *from_start);
	to_end = calloc(b.n + 1, sizeof *to_end);
	if (!from_start || !to_end)
		die("diff");
	compare(0, a.n, 0, b.n);
	different = show();
	if (different && brief)
		printf("Files %s and %s differ\n", a.name, b.name);
	return different;
}
