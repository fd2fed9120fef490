/* find PATH... [EXPRESSION]: -name -type -size -newer -print -exec ... ; -prune
 * -depth, joined by ! ( ) -a -o. */
#include <dirent.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum type { AND, OR, NOT, NAME, TYPE, SIZE, NEWER, PRINT, EXEC, PRUNE, TRUE };

struct node {
	enum type type;
	struct node *a, *b;
	char *text;          /* NAME, TYPE, SIZE */
	char **words;        /* EXEC */
	int nwords;
	time_t time;         /* NEWER */
};

static char **at;            /* what of the command line is left */
static int acts, depth_first, status, pruned;

static struct node *either(void);

static _Noreturn void
die(const char *why, const char *what)
{
	fprintf(stderr, "find: %s%s%s\n", why, what ? ": " : "",
	    what ? what : "");
	exit(2);
}

static struct node *
node(enum type type, struct node *a, struct node *b)
{
	struct node *n = calloc(1, sizeof *n);

	if (!n)
		die("no memory", 0);
	n->type = type;
	n->a = a;
	n->b = b;
	return n;
}

static int
next_is(const char *word)
{
	if (!*at || strcmp(*at, word) != 0)
		return 0;
	at++;
	return 1;
}

static char *
argument(const char *of)
{
	if (!*at)
		die("an argument is missing", of);
	return *at++;
}

static struct node *
exec(void)
{
	struct node *n = node(EXEC, 0, 0);

	n->words = at;
	while (strcmp(argument("-exec"), ";") != 0)
		n->nwords++;
	acts = 1;
	return n;
}

static struct node *
newer(const char *path)
{
	struct node *n = node(NEWER, 0, 0);
	struct stat st;

	if (stat(path, &st) < 0)
		die("there is no such file", path);
	n->time = st.st_mtime;
	return n;
}

static struct node *
with_text(enum type type, const char *of)
{
	struct node *n = node(type, 0, 0);

	n->text = argument(of);
	return n;
}

static struct node *
primary(void)
{
	struct node *n;

	if (next_is("!"))
		return node(NOT, primary(), 0);
	if (next_is("(")) {
		n = either();
		if (!next_is(")"))
			die(") is missing", 0);
		return n;
	}
	if (next_is("-name"))
		return with_text(NAME, "-name");
	if (next_is("-type"))
		return with_text(TYPE, "-type");
	if (next_is("-size"))
		return with_text(SIZE, "-size");
	if (next_is("-newer"))
		return newer(argument("-newer"));
	if (next_is("-exec"))
		return exec();
	if (next_is("-prune"))
		return node(PRUNE, 0, 0);
	if (next_is("-depth")) {
		depth_first = 1;
		return node(TRUE, 0, 0);
	}
	if (next_is("-print")) {
		acts = 1;
		return node(PRINT, 0, 0);
	}
	die("unknown expression", *at ? *at : "(end)");
}

static struct node *
both(void)
{
	struct node *n = primary();

	while (*at && strcmp(*at, "-o") != 0 && strcmp(*at, ")") != 0) {
		next_is("-a");
		n = node(AND, n, primary());
	}
	return n;
}

static struct node *
either(void)
{
	struct node *n = both();

	while (next_is("-o"))
		n = node(OR, n, both());
	return n;
}

static int
run(const struct node *n, const char *path)
{
	char *argv[64];
	int result = -1, i;

	for (i = 0; i < n->nwords && i < 63; i++)
		argv[i] = strcmp(n->words[i], "{}") == 0 ? (char *) path :
		    n->words[i];
	argv[i] = 0;
	fflush(stdout);
	if (fork() == 0) {
		execvp(argv[0], argv);
		perror(argv[0]);
		_exit(127);
	}
	wait(&result);
	return result == 0;
}

/* +n, -n or n: of 512 bytes, or with c behind it of one. */
static int
has_size(const char *text, off_t size)
{
	int sign = *text == '+' || *text == '-' ? *text++ : 0;
	char *end;
	long n = strtol(text, &end, 10), is = size;

	if (*end != 'c')
		is = (size + 511) / 512;
	return sign == '+' ? is > n : sign == '-' ? is < n : is == n;
}

static int
is_true(const struct node *n, const char *path, const struct stat *st)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash && slash[1] ? slash + 1 : path;

	switch (n->type) {
	case AND: return is_true(n->a, path, st) && is_true(n->b, path, st);
	case OR: return is_true(n->a, path, st) || is_true(n->b, path, st);
	case NOT: return !is_true(n->a, path, st);
	case NAME: return fnmatch(n->text, name, 0) == 0;
	case TYPE:
		return *n->text == (S_ISDIR(st->st_mode) ? 'd' :
		    S_ISCHR(st->st_mode) ? 'c' : S_ISREG(st->st_mode) ? 'f' :
		    'p');
	case SIZE: return has_size(n->text, st->st_size);
	case NEWER: return st->st_mtime > n->time;
	case PRINT: return puts(path) >= 0;
	case EXEC: return run(n, path);
	case PRUNE: return pruned = 1;
	default: return 1;
	}
}

static void
visit(const struct node *expression, const char *path)
{
	struct stat st;
	struct dirent *e;
	char below[1024];
	DIR *d;

	if (stat(path, &st) < 0) {
		perror(path);
		status = 1;
		return;
	}
	pruned = 0;
	if (!depth_first)
		is_true(expression, path, &st);
	if (S_ISDIR(st.st_mode) && !pruned) {
		if (!(d = opendir(path))) {
			perror(path);
			status = 1;
			return;
		}
		while ((e = readdir(d)))
			if (strcmp(e->d_name, ".") && strcmp(e->d_name, "..")) {
				snprintf(below, sizeof below, "%s%s%s", path,
				    path[strlen(path) - 1] == '/' ? "" : "/",
				    e->d_name);
				visit(expression, below);
			}
		closedir(d);
	}
	if (depth_first)
		is_true(expression, path, &st);
}

int
main(int argc, char **argv)
{
	struct node *expression = node(TRUE, 0, 0);
	int paths = 1;

	while (paths < argc && !strchr("-!(", argv[paths][0]))
		paths++;
	at = argv + paths;
	if (*at)
		expression = either();
	if (*at)
		die("unexpected word", *at);
	if (!acts)
		expression = node(AND, expression, node(PRINT, 0, 0));
	if (paths == 1)
		visit(expression, ".");
	for (int i = 1; i < paths; i++)
		visit(expression, argv[i]);
	return status;
}
