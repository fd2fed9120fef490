/* Running what the shell has parsed. */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sh.h"

int interactive;      /* jobs have process groups of their own */
static int is_child;  /* a job: its children stay in its group */

static int
status_of(int status)
{
	return WIFEXITED(status) ? WEXITSTATUS(status) :
	    WIFSIGNALED(status) ? 128 + WTERMSIG(status) :
	    128 + WSTOPSIG(status);
}

/* Waits for a job in the foreground. */
static int
wait_for(pid_t pid)
{
	int status = 0;

	while (waitpid(pid, &status, interactive && !is_child ? WUNTRACED : 0) <
	    0)
		if (errno != EINTR)
			return 127;
	if (interactive && !is_child) {
		tcsetpgrp(0, getpgrp());
		if (WIFSTOPPED(status))
			printf("[%d] stopped\n", pid);
		else if (WIFSIGNALED(status))
			putchar('\n');
		fflush(stdout);
	}
	return status_of(status);
}

/* A child; if this shell talks to a terminal, a job of its own. */
static pid_t
start(int background)
{
	int job = interactive && !is_child;
	pid_t pid;

	fflush(0);
	pid = fork();
	if (pid < 0)
		perror("sh: fork");
	if (job && pid >= 0) {
		setpgid(pid, pid ? pid : getpid());
		if (!background)
			tcsetpgrp(0, pid ? pid : getpid());
	}
	if (pid == 0) {
		is_child = 1;
		for (int sig = SIGINT; sig <= SIGTTOU; sig++)
			if (sig == SIGINT || sig == SIGQUIT || sig >= SIGTSTP)
				signal(sig, SIG_DFL);
	}
	return pid;
}

static int
apply(const struct redirect *r)
{
	for (; r; r = r->next) {
		char *word = expand_one(r->word);
		int fd = r->dup ? atoi(word) : open(word, r->flags, 0666);
		if (fd < 0 || dup2(fd, r->fd) < 0) {
			perror(word);
			return -1;
		}
		if (!r->dup && fd != r->fd)
			close(fd);
	}
	return 0;
}

/* name=value */
static int
assignment(const char *word)
{
	const char *p = word;
	char name[64];

	if (!isalpha(*p) && *p != '_')
		return 0;
	while (isalnum(*p) || *p == '_')
		p++;
	if (*p != '=' || p - word >= (int) sizeof name)
		return 0;
	memcpy(name, word, p - word);
	name[p - word] = 0;
	set_variable(name, expand_one(p + 1));
	return 1;
}

static int
wait_all(void)
{
	int status;

	while (wait(&status) > 0 || errno == EINTR)
		;
	return 0;
}

/* Continues a stopped or background job. */
static int
foreground(const char *word)
{
	pid_t pid = word ? atoi(word) : 0;

	if (pid <= 0)
		return 1;
	tcsetpgrp(0, pid);
	kill(-pid, SIGCONT);
	return wait_for(pid);
}

/* Commands that only the shell itself can do; -1: not one of them. */
static int
builtin(int argc, char **argv)
{
	if (strcmp(argv[0], "cd") == 0) {
		if (chdir(argc > 1 ? argv[1] : "/") == 0)
			return 0;
		perror(argv[1]);
		return 1;
	}
	if (strcmp(argv[0], "exit") == 0)
		exit(argc > 1 ? atoi(argv[1]) : last_status);
	if (strcmp(argv[0], "wait") == 0)
		return wait_all();
	if (strcmp(argv[0], "fg") == 0)
		return foreground(argv[1]);
	if (strcmp(argv[0], "true") == 0 || strcmp(argv[0], ":") == 0)
		return 0;
	if (strcmp(argv[0], "false") == 0)
		return 1;
	return -1;
}

static int
simple(struct node *n)
{
	int argc, status, skip = 0;
	char **argv;
	pid_t pid;

	while (skip < n->nwords && assignment(n->words[skip]))
		skip++;
	argv = expand(n->words + skip, n->nwords - skip, &argc);
	if (argc == 0 && !n->redirects)
		return 0;
	if (argc > 0 && !n->redirects && (status = builtin(argc, argv)) >= 0)
		return status;
	if ((pid = start(0)) != 0)
		return pid < 0 ? 1 : wait_for(pid);
	if (apply(n->redirects) < 0)
		_exit(1);
	if (argc == 0)
		_exit(0);
	if ((status = builtin(argc, argv)) >= 0) {
		fflush(0);
		_exit(status);
	}
	execvp(argv[0], argv);
	fprintf(stderr, "%s: %s\n", argv[0], errno == ENOENT ? "not found" :
	    strerror(errno));
	_exit(errno == ENOENT ? 127 : 126);
}

/* Runs a part of a job in this process, which is the job's. */
static _Noreturn void
run_and_exit(struct node *n)
{
	int status = run(n);

	fflush(0);
	_exit(status);
}

static _Noreturn void
run_pipe(struct node *n)
{
	while (n->type == PIPE) {
		int fd[2];
		pid_t pid;
		if (pipe(fd) < 0 || (pid = fork()) < 0) {
			perror("sh: pipe");
			_exit(1);
		}
		if (pid == 0) {
			dup2(fd[1], 1);
			close(fd[0]);
			close(fd[1]);
			run_and_exit(n->a);
		}
		dup2(fd[0], 0);
		close(fd[0]);
		close(fd[1]);
		n = n->b;
	}
	run_and_exit(n);
}

/* In a child of its own, with its redirections. */
static int
in_child(struct node *n, int background)
{
	pid_t pid = start(background);

	if (pid == 0) {
		if (apply(n->redirects) < 0)
			_exit(1);
		n->redirects = 0;
		if (n->type == PIPE)
			run_pipe(n);
		run_and_exit(n->type == GROUP || n->type == BACKGROUND ? n->a :
		    n);
	}
	if (pid < 0)
		return 1;
	if (!background)
		return wait_for(pid);
	if (interactive)
		printf("[%d]\n", pid);
	return 0;
}

static int
run_for(struct node *n)
{
	int count, status = 0;
	char **words = expand(n->words, n->nwords, &count);

	for (int i = 0; i < count; i++) {
		set_variable(n->name, words[i]);
		status = run(n->a);
	}
	return status;
}

static int
run_while(struct node *n)
{
	int status = 0;

	while (run(n->a) == 0)
		status = run(n->b);
	return status;
}

int
run(struct node *n)
{
	int status = 0;

	if (!n)
		return 0;
	if (n->redirects && n->type != SIMPLE)
		return last_status = in_child(n, 0);
	switch (n->type) {
	case SIMPLE: status = simple(n); break;
	case PIPE: case GROUP: status = in_child(n, 0); break;
	case BACKGROUND: status = in_child(n, 1); break;
	case LIST: run(n->a); status = run(n->b); break;
	case AND: status = run(n->a) || run(n->b) ? last_status : 0; break;
	case OR: status = run(n->a) && run(n->b) ? last_status : 0; break;
	case IF: status = run(n->a) == 0 ? run(n->b) : run(n->c); break;
	case WHILE: status = run_while(n); break;
	case FOR: status = run_for(n); break;
	}
	return last_status = status;
}
