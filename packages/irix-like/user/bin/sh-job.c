/* Jobs: processes in the background, or stopped. */
#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sh.h"

#define MAXJOBS 32

enum state { RUNNING, STOPPED, DONE };

/* Job n is jobs[n - 1]; pid 0: free. */
static struct job {
	pid_t pid;
	enum state state;
	int status;      /* DONE */
	int changed;     /* and nobody has been told */
	unsigned used;   /* when it last changed: the latest is the current */
	char *text;
} jobs[MAXJOBS];

static unsigned changes;

static int
has_control(void)
{
	return interactive && !is_child;
}

static struct job *
job_of(pid_t pid)
{
	for (struct job *j = jobs; j < jobs + MAXJOBS; j++)
		if (j->pid == pid)
			return j;
	return 0;
}

/* The job that changed last, before `than`. */
static struct job *
latest(const struct job *than)
{
	struct job *found = 0;

	for (struct job *j = jobs; j < jobs + MAXJOBS; j++)
		if (j->pid && j->state != DONE && j != than &&
		    (!found || j->used > found->used))
			found = j;
	return found;
}

static void
forget(struct job *j)
{
	free(j->text);
	memset(j, 0, sizeof *j);
}

static struct job *
add(pid_t pid, const char *text, enum state state)
{
	struct job *j = job_of(0);

	if (!j) { /* one that has ended makes room */
		j = jobs;
		while (j < jobs + MAXJOBS - 1 && j->state != DONE)
			j++;
		forget(j);
	}
	j->pid = pid;
	j->state = state;
	j->used = ++changes;
	j->text = strdup(text ? text : "");
	return j;
}

static void
show(const struct job *j)
{
	static const char *const states[] = { "Running", "Stopped" };
	struct job *current = latest(0);
	char mark = j == current ? '+' : j == latest(current) ? '-' : ' ';
	char ended[32];

	snprintf(ended, sizeof ended, WIFSIGNALED(j->status) ? "%s" :
	    WEXITSTATUS(j->status) ? "Done(%s%d)" : "Done",
	    WIFSIGNALED(j->status) ? strsignal(WTERMSIG(j->status)) : "",
	    WEXITSTATUS(j->status));
	printf("[%d] %c %-10s %s\n", (int) (j - jobs) + 1, mark,
	    j->state == DONE ? ended : states[j->state], j->text);
}

/* What waitpid has said of a job. */
static void
changed(struct job *j, int status)
{
	j->state = WIFSTOPPED(status) ? STOPPED : DONE;
	j->status = status;
	j->used = ++changes;
	j->changed = 1;
}

void
job_started(pid_t pid, const char *text)
{
	struct job *j = add(pid, text, RUNNING);

	last_background = pid;
	if (has_control())
		printf("[%d] %d\n", (int) (j - jobs) + 1, pid);
}

/* Waits for a job in the foreground. */
int
wait_for(pid_t pid, const char *text)
{
	struct job *j = job_of(pid);
	int status = 0;

	while (waitpid(pid, &status, has_control() ? WUNTRACED : 0) < 0)
		if (errno != EINTR)
			return 127;
	if (has_control())
		tcsetpgrp(0, getpgrp());
	if (WIFSTOPPED(status)) {
		if (!j)
			j = add(pid, text, STOPPED);
		changed(j, status);
		j->changed = 0;
		show(j);
	} else if (j)
		forget(j);
	if (WIFSIGNALED(status) && WTERMSIG(status) != SIGINT &&
	    WTERMSIG(status) != SIGPIPE && !is_child) {
		fflush(stdout);
		fprintf(stderr, "%s\n", strsignal(WTERMSIG(status)));
	}
	fflush(stdout);
	return status_of(status);
}

/* Looks which jobs have ended or stopped. */
static void
look(void)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG | WUNTRACED)) > 0) {
		struct job *j = job_of(pid);
		if (j)
			changed(j, status);
	}
}

/* Says, before the prompt, which jobs have changed by themselves. */
void
job_notify(void)
{
	look();
	for (struct job *j = jobs; j < jobs + MAXJOBS; j++)
		if (j->pid && j->changed) {
			show(j);
			j->changed = 0;
			if (j->state == DONE)
				forget(j);
		}
}

int
jobs_stopped(void)
{
	for (struct job *j = jobs; j < jobs + MAXJOBS; j++)
		if (j->pid && j->state == STOPPED)
			return 1;
	return 0;
}

/* %1 %+ %% %- and the number of a process; 0, with a message: no such job. */
static struct job *
find(const char *command, const char *word)
{
	struct job *j = 0;
	int n;

	if (!word || strcmp(word, "%+") == 0 || strcmp(word, "%%") == 0)
		j = latest(0);
	else if (strcmp(word, "%-") == 0)
		j = latest(latest(0));
	else if ((n = atoi(word + (*word == '%'))) > 0)
		j = *word != '%' ? job_of(n) : n <= MAXJOBS ? jobs + n - 1 : 0;
	if (j && j->pid)
		return j;
	fprintf(stderr, "%s: %s: no such job\n", command, word ? word :
	    "current");
	return 0;
}

static int
foreground(const char *word)
{
	struct job *j = find("fg", word);

	if (!j)
		return 1;
	printf("%s\n", j->text);
	fflush(stdout);
	tcsetpgrp(0, j->pid);
	j->state = RUNNING;
	kill(-j->pid, SIGCONT);
	return wait_for(j->pid, j->text);
}

static int
background(const char *word)
{
	struct job *j = find("bg", word);

	if (!j)
		return 1;
	j->state = RUNNING;
	j->used = ++changes;
	printf("[%d] %s &\n", (int) (j - jobs) + 1, j->text);
	kill(-j->pid, SIGCONT);
	return 0;
}

static int
list_jobs(void)
{
	look();
	for (struct job *j = jobs; j < jobs + MAXJOBS; j++)
		if (j->pid && (j->state != DONE || j->changed)) {
			show(j);
			j->changed = 0;
			if (j->state == DONE)
				forget(j);
		}
	return 0;
}

/* Until a job has ended; its status. */
static int
wait_one(struct job *j)
{
	int status;

	while (j->state == RUNNING) {
		pid_t pid = waitpid(j->pid, &status, WUNTRACED);
		if (pid == j->pid)
			changed(j, status);
		else if (errno != EINTR || interrupted)
			return 128 + SIGINT;
	}
	status = status_of(j->status);
	if (j->state == DONE)
		forget(j);
	return status;
}

static int
wait_builtin(int argc, char **argv)
{
	int status = 0;

	for (struct job *j = jobs; argc == 1 && j < jobs + MAXJOBS; j++)
		if (j->pid)
			wait_one(j);
	for (int i = 1; i < argc; i++) {
		struct job *j = find("wait", argv[i]);
		status = j ? wait_one(j) : 127;
	}
	return status;
}

static int
signal_number(const char *name)
{
	static const struct {
		const char *name;
		int number;
	} names[] = { { "HUP", SIGHUP }, { "INT", SIGINT }, { "QUIT", SIGQUIT },
	    { "ABRT", SIGABRT }, { "KILL", SIGKILL }, { "ALRM", SIGALRM },
	    { "TERM", SIGTERM }, { "USR1", SIGUSR1 }, { "USR2", SIGUSR2 },
	    { "CHLD", SIGCHLD }, { "STOP", SIGSTOP }, { "TSTP", SIGTSTP },
	    { "CONT", SIGCONT } };

	if (isdigit(*name))
		return atoi(name);
	for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(names[i].name, name) == 0)
			return names[i].number;
	return -1;
}

static int
kill_builtin(int argc, char **argv)
{
	int sig = SIGTERM, i = 1, bad = 0;

	if (argc > 2 && strcmp(argv[1], "-s") == 0) {
		sig = signal_number(argv[2]);
		i = 3;
	} else if (argc > 1 && argv[1][0] == '-')
		sig = signal_number(argv[i++] + 1);
	if (sig < 0 || i >= argc) {
		fprintf(stderr, "usage: kill [-SIGNAL] PID | %%JOB...\n");
		return 2;
	}
	for (; i < argc; i++) {
		struct job *j = argv[i][0] == '%' ? find("kill", argv[i]) : 0;
		if (argv[i][0] == '%' && !j)
			bad = 1;
		else if (kill(j ? -j->pid : atoi(argv[i]), sig) < 0) {
			perror(argv[i]);
			bad = 1;
		} else if (j && j->state == STOPPED && sig != SIGSTOP) {
			kill(-j->pid, SIGCONT); /* so that it takes it */
			j->state = RUNNING;
		}
	}
	return bad;
}

/* -1: not one of these. */
int
job_builtin(int argc, char **argv)
{
	if (strcmp(argv[0], "fg") == 0)
		return foreground(argv[1]);
	if (strcmp(argv[0], "bg") == 0)
		return background(argv[1]);
	if (strcmp(argv[0], "jobs") == 0)
		return list_jobs();
	if (strcmp(argv[0], "wait") == 0)
		return wait_builtin(argc, argv);
	if (strcmp(argv[0], "kill") == 0)
		return kill_builtin(argc, argv);
	return -1;
}
