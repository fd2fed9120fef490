/* Races that need more than one CPU, or an unlucky moment. */
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/shm.h>
#include <sys/sysmp.h>
#include <sys/time.h>
#include <sys/wait.h>

#include "test.h"

#define PAGE 4096

static volatile int variable[PAGE / sizeof(int)]
    __attribute__((aligned(PAGE))) = { 1 };

/* Each of the processes that race on a CPU of its own, if there are enough. */
static void
run_on(int n)
{
	CHECK(sysmp(MP_MUSTRUN, n % sysmp(MP_NPROCS, 0, 0), 0) == 0);
}

/* A child on another CPU than its parent. */
static pid_t
fork_on(int child, int parent)
{
	pid_t pid;

	run_on(child);
	pid = fork();
	if (pid)
		run_on(parent);
	return pid;
}

/* Another CPU's translation of a page that was copied there is old. */
static void
copied_elsewhere(void)
{
	int cpus = sysmp(MP_NPROCS, 0, 0);

	if (cpus < 2)
		return;
	CHECK(sysmp(MP_MUSTRUN, 0, 0) == 0);
	CHECK(sysmp(MP_CPU, 0, 0) == 0);
	CHECK(variable[0] == 1);
	CHECK(sysmp(MP_MUSTRUN, cpus - 1, 0) == 0);
	CHECK(sysmp(MP_CPU, 0, 0) == cpus - 1);
	variable[0] = 2;
	CHECK(sysmp(MP_MUSTRUN, 0, 0) == 0);
	CHECK(variable[0] == 2);
	CHECK(sysmp(MP_RUNANYWHERE, 0, 0) == 0);
	FAILS(sysmp(MP_MUSTRUN, cpus, 0), EINVAL);
}

/* Fills memory, so that its exit takes a while, and leaves a child that stops
 * again and again. */
static void
parent_of_stopper(int fd)
{
	pid_t pid;
	char *p;

	if ((pid = fork_on(2, 1)) == 0) {
		while (getppid() != 1)
			kill(getpid(), SIGSTOP);
	} else {
		write(fd, &pid, sizeof pid);
		p = mmap(0, 300 * PAGE, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		for (int i = 0; i < 300; i++)
			p[i * PAGE] = 1;
	}
	_exit(0);
}

/* A process stops while its parent ends. */
static void
parent_ends_while_child_stops(void)
{
	int fd[2];
	pid_t pid, stopper;

	CHECK(pipe(fd) == 0);
	for (int round = 0; round < 10; round++) {
		if ((pid = fork_on(1, 0)) == 0)
			parent_of_stopper(fd[1]);
		CHECK(read(fd[0], &stopper, sizeof stopper) == sizeof stopper);
		while (kill(stopper, SIGCONT) == 0)
			if (waitpid(pid, 0, WNOHANG) == pid)
				pid = 0;
		if (pid)
			CHECK(waitpid(pid, 0, 0) == pid);
	}
}

static void
spin(int rounds)
{
	for (volatile int i = 0; i < rounds; i++)
		;
}

/* What ends a stop comes just as the process is about to stop. */
static void
stop_against(int sig, int rounds)
{
	for (int round = 0; round < rounds; round++) {
		pid_t pid = fork_on(1, 0);
		if (pid == 0) {
			alarm(1);
			for (;;)
				;
		}
		spin(2000);
		kill(pid, SIGTSTP);
		spin(round);
		kill(pid, sig);
		if (sig == SIGCONT)
			kill(pid, SIGTERM);
		for (int tries = 0; waitpid(pid, 0, WNOHANG) != pid; tries++) {
			CHECK(tries < 100);
			sginap(1);
		}
	}
}

static void kill_while_stopping(void) { stop_against(SIGKILL, 200); }
static void continue_while_stopping(void) { stop_against(SIGCONT, 200); }

/* The last two users of a file without a name let go of it together. If neither
 * thinks that it is the last, the inode is lost: who looks at the disk sees. */
static void
last_closes(void)
{
	volatile int *go = mmap(0, PAGE, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int fd;

	if (sysmp(MP_NPROCS, 0, 0) < 2)
		return;
	for (int round = 1; round <= 100; round++) {
		if (fork_on(1, 0) == 0) {
			while (go[0] != round)
				;
			fd = open("f", O_RDWR);
			go[1] = round;
			while (go[2] != round)
				;
			close(fd);
			_exit(0);
		}
		CHECK((fd = open("f", O_CREAT | O_RDWR, 0666)) >= 0);
		CHECK(write(fd, "text", 4) == 4);
		go[0] = round;
		while (go[1] != round)
			;
		CHECK(unlink("f") == 0);
		go[2] = round;
		spin(round % 10);
		close(fd);
		CHECK(wait(0) > 0);
	}
}

static int shared_fd;

static void
execute(void *unused)
{
	static char *const arguments[] = { "/bin/sh", "-c", "exit 0", 0 };

	(void) unused;
	CHECK(fcntl(shared_fd, F_SETFD, FD_CLOEXEC) == 0);
	execv(arguments[0], arguments);
	_exit(1);
}

/* A thread that shares files becomes a program: the others keep theirs. */
static void
exec_leaves_the_share_group(void)
{
	int status;
	char c;

	CHECK((shared_fd = open("/etc/motd", O_RDONLY)) >= 0);
	CHECK(sproc(execute, PR_SALL, 0) > 0);
	CHECK(wait(&status) > 0 && status == 0);
	CHECK(read(shared_fd, &c, 1) == 1);
}

static void
close_and_open(void *unused)
{
	(void) unused;
	for (int i = 0; i < 2000; i++) {
		close(shared_fd);
		dup2(0, shared_fd);
		fcntl(shared_fd, F_SETFD, FD_CLOEXEC);
	}
	_exit(0);
}

/* One thread closes what another's exec closes. */
static void
exec_against_close(void)
{
	int status;

	CHECK((shared_fd = dup(0)) >= 0);
	for (int round = 0; round < 8; round++)
		if (fork() == 0) {
			run_on(1);
			CHECK(sproc(close_and_open, PR_SALL, 0) > 0);
			run_on(0);
			spin(500 * round);
			execute(0);
		}
	while (wait(&status) > 0)
		CHECK(status == 0);
}

/* The first process takes no signal that would end it. */
static void
init_lives(void)
{
	CHECK(kill(1, SIGKILL) == 0);
	CHECK(kill(1, SIGTERM) == 0);
	CHECK(kill(1, SIGSTOP) == 0);
	CHECK(kill(-1, 0) == 0);
	CHECK(setpgid(0, 1) == 0);
	signal(SIGTERM, SIG_IGN);
	CHECK(kill(0, SIGTERM) == 0);
	sginap(2);
	CHECK(kill(1, 0) == 0);
}

/* Opens 60 files, all different ones; how many it could. */
static int
open_many(int first)
{
	char name[16];
	int n = 0;

	for (; n < 60; n++) {
		snprintf(name, sizeof name, "f%d", first + n);
		if (open(name, O_CREAT | O_RDONLY, 0666) < 0)
			break;
	}
	return n;
}

/* More files open than the kernel has room for: a call fails. */
static void
vnodes_run_out(void)
{
	int go[2], told[2], n, total = 0, failed = 0;
	char c;

	CHECK(pipe(go) == 0 && pipe(told) == 0);
	for (int i = 0; i < 12; i++) {
		if (fork() == 0) {
			close(go[1]);
			n = open_many(60 * i);
			if (n < 60 && errno != ENFILE && errno != EMFILE)
				n = -1000;
			write(told[1], &n, sizeof n);
			read(go[0], &c, 1);
			_exit(0);
		}
		CHECK(read(told[0], &n, sizeof n) == sizeof n);
		CHECK(n >= 0);
		total += n;
		failed += n < 55;
	}
	CHECK(total > 200 && failed > 0);
	close(go[1]);
	while (wait(0) > 0)
		;
	CHECK(open("after", O_CREAT | O_RDWR, 0666) >= 0);
}

#define PIECE (64 * PAGE)
#define PIECES 128

/* One call of the kernel that takes several ticks: the same memory many times. */
static void
long_calls(void)
{
	char *area = (char *) 0x50000000;
	int fd = open("/dev/zero", O_RDONLY), id;

	CHECK((id = shmget(IPC_PRIVATE, PIECE, 0)) >= 0);
	for (int i = 0; i < PIECES; i++)
		CHECK(shmat(id, area + i * PIECE, 0) != (void *) -1);
	CHECK(shmctl(id, IPC_RMID, 0) == 0);
	for (;;)
		CHECK(read(fd, area, PIECE * PIECES) == PIECE * PIECES);
}

/* A process that has waited runs although another one is in a long call. */
static void
kernel_is_preempted(void)
{
	int worst = 0;
	pid_t pid;

	run_on(0);
	if ((pid = fork()) == 0)
		long_calls();
	sginap(30);
	for (int i = 0; i < 20; i++) {
		struct timeval from, to;
		int took;
		gettimeofday(&from, 0);
		sginap(1);
		gettimeofday(&to, 0);
		took = (to.tv_sec - from.tv_sec) * 1000000 +
		    to.tv_usec - from.tv_usec;
		worst = took > worst ? took : worst;
	}
	CHECK(waitpid(pid, 0, WNOHANG) == 0);
	kill(pid, SIGKILL);
	CHECK(waitpid(pid, 0, 0) == pid); /* its directory is removed next */
	CHECK(worst <= 20000);
}

const struct test race_tests[] = {
	{ "copied-elsewhere", copied_elsewhere },
	{ "parent-ends-while-child-stops", parent_ends_while_child_stops },
	{ "kill-while-stopping", kill_while_stopping },
	{ "continue-while-stopping", continue_while_stopping },
	{ "last-closes", last_closes },
	{ "exec-leaves-the-share-group", exec_leaves_the_share_group },
	{ "exec-against-close", exec_against_close },
	{ "init-lives", init_lives },
	{ "kernel-is-preempted", kernel_is_preempted },
	{ "vnodes-run-out", vnodes_run_out },
	{ 0, 0 },
};
