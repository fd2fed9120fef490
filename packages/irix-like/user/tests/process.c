/* Processes: fork, exec, wait, exit, groups, times. */
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/times.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>

#include "test.h"

static void exit_with_3(void) { _exit(3); }
static void exit_with_256(void) { _exit(256 + 5); }

static void
exit_status(void)
{
	int status = child_status(exit_with_3);

	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 3);
	CHECK(child_status(exit_with_256) == 5 << 8);
}

static void
fork_returns_pid(void)
{
	int fd[2];
	pid_t pid, told;

	CHECK(pipe(fd) == 0);
	if ((pid = fork()) == 0) {
		told = getpid();
		write(fd[1], &told, sizeof told);
		_exit(0);
	}
	CHECK(pid > 0);
	CHECK(read(fd[0], &told, sizeof told) == sizeof told);
	CHECK(told == pid);
	CHECK(wait(0) == pid);
}

static void
child_knows_parent(void)
{
	static pid_t me;
	int status;

	me = getpid();
	if (fork() == 0)
		_exit(getppid() != me);
	CHECK(wait(&status) > 0);
	CHECK(status == 0);
}

static void
wait_without_children(void)
{
	FAILS(wait(0), ECHILD);
	FAILS(waitpid(-1, 0, WNOHANG), ECHILD);
}

static void
waitpid_of_a_stranger(void)
{
	FAILS(waitpid(1, 0, 0), ECHILD);
	FAILS(waitpid(29999, 0, 0), ECHILD);
}

static void
waitpid_bad_options(void)
{
	FAILS(waitpid(-1, 0, 0x4000), EINVAL);
}

static void
waitpid_picks(void)
{
	pid_t a, b;
	int status;

	if ((a = fork()) == 0)
		_exit(1);
	if ((b = fork()) == 0)
		_exit(2);
	CHECK(waitpid(b, &status, 0) == b && WEXITSTATUS(status) == 2);
	CHECK(waitpid(a, &status, 0) == a && WEXITSTATUS(status) == 1);
}

static void
waitpid_nohang(void)
{
	int fd[2], status;
	char c;
	pid_t pid;

	CHECK(pipe(fd) == 0);
	if ((pid = fork()) == 0) {
		close(fd[1]);
		read(fd[0], &c, 1);
		_exit(0);
	}
	CHECK(waitpid(pid, &status, WNOHANG) == 0);
	close(fd[1]);
	close(fd[0]);
	CHECK(waitpid(pid, &status, 0) == pid);
}

static void
waitpid_by_group(void)
{
	pid_t pid = fork();

	if (pid == 0) {
		sginap(2);
		_exit(9);
	}
	CHECK(setpgid(pid, pid) == 0);
	CHECK(waitpid(-pid, 0, 0) == pid);
}

static void
wait_bad_address(void)
{
	if (fork() == 0)
		_exit(0);
	FAILS(wait((int *) 0x70000000), EFAULT);
}

static void
memory_is_copied(void)
{
	static int value = 1;
	int status, local = 1;

	if (fork() == 0) {
		value = local = 2;
		_exit(value + local);
	}
	CHECK(wait(&status) > 0 && WEXITSTATUS(status) == 4);
	CHECK(value == 1 && local == 1);
}

static void
many_children(void)
{
	int sum = 0, status;

	for (int i = 0; i < 20; i++)
		if (fork() == 0)
			_exit(i);
	while (wait(&status) > 0)
		sum += WEXITSTATUS(status);
	CHECK(sum == 190);
}

/* Until the table is full; then everything works as before. */
static void
fork_until_full(void)
{
	int n = 0, fd[2];
	char c;
	pid_t pid;

	CHECK(pipe(fd) == 0);
	while (n < 1000 && (pid = fork()) >= 0) {
		if (pid == 0) {
			close(fd[1]);
			read(fd[0], &c, 1);
			_exit(0);
		}
		n++;
	}
	CHECK(n > 10 && n < 1000);
	CHECK(errno == EAGAIN);
	close(fd[1]);
	for (int i = 0; i < n; i++)
		CHECK(wait(0) > 0);
	FAILS(wait(0), ECHILD);
	CHECK(child_status(exit_with_3) == 3 << 8);
}

static void
fork_chain(void)
{
	int status;
	pid_t pid;

	for (int depth = 0; depth < 12; depth++) {
		if ((pid = fork()) == 0)
			continue;
		CHECK(pid > 0);
		CHECK(waitpid(pid, &status, 0) == pid);
		_exit(WEXITSTATUS(status) + 1);
	}
	_exit(0);
}

static void
chain(void)
{
	CHECK(child_status(fork_chain) == 12 << 8);
}

/* Children that outlive their parent become init's. */
static void
orphans(void)
{
	int fd[2], ppid = 0;

	CHECK(pipe(fd) == 0);
	if (fork() == 0) {
		pid_t me = getpid();
		if (fork() == 0) {
			while (getppid() == me)
				sginap(1);
			ppid = getppid();
			write(fd[1], &ppid, sizeof ppid);
		}
		_exit(0);
	}
	wait(0);
	CHECK(read(fd[0], &ppid, sizeof ppid) == sizeof ppid);
	CHECK(ppid == 1);
}

/* Parents and children that end at the same time. */
static void
exit_races(void)
{
	for (int i = 0; i < 30; i++) {
		if (fork() == 0) {
			for (int j = 0; j < 3; j++)
				if (fork() == 0)
					_exit(0);
			_exit(0);
		}
		if (i % 3 == 0)
			wait(0);
	}
	while (wait(0) > 0)
		;
}

static void
run_echo(const char *path, char *const argv[])
{
	int fd = open("out", O_WRONLY | O_CREAT | O_TRUNC, 0666);

	dup2(fd, 1);
	execv(path, argv);
	_exit(errno);
}

static void
exec_passes_arguments(void)
{
	char *argv[] = { "echo", "one", "", "two three", 0 }, text[64] = "";
	int status, fd;

	if (fork() == 0)
		run_echo("/bin/echo", argv);
	CHECK(wait(&status) > 0 && status == 0);
	CHECK((fd = open("out", O_RDONLY)) >= 0);
	read(fd, text, sizeof text);
	CHECK(strcmp(text, "one  two three\n") == 0);
}

static void
exec_passes_environment(void)
{
	char *argv[] = { "sh", "-c", "test=$X; echo $X > out", 0 };
	char *envp[] = { "X=value", "PATH=/bin", 0 }, text[16] = "";
	int fd;

	if (fork() == 0) {
		execve("/bin/sh", argv, envp);
		_exit(1);
	}
	wait(0);
	CHECK((fd = open("out", O_RDONLY)) >= 0);
	read(fd, text, sizeof text);
	CHECK(strcmp(text, "value\n") == 0);
}

static void
exec_errors(void)
{
	char *argv[] = { "x", 0 };

	FAILS(execv("/bin/nothing", argv), ENOENT);
	FAILS(execv("/bin", argv), EACCES);
	FAILS(execv("/etc/motd", argv), EACCES);
	FAILS(execv("/etc/motd/x", argv), ENOTDIR);
	FAILS(execv((char *) 0x70000000, argv), EFAULT);
	FAILS(execv("/bin/echo", (char **) 0x70000000), EFAULT);
	FAILS(execv("/bin/echo", (char **) 0xfffffffc), EFAULT);
	make_file("text", "not a program");
	chmod("text", 0755);
	FAILS(execv("text", argv), ENOEXEC);
	make_file("empty", "");
	chmod("empty", 0755);
	FAILS(execv("empty", argv), ENOEXEC);
}

/* A header that promises what is not there. */
static void
exec_damaged(void)
{
	static char image[8192];
	char *argv[] = { "x", 0 };
	int in = open("/bin/echo", O_RDONLY), out;
	unsigned seed = 1;

	CHECK(read(in, image, sizeof image) == sizeof image);
	for (int i = 0; i < 20; i++) {
		char save;
		seed = seed * 1103515245 + 12345;
		save = image[16 + seed / 65536 % 120];
		image[16 + seed / 65536 % 120] ^= 1 << seed % 8;
		out = open("bad", O_WRONLY | O_CREAT | O_TRUNC, 0777);
		CHECK(write(out, image, sizeof image) == sizeof image);
		close(out);
		if (fork() == 0) {
			close(1);
			execv("bad", argv);
			_exit(1);
		}
		wait(0);
		image[16 + seed / 65536 % 120] = save;
	}
}

static void
exec_too_many_arguments(void)
{
	static char big[4000];
	char *argv[20];

	memset(big, 'x', sizeof big - 1);
	for (int i = 0; i < 19; i++)
		argv[i] = big;
	argv[19] = 0;
	FAILS(execv("/bin/echo", argv), E2BIG);
	/* And this process is as it was. */
	CHECK(big[100] == 'x');
}

static void
exec_closes_marked_files(void)
{
	char *argv[] = { "sh", "-c", "echo x >&8 || exit 5", 0 };
	int status, fd = make_file("f", "");

	dup2(fd, 8);
	CHECK(fcntl(8, F_SETFD, FD_CLOEXEC) == 0);
	CHECK(fcntl(8, F_GETFD, 0) == FD_CLOEXEC);
	if (fork() == 0) {
		close(2);
		open("/dev/null", O_WRONLY);
		close(1);
		open("/dev/null", O_WRONLY);
		execv("/bin/sh", argv);
		_exit(1);
	}
	CHECK(wait(&status) > 0 && WEXITSTATUS(status) != 0);
}

static void
groups(void)
{
	pid_t pid;

	CHECK(getpgrp() == getpid());
	if ((pid = fork()) == 0)
		_exit(getpgrp() == getpid());
	CHECK(wait(0) == pid);
	FAILS(setpgid(1, 0), ESRCH);
	FAILS(setpgid(0, -5), EINVAL);
}

static void
time_passes(void)
{
	struct timeval a, b;
	struct tms t;
	clock_t from = times(&t);
	time_t start = time(0);

	gettimeofday(&a, 0);
	sginap(20);
	gettimeofday(&b, 0);
	CHECK((b.tv_sec - a.tv_sec) * 1000000 + b.tv_usec - a.tv_usec > 150000);
	CHECK(times(&t) - from >= 19);
	CHECK(time(0) >= start);
	FAILS(times((struct tms *) 0x70000000), EFAULT);
}

static void
time_of_children(void)
{
	struct tms t;

	if (fork() == 0) {
		for (volatile int i = 0; i < 12000000; i++)
			;
		_exit(0);
	}
	wait(0);
	CHECK(times(&t) > 0);
	CHECK(t.tms_cutime >= 5);
	CHECK(t.tms_utime < t.tms_cutime);
}

/* A process that only computes does not keep the others from running. */
static void
preemption(void)
{
	pid_t busy[8];

	for (int i = 0; i < 8; i++)
		if ((busy[i] = fork()) == 0)
			for (;;)
				;
	for (int i = 0; i < 5; i++)
		CHECK(child_status(exit_with_3) == 3 << 8);
	for (int i = 0; i < 8; i++)
		kill(busy[i], SIGKILL);
	while (wait(0) > 0)
		;
}

const struct test process_tests[] = {
	{ "exit-status", exit_status },
	{ "fork-returns-pid", fork_returns_pid },
	{ "child-knows-parent", child_knows_parent },
	{ "wait-without-children", wait_without_children },
	{ "waitpid-of-a-stranger", waitpid_of_a_stranger },
	{ "waitpid-bad-options", waitpid_bad_options },
	{ "waitpid-picks", waitpid_picks },
	{ "waitpid-nohang", waitpid_nohang },
	{ "waitpid-by-group", waitpid_by_group },
	{ "wait-bad-address", wait_bad_address },
	{ "memory-is-copied", memory_is_copied },
	{ "many-children", many_children },
	{ "fork-until-full", fork_until_full },
	{ "fork-chain", chain },
	{ "orphans", orphans },
	{ "exit-races", exit_races },
	{ "exec-passes-arguments", exec_passes_arguments },
	{ "exec-passes-environment", exec_passes_environment },
	{ "exec-errors", exec_errors },
	{ "exec-damaged", exec_damaged },
	{ "exec-too-many-arguments", exec_too_many_arguments },
	{ "exec-closes-marked-files", exec_closes_marked_files },
	{ "groups", groups },
	{ "time-passes", time_passes },
	{ "time-of-children", time_of_children },
	{ "preemption", preemption },
	{ 0, 0 },
};
