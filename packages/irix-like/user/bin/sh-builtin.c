/* Commands that only the shell itself can do, or that are too small for a
 * process. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sh.h"

static int
cd(int argc, char **argv)
{
	const char *to = argc > 1 ? argv[1] : variable("HOME");

	(void) argc;
	if (chdir(*to ? to : "/") == 0)
		return 0;
	perror(to);
	return 1;
}

static int
pwd(int argc, char **argv)
{
	char path[1024];

	(void) argc;
	(void) argv;
	if (!getcwd(path, sizeof path)) {
		perror("pwd");
		return 1;
	}
	puts(path);
	return 0;
}

static int
leave(int argc, char **argv)
{
	static int warned;

	if (interactive && !is_child && !warned && jobs_stopped()) {
		warned = 1;
		fprintf(stderr, "There are stopped jobs.\n");
		return 1;
	}
	exit(argc > 1 ? atoi(argv[1]) : last_status);
}

static int
yes(int argc, char **argv)
{
	(void) argc;
	(void) argv;
	return 0;
}

static int
no(int argc, char **argv)
{
	(void) argc;
	(void) argv;
	return 1;
}

/* name or name=value, each. */
static int
export(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		int n = name_length(argv[i]);
		char *name = copy_text(argv[i], n);
		if (n == 0) {
			fprintf(stderr, "export: %s: not a name\n", argv[i]);
			return 1;
		}
		if (argv[i][n] == '=')
			set_variable(name, argv[i] + n + 1);
		export_variable(name);
	}
	for (char **e = environ; argc == 1 && *e; e++)
		printf("export %s\n", *e);
	return 0;
}

static int
unset(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		unset_variable(argv[i]);
	return 0;
}

/* A line, by single bytes: what is behind it is for the commands that the
 * shell starts. The last name gets what is left. */
static int
read_builtin(int argc, char **argv)
{
	char line[1024], *at = line;
	int n = 0, ended = 0;

	while (n < (int) sizeof line - 1 && !ended) {
		ended = read(0, line + n, 1) != 1;
		if (!ended && line[n++] == '\n')
			break;
	}
	line[n] = 0;
	line[strcspn(line, "\n")] = 0;
	for (int i = 1; i < argc; i++) {
		char *word;
		at += strspn(at, " \t");
		word = at;
		if (i == argc - 1)
			for (char *end = at + strlen(at); end > at &&
			    strchr(" \t", end[-1]);)
				*--end = 0;
		else {
			at += strcspn(at, " \t");
			if (*at)
				*at++ = 0;
		}
		set_variable(argv[i], word);
	}
	return ended && n == 0;
}

static int
shift(int argc, char **argv)
{
	int n = argc > 1 ? atoi(argv[1]) : 1;

	if (n < 0 || n > shell_argc - 1)
		return 1;
	shell_argv += n;
	shell_argc -= n;
	return 0;
}

/* set [--] WORD...: the arguments. */
static int
set(int argc, char **argv)
{
	int from = argc > 1 && strcmp(argv[1], "--") == 0 ? 2 : 1;
	char **words;

	if (argc == 1)
		return 0;
	words = malloc((argc + 1) * sizeof *words);
	words[0] = shell_argc > 0 ? shell_argv[0] : "sh";
	for (int i = from; i <= argc; i++)
		words[i - from + 1] = argv[i] ? strdup(argv[i]) : 0;
	shell_argv = words;
	shell_argc = argc - from + 1;
	return 0;
}

static int
jump_to(enum jump where, int possible, const char *number)
{
	if (!possible)
		return 0;
	jump = where;
	jump_levels = number ? atoi(number) : 1;
	return 0;
}

static int
break_builtin(int argc, char **argv)
{
	(void) argc;
	return jump_to(BREAK, loop_depth, argv[1]);
}

static int
continue_builtin(int argc, char **argv)
{
	(void) argc;
	return jump_to(CONTINUE, loop_depth, argv[1]);
}

static int
return_builtin(int argc, char **argv)
{
	jump_to(RETURN, 1, 0);
	return argc > 1 ? atoi(argv[1]) : last_status;
}

static int
eval(int argc, char **argv)
{
	char text[1024] = "";

	for (int i = 1; i < argc; i++)
		snprintf(text + strlen(text), sizeof text - strlen(text),
		    "%s ", argv[i]);
	last_status = 0;
	return run_text(text) ? 2 : last_status;
}

static int
source(int argc, char **argv)
{
	if (argc < 2) {
		fprintf(stderr, "usage: . FILE\n");
		return 2;
	}
	return run_file(argv[1]) ? last_status : 1;
}

/* Without a command its redirections stay (sh-run.c). */
static int
exec(int argc, char **argv)
{
	if (argc == 1)
		return 0;
	fflush(0);
	execvp(argv[1], argv + 1);
	perror(argv[1]);
	exit(errno == ENOENT ? 127 : 126);
}

static int
umask_builtin(int argc, char **argv)
{
	mode_t old = umask(0);

	umask(argc > 1 ? strtol(argv[1], 0, 8) : old);
	if (argc == 1)
		printf("%04o\n", old);
	return 0;
}

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
} builtins[] = {
	{ ".", source }, { ":", yes }, { "[", test_builtin },
	{ "bg", job_builtin }, { "break", break_builtin }, { "cd", cd },
	{ "continue", continue_builtin }, { "eval", eval }, { "exec", exec },
	{ "exit", leave }, { "export", export }, { "false", no },
	{ "fg", job_builtin }, { "jobs", job_builtin },
	{ "kill", job_builtin }, { "pwd", pwd }, { "read", read_builtin },
	{ "return", return_builtin }, { "set", set }, { "shift", shift },
	{ "test", test_builtin }, { "true", yes }, { "umask", umask_builtin },
	{ "unset", unset }, { "wait", job_builtin },
};

#define NBUILTINS ((int) (sizeof builtins / sizeof builtins[0]))

static int
index_of(const char *name)
{
	int n = 0;

	while (n < NBUILTINS && strcmp(builtins[n].name, name) != 0)
		n++;
	return n;
}

int
is_builtin(const char *name)
{
	return index_of(name) < NBUILTINS;
}

int
builtin(int argc, char **argv)
{
	int n = index_of(argv[0]);

	return n < NBUILTINS ? builtins[n].run(argc, argv) : -1;
}
