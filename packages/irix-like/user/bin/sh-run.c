/* Running what the shell has parsed. */
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sh.h"

#define SAVED 10     /* descriptors from here on are the shell's own */
#define MAXSAVED 10

int interactive;     /* jobs have process groups of their own */
int is_child;        /* a job: its children stay in its group */
enum jump jump;      /* break, continue or return is under way */
int jump_levels, loop_depth, function_depth;

static struct function {
	struct function *next;
	const char *name;
	struct node *body;
} *functions;

/* Where descriptors were before redirections. */
struct saved {
	int fd[MAXSAVED], was[MAXSAVED], n;
};

int
status_of(int status)
{
	return WIFEXITED(status) ? WEXITSTATUS(status) :
	    WIFSIGNALED(status) ? 128 + WTERMSIG(status) :
	    128 + WSTOPSIG(status);
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

/* A descriptor to read a here-document from. */
static int
open_here(const struct redirect *r)
{
	const char *text = r->literal ? r->word : expand_here(r->word);
	char *name = tmpnam(0);
	int fd = open(name, O_RDWR | O_CREAT | O_EXCL, 0600);

	if (fd < 0)
		return -1;
	unlink(name);
	if (write(fd, text, strlen(text)) != (ssize_t) strlen(text)) {
		close(fd);
		return -1;
	}
	lseek(fd, 0, SEEK_SET);
	return fd;
}

static void
save(struct saved *saved, int fd)
{
	if (!saved || saved->n == MAXSAVED)
		return;
	saved->fd[saved->n] = fd;
	saved->was[saved->n] = fcntl(fd, F_DUPFD, SAVED);
	if (saved->was[saved->n] >= 0)
		fcntl(saved->was[saved->n], F_SETFD, FD_CLOEXEC);
	saved->n++;
}

static void
restore(struct saved *saved)
{
	fflush(0);
	while (saved->n-- > 0)
		if (saved->was[saved->n] < 0)
			close(saved->fd[saved->n]);
		else {
			dup2(saved->was[saved->n], saved->fd[saved->n]);
			close(saved->was[saved->n]);
		}
}

/* Redirects; what was there before goes to `saved`, if it is not 0. */
static int
apply(const struct redirect *r, struct saved *saved)
{
	fflush(0);
	for (; r; r = r->next) {
		char *word = r->type == R_HERE ? "here-document" :
		    expand_one(r->word);
		int fd = r->type == R_HERE ? open_here(r) :
		    r->type == R_FILE ? open(word, r->flags, 0666) :
		    strcmp(word, "-") == 0 ? -2 : atoi(word);
		save(saved, r->fd);
		if (fd == -2)
			close(r->fd);
		else if (fd < 0 || (fd != r->fd && dup2(fd, r->fd) < 0)) {
			perror(word);
			return -1;
		} else if (r->type != R_DUP && fd != r->fd)
			close(fd);
	}
	return 0;
}

/* name=value: sets it, or exports it if it is for a command. */
static int
assignment(const char *word, int exported, int really)
{
	int n = name_length(word);
	char *name;

	if (n == 0 || word[n] != '=')
		return 0;
	if (!really)
		return 1;
	name = copy_text(word, n);
	if (exported)
		setenv(name, expand_one(word + n + 1), 1);
	else
		set_variable(name, expand_one(word + n + 1));
	return 1;
}

static struct function *
find_function(const char *name)
{
	struct function *f = functions;

	while (f && strcmp(f->name, name) != 0)
		f = f->next;
	return f;
}

/* The tree of the body is kept for as long as the shell runs. */
static int
define(struct node *n)
{
	struct function *f = find_function(n->name);

	if (!f) {
		f = malloc(sizeof *f);
		f->name = strdup(n->name);
		f->next = functions;
		functions = f;
	}
	f->body = n->a;
	memory_keep();
	return 0;
}

static int
call(struct function *f, int argc, char **argv)
{
	char **old_argv = shell_argv;
	int old_argc = shell_argc, old_depth = loop_depth, status;

	shell_argv = argv;
	shell_argc = argc;
	loop_depth = 0;
	function_depth++;
	status = run(f->body);
	function_depth--;
	loop_depth = old_depth;
	shell_argv = old_argv;
	shell_argc = old_argc;
	if (jump == RETURN)
		jump = NO_JUMP;
	return status;
}

/* Becomes the command. */
static _Noreturn void
execute(struct node *n, int assignments, char **argv)
{
	for (int i = 0; i < assignments; i++)
		assignment(n->words[i], 1, 1);
	if (apply(n->redirects, 0) < 0)
		_exit(1);
	execvp(argv[0], argv);
	fprintf(stderr, "%s: %s\n", argv[0], errno == ENOENT ? "not found" :
	    strerror(errno));
	_exit(errno == ENOENT ? 127 : 126);
}

/* In this process: a function, a command of the shell's own, or nothing but
 * assignments and redirections. */
static int
in_shell(struct node *n, int assignments, int argc, char **argv)
{
	struct function *f = argc > 0 ? find_function(argv[0]) : 0;
	int stays = argc == 1 && strcmp(argv[0], "exec") == 0, status;
	struct saved saved = { .n = 0 };

	for (int i = 0; i < assignments; i++)
		assignment(n->words[i], 0, 1);
	status = argc > 0 ? 0 : last_status;
	if (n->redirects && apply(n->redirects, stays ? 0 : &saved) < 0)
		status = 1;
	else if (argc > 0)
		status = f ? call(f, argc, argv) : builtin(argc, argv);
	fflush(stdout);
	if (n->redirects && !stays)
		restore(&saved);
	return status;
}

/* `last`: this process has nothing to do behind it. */
static int
simple(struct node *n, int last)
{
	int argc, assignments = 0;
	char **argv;
	pid_t pid;

	while (assignments < n->nwords &&
	    assignment(n->words[assignments], 0, 0))
		assignments++;
	if (assignments == n->nwords)
		last_status = 0;
	argv = expand(n->words + assignments, n->nwords - assignments, &argc);
	if (argc == 0 || find_function(argv[0]) || is_builtin(argv[0]))
		return in_shell(n, assignments, argc, argv);
	if (last || (pid = start(0)) == 0)
		execute(n, assignments, argv);
	return pid < 0 ? 1 : wait_for(pid, n->text);
}

/* Runs a part of a job in this process, which is the job's. */
static _Noreturn void
run_and_exit(struct node *n)
{
	int status = n && n->type == SIMPLE ? simple(n, 1) : run(n);

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

/* In a child of its own. */
static int
in_child(struct node *n, struct node *part, int background)
{
	pid_t pid = start(background);

	if (pid == 0) {
		if (n->type == GROUP && apply(n->redirects, 0) < 0)
			_exit(1);
		if (part && part->type == PIPE)
			run_pipe(part);
		run_and_exit(part);
	}
	if (pid < 0)
		return 1;
	if (!background)
		return wait_for(pid, n->text);
	job_started(pid, n->text);
	return 0;
}

/* The body of a loop; 1: leave the loop. */
static int
leaves_loop(void)
{
	if (jump == NO_JUMP)
		return interrupted;
	if (jump == RETURN)
		return 1;
	if (--jump_levels > 0 && loop_depth > 1)
		return 1; /* an outer loop is meant */
	if (jump == CONTINUE) {
		jump = NO_JUMP;
		return 0;
	}
	jump = NO_JUMP;
	return 1;
}

static int
run_for(struct node *n)
{
	int count, status = 0;
	char **words = expand(n->words, n->nwords, &count);

	loop_depth++;
	for (int i = 0; i < count; i++) {
		void *mark = memory_mark();
		set_variable(n->name, words[i]);
		status = run(n->a);
		memory_release(mark);
		if (leaves_loop())
			break;
	}
	loop_depth--;
	return status;
}

static int
run_while(struct node *n)
{
	int status = 0, stop = 0;

	loop_depth++;
	while (!stop) {
		void *mark = memory_mark();
		stop = (run(n->a) == 0) == (n->type == UNTIL);
		if (!stop && jump == NO_JUMP)
			status = run(n->b);
		memory_release(mark);
		if (leaves_loop())
			break;
	}
	loop_depth--;
	return status;
}

static int
run_case(struct node *n)
{
	const char *word = expand_one(n->words[0]);

	for (struct node *item = n->a; item; item = item->b)
		for (int i = 0; i < item->nwords; i++)
			if (fnmatch(expand_pattern(item->words[i]), word, 0) ==
			    0)
				return run(item->a);
	return 0;
}

static int
run_list(struct node *n)
{
	int status = run(n->a);

	return jump == NO_JUMP ? run(n->b) : status;
}

static int
run_and_or(struct node *n)
{
	int status = run(n->a);

	if (jump != NO_JUMP || (status == 0) == (n->type == OR))
		return status;
	return run(n->b);
}

/* A command but for its redirections. */
static int
run_plain(struct node *n)
{
	switch (n->type) {
	case SIMPLE: return simple(n, 0);
	case PIPE: return in_child(n, n, 0);
	case GROUP: return in_child(n, n->a, 0);
	case BACKGROUND: return in_child(n, n->a, 1);
	case BRACE: return run(n->a);
	case FUNCTION: return define(n);
	case NOT: return !run(n->a);
	case LIST: return run_list(n);
	case AND: case OR: return run_and_or(n);
	case IF: return run(n->a) == 0 ? run(n->b) : run(n->c);
	case WHILE: case UNTIL: return run_while(n);
	case FOR: return run_for(n);
	case CASE: return run_case(n);
	default: return 0;
	}
}

int
run(struct node *n)
{
	struct saved saved = { .n = 0 };

	if (!n)
		return 0;
	if (!n->redirects || n->type == SIMPLE || n->type == GROUP)
		return last_status = run_plain(n);
	if (apply(n->redirects, &saved) < 0)
		last_status = 1;
	else
		last_status = run_plain(n);
	restore(&saved);
	return last_status;
}
