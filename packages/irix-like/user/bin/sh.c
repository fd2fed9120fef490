/* The shell: sh [-c COMMAND | FILE [ARGUMENTS]]. Pipes, redirection, patterns,
 * variables, if, for, while, background jobs and their control. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sh.h"

#define MAXTEXT 16384

extern int interactive;

struct chunk {
	struct chunk *next;
};

static struct chunk *chunks;

void *
alloc(unsigned bytes)
{
	struct chunk *c = malloc(bytes + 16);

	if (!c) {
		fprintf(stderr, "sh: no memory\n");
		exit(2);
	}
	c->next = chunks;
	chunks = c;
	return (char *) c + 16;
}

void
free_all(void)
{
	while (chunks) {
		struct chunk *c = chunks;
		chunks = c->next;
		free(c);
	}
}

/* Runs a text; 1 if it ends in the middle of a command. */
static int
run_text(const char *text)
{
	const char *error;
	int more;
	struct node *n = parse(text, &error, &more);

	if (more)
		return 1;
	if (error) {
		fprintf(stderr, "sh: %s\n", error);
		last_status = 2;
	} else
		run(n);
	free_all();
	return 0;
}

/* Commands from a stream, each as soon as it is complete. */
static void
run_stream(FILE *f)
{
	static char text[MAXTEXT];
	int length = 0;

	for (;;) {
		if (interactive) {
			printf(length ? "> " : "# ");
			fflush(stdout);
		}
		if (!fgets(text + length, MAXTEXT - length, f))
			break;
		length += strlen(text + length);
		if (!run_text(text) || length > MAXTEXT - 256)
			length = 0;
	}
	if (length)
		fprintf(stderr, "sh: unexpected end\n");
}

int
main(int argc, char **argv)
{
	FILE *f = stdin;

	shell_pid = getpid();
	if (argc > 2 && strcmp(argv[1], "-c") == 0) {
		if (run_text(argv[2])) {
			fprintf(stderr, "sh: unexpected end\n");
			return 2;
		}
		return last_status;
	}
	if (argc > 1) {
		if (!(f = fopen(argv[1], "r"))) {
			perror(argv[1]);
			return 127;
		}
		fcntl(fileno(f), F_SETFD, FD_CLOEXEC);
		shell_argc = argc - 1;
		shell_argv = argv + 1;
	} else if (isatty(0)) {
		interactive = 1;
		signal(SIGINT, SIG_IGN);
		signal(SIGQUIT, SIG_IGN);
		signal(SIGTSTP, SIG_IGN);
		signal(SIGTTIN, SIG_IGN);
		signal(SIGTTOU, SIG_IGN);
	}
	run_stream(f);
	return last_status;
}
