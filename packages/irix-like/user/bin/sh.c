/* The shell: sh [-c COMMAND [NAME [ARGUMENTS]] | FILE [ARGUMENTS]]. Pipes,
 * redirection, here-documents, patterns, variables, substitution, functions,
 * if, case, for, while, until, background jobs and their control. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sh.h"

#define MAXTEXT 32768

struct chunk {
	struct chunk *next;
};

volatile sig_atomic_t interrupted;
static struct chunk *chunks;
static struct chunk *kept; /* from here on nothing is given back */

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

void *
memory_mark(void)
{
	return chunks;
}

void
memory_keep(void)
{
	kept = chunks;
}

static int
is_kept(const struct chunk *mark)
{
	for (const struct chunk *c = kept; c; c = c->next)
		if (c == mark)
			return 1;
	return kept && !mark;
}

void
memory_release(void *mark)
{
	struct chunk *end = is_kept(mark) ? kept : mark;

	while (chunks != end) {
		struct chunk *c = chunks;
		chunks = c->next;
		free(c);
	}
}

int
run_text(const char *text)
{
	const char *error;
	void *mark = memory_mark();
	int more;
	struct node *n = parse(text, &error, &more);

	if (more)
		return 1;
	if (error) {
		fprintf(stderr, "sh: %s\n", error);
		last_status = 2;
	} else
		run(n);
	memory_release(mark);
	return 0;
}

/* Commands from a stream, each as soon as it is complete. */
static void
run_stream(FILE *f)
{
	char *text = malloc(MAXTEXT);
	int length = 0, prompts = interactive && f == stdin;

	while (jump != RETURN) {
		if (prompts) {
			job_notify();
			printf(length ? "> " : "# ");
			fflush(stdout);
		}
		interrupted = 0;
		if (!fgets(text + length, MAXTEXT - length, f)) {
			if (!interrupted)
				break;
			clearerr(f);
			length = 0;
			continue;
		}
		length += strlen(text + length);
		if (!run_text(text))
			length = 0;
		else if (length > MAXTEXT - 256) {
			fprintf(stderr, "sh: a command is too long\n");
			last_status = 2;
			length = 0;
		}
	}
	if (length) {
		fprintf(stderr, "sh: unexpected end\n");
		last_status = 2;
	}
	free(text);
}

/* 0, with a message, if it cannot be read. */
int
run_file(const char *name)
{
	FILE *f = fopen(name, "r");

	if (!f) {
		perror(name);
		return 0;
	}
	fcntl(fileno(f), F_SETFD, FD_CLOEXEC);
	run_stream(f);
	fclose(f);
	jump = NO_JUMP;
	return 1;
}

static void
interrupt(int sig)
{
	(void) sig;
	interrupted = 1;
}

static void
talk(void)
{
	struct sigaction on_interrupt = { .sa_handler = interrupt };

	interactive = isatty(0);
	if (interactive) {
		sigaction(SIGINT, &on_interrupt, 0);
		signal(SIGQUIT, SIG_IGN);
		signal(SIGTSTP, SIG_IGN);
		signal(SIGTTIN, SIG_IGN);
		signal(SIGTTOU, SIG_IGN);
	}
	run_stream(stdin);
	if (interactive)
		putchar('\n');
}

int
main(int argc, char **argv)
{
	shell_pid = getpid();
	if (argc > 2 && strcmp(argv[1], "-c") == 0) {
		shell_argc = argc > 3 ? argc - 3 : 1;
		shell_argv = argc > 3 ? argv + 3 : argv;
		if (run_text(argv[2])) {
			fprintf(stderr, "sh: unexpected end\n");
			return 2;
		}
		return last_status;
	}
	shell_argc = argc > 1 ? argc - 1 : 1;
	shell_argv = argc > 1 ? argv + 1 : argv;
	if (argc == 1)
		talk();
	else if (!run_file(argv[1]))
		return 127;
	return last_status;
}
