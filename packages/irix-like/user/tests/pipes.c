/* Pipes. */
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "test.h"

static void
through(void)
{
	char text[8] = "";
	int fd[2];

	CHECK(pipe(fd) == 0);
	CHECK(write(fd[1], "text", 4) == 4);
	CHECK(read(fd[0], text, 2) == 2 && strcmp(text, "te") == 0);
	CHECK(read(fd[0], text, 8) == 2);
	FAILS(write(fd[0], text, 1), EBADF);
	FAILS(read(fd[1], text, 1), EBADF);
}

static void
end_of_file(void)
{
	char c;
	int fd[2];

	pipe(fd);
	write(fd[1], "x", 1);
	close(fd[1]);
	CHECK(read(fd[0], &c, 1) == 1);
	CHECK(read(fd[0], &c, 1) == 0);
}

static void
more_than_fits(void)
{
	static char buf[20000];
	int fd[2], total = 0, n, status;

	pipe(fd);
	if (fork() == 0) {
		close(fd[0]);
		for (int i = 0; i < 20000; i++)
			buf[i] = i * 7;
		_exit(write(fd[1], buf, 20000) != 20000);
	}
	close(fd[1]);
	while ((n = read(fd[0], buf, 1777)) > 0) {
		for (int i = 0; i < n; i++)
			CHECK(buf[i] == (char) ((total + i) * 7));
		total += n;
	}
	CHECK(n == 0 && total == 20000);
	CHECK(wait(&status) > 0 && status == 0);
}

static void
write_to_nobody(void)
{
	int fd[2];

	pipe(fd);
	close(fd[0]);
	write(fd[1], "x", 1);
}

static void
broken(void)
{
	int fd[2];

	CHECK(WTERMSIG(child_status(write_to_nobody)) == SIGPIPE);
	signal(SIGPIPE, SIG_IGN);
	pipe(fd);
	close(fd[0]);
	FAILS(write(fd[1], "x", 1), EPIPE);
}

/* A writer that waits for room hears that nobody will read. */
static void
reader_goes(void)
{
	static char buf[10000];
	int fd[2], status;

	pipe(fd);
	if (fork() == 0) {
		close(fd[0]);
		signal(SIGPIPE, SIG_IGN);
		write(fd[1], buf, sizeof buf);
		_exit(write(fd[1], buf, 1) != -1 || errno != EPIPE);
	}
	close(fd[1]);
	sginap(3);
	close(fd[0]);
	CHECK(wait(&status) > 0 && status == 0);
}

static void
not_blocking(void)
{
	static char buf[5000];
	char c;
	int fd[2];

	pipe(fd);
	CHECK(fcntl(fd[0], F_SETFL, O_NONBLOCK) == 0);
	CHECK(fcntl(fd[0], F_GETFL, 0) & O_NONBLOCK);
	FAILS(read(fd[0], &c, 1), EAGAIN);
	fcntl(fd[1], F_SETFL, O_NONBLOCK);
	CHECK(write(fd[1], buf, 4096) == 4096);
	FAILS(write(fd[1], buf, 1), EAGAIN);
	CHECK(read(fd[0], buf, 1000) == 1000);
	FAILS(write(fd[1], buf, 1001), EAGAIN);
	CHECK(write(fd[1], buf, 1000) == 1000);
}

/* Writes of several processes are not mixed. */
static void
atomic_writes(void)
{
	char record[100];
	int fd[2], count[4] = { 0 };

	pipe(fd);
	for (int n = 0; n < 4; n++)
		if (fork() == 0) {
			memset(record, n, sizeof record);
			for (int i = 0; i < 60; i++)
				write(fd[1], record, sizeof record);
			_exit(0);
		}
	close(fd[1]);
	for (int i = 0; i < 240; i++) {
		int got = 0, n;
		while (got < 100 && (n = read(fd[0], record + got, 100 - got)) > 0)
			got += n;
		CHECK(got == 100);
		for (int j = 1; j < 100; j++)
			CHECK(record[j] == record[0]);
		count[(int) record[0]]++;
	}
	for (int n = 0; n < 4; n++)
		CHECK(count[n] == 60);
}

static void
ping_pong(void)
{
	int there[2], back[2], n = 0;

	pipe(there);
	pipe(back);
	if (fork() == 0) {
		for (int i = 0; i < 200; i++) {
			read(there[0], &n, sizeof n);
			n++;
			write(back[1], &n, sizeof n);
		}
		_exit(0);
	}
	for (int i = 0; i < 200; i++) {
		write(there[1], &n, sizeof n);
		CHECK(read(back[0], &n, sizeof n) == sizeof n);
	}
	CHECK(n == 200);
}

static void
reader_is_killed(void)
{
	char c;
	int fd[2], status;
	pid_t pid;

	pipe(fd);
	if ((pid = fork()) == 0) {
		read(fd[0], &c, 1);
		_exit(0);
	}
	sginap(2);
	kill(pid, SIGKILL);
	CHECK(wait(&status) == pid && WTERMSIG(status) == SIGKILL);
}

static void
state_of_a_pipe(void)
{
	struct stat st;
	int fd[2];

	pipe(fd);
	CHECK(fstat(fd[0], &st) == 0 && S_ISFIFO(st.st_mode));
	FAILS(ftruncate(fd[1], 0), EINVAL);
}

const struct test pipe_tests[] = {
	{ "pipe-through", through },
	{ "pipe-end-of-file", end_of_file },
	{ "pipe-more-than-fits", more_than_fits },
	{ "pipe-broken", broken },
	{ "pipe-reader-goes", reader_goes },
	{ "pipe-not-blocking", not_blocking },
	{ "pipe-atomic-writes", atomic_writes },
	{ "pipe-ping-pong", ping_pong },
	{ "pipe-reader-is-killed", reader_is_killed },
	{ "pipe-state", state_of_a_pipe },
	{ 0, 0 },
};
