/* Threads that share an address space. */
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/sysmp.h>
#include <sys/wait.h>

#include "test.h"

#define PAGE 4096
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)
#define RW (PROT_READ | PROT_WRITE)

static volatile int shared, go;

static void
add(void *n)
{
	for (int i = 0; i < 2000; i++)
		__atomic_fetch_add(&shared, (int) n, __ATOMIC_RELAXED);
}

static void
memory_is_shared(void)
{
	for (int i = 1; i <= 4; i++)
		CHECK(sproc(add, PR_SALL, (void *) i) > 0);
	for (int i = 0; i < 4; i++)
		CHECK(wait(0) > 0);
	CHECK(shared == 2000 * 10);
}

static void
open_one(void *unused)
{
	(void) unused;
	shared = open("/etc/motd", O_RDONLY);
}

static void
files_by_mask(void)
{
	char c;

	sproc(open_one, PR_SADDR | PR_SFDS, 0);
	wait(0);
	CHECK(read(shared, &c, 1) == 1);
	close(shared);
	sproc(open_one, PR_SADDR, 0);
	wait(0);
	FAILS(read(shared, &c, 1), EBADF);
}

static char *area;

static void
touch(void *first)
{
	while (!go)
		;
	for (int i = (int) first; i < 200; i++)
		area[i * PAGE + (int) first] = 1 + (int) first;
}

/* Faults of several threads on the same pages. */
static void
same_faults(void)
{
	area = mmap(0, 200 * PAGE, RW, ANON, -1, 0);
	for (int i = 0; i < 4; i++)
		sproc(touch, PR_SALL, (void *) i);
	go = 1;
	while (wait(0) > 0)
		;
	for (int i = 4; i < 200; i++)
		for (int t = 0; t < 4; t++)
			CHECK(area[i * PAGE + t] == 1 + t);
}

static void
write_on(void *page)
{
	for (;;) {
		*(volatile int *) page = 1;
		shared++;
	}
}

/* What one thread takes away, no other CPU may go on using. */
static void
shootdown(void)
{
	int status;
	char *p = mmap(0, PAGE, RW, ANON, -1, 0);
	pid_t pid = sproc(write_on, PR_SALL, p);

	while (shared < 100)
		sginap(0);
	CHECK(munmap(p, PAGE) == 0);
	CHECK(waitpid(pid, &status, 0) == pid);
	CHECK(WTERMSIG(status) == SIGSEGV);
}

static void
shootdown_of_rights(void)
{
	int status;
	char *p = mmap(0, PAGE, RW, ANON, -1, 0);
	pid_t pid = sproc(write_on, PR_SALL, p);

	while (shared < 100)
		sginap(0);
	CHECK(mprotect(p, PAGE, PROT_READ) == 0);
	*(volatile char *) p;
	CHECK(waitpid(pid, &status, 0) == pid);
	CHECK(WTERMSIG(status) == SIGSEGV);
}

/* A fork while threads write: the child has one moment's picture of each
 * page, and the parent's threads go on with their own. */
static void
count_up(void *p)
{
	volatile int *n = p;

	while (!go)
		n[0] = n[PAGE / 4] = n[0] + 1;
}

static void
fork_of_threads(void)
{
	int status;
	int *p = mmap(0, 2 * PAGE, RW, ANON, -1, 0);

	sproc(count_up, PR_SALL, p);
	while (((volatile int *) p)[0] < 100)
		sginap(0);
	for (int i = 0; i < 10; i++)
		if (fork() == 0) {
			int a = ((volatile int *) p)[0];
			for (int j = 0; j < 10000; j++)
				if (((volatile int *) p)[0] != a)
					_exit(1);
			_exit(0);
		} else
			CHECK(wait(&status) > 0 && status == 0);
	go = 1;
	wait(0);
	CHECK(p[0] == p[PAGE / 4]);
}

static void
grow(void *unused)
{
	(void) unused;
	for (int i = 0; i < 20; i++) {
		char *p = mmap(0, 3 * PAGE, RW, ANON, -1, 0);
		if (p == MAP_FAILED)
			_exit(1);
		for (int j = 0; j < 3 * PAGE; j += 512) {
			if (p[j] != 0)
				_exit(2);
			p[j] = 1;
		}
		munmap(p, 3 * PAGE);
	}
}

static void
mmap_races(void)
{
	int status;

	for (int i = 0; i < 4; i++)
		sproc(grow, PR_SALL, 0);
	while (wait(&status) > 0)
		CHECK(status == 0);
}

static void
exec_in_thread(void *unused)
{
	char *argv[] = { "true", 0 };

	(void) unused;
	execv("/bin/sync", argv);
	_exit(1);
}

static void
exec_leaves_others(void)
{
	int status, local = 7;

	sproc(exec_in_thread, PR_SADDR, 0);
	CHECK(wait(&status) > 0 && status == 0);
	CHECK(local == 7);
}

#define MINE (*(volatile int *) PRDA->usr_prda)

static void
own_page(void *n)
{
	if (MINE != 0)
		_exit(1);
	for (int i = 0; i < 300; i++) {
		MINE = (int) n + i;
		sginap(0);
		if (MINE != (int) n + i)
			_exit(2);
	}
}

/* More threads than CPUs, which take turns. */
static void
prda(void)
{
	int status, fd[2], n = 2 * sysmp(MP_NPROCS, 0, 0) + 2;

	MINE = 7;
	for (int i = 1; i <= n; i++)
		CHECK(sproc(own_page, PR_SALL, (void *) (i * 1000)) > 0);
	while (wait(&status) > 0)
		CHECK(status == 0);
	CHECK(MINE == 7 && prctl(PR_GETNSHARE) == 1);
	/* A fork copies it, the kernel writes to it, nobody maps over it. */
	if (fork() == 0) {
		MINE++;
		_exit(MINE);
	}
	CHECK(wait(&status) > 0 && WEXITSTATUS(status) == 8 && MINE == 7);
	pipe(fd);
	write(fd[1], "\0\0\0\x9", 4);
	CHECK(read(fd[0], (void *) &MINE, 4) == 4 && MINE == 9);
	CHECK(mmap(PRDA, PAGE, RW, ANON, -1, 0) != (void *) PRDA);
	CHECK(munmap(PRDA, PAGE) == 0 && MINE == 9);
	FAILS(prctl(99), EINVAL);
}

static void
fail_on(void *unused)
{
	(void) unused;
	while (!go)
		if (close(-1) != -1 || errno != EBADF)
			_exit(1);
}

static void
errno_of_threads(void)
{
	int status;

	sproc(fail_on, PR_SALL, 0);
	CHECK(prctl(PR_GETNSHARE) == 2);
	for (int i = 0; i < 200; i++) {
		CHECK(open("/none", O_RDONLY) == -1 && errno == ENOENT);
		sginap(0);
		CHECK(errno == ENOENT);
	}
	go = 1;
	CHECK(wait(&status) > 0 && status == 0);
}

static void
end_with_parent(void *fd)
{
	prctl(PR_TERMCHILD);
	write((int) fd, "x", 1);
	pause();
}

static void
termchild(void)
{
	int fd[2];
	char c;

	pipe(fd);
	if (fork() == 0) {
		sproc(end_with_parent, PR_SADDR, (void *) fd[1]);
		read(fd[0], &c, 1);
		_exit(0);
	}
	wait(0);
	close(fd[1]);
	CHECK(read(fd[0], &c, 1) == 0); /* the thread has ended, too */
}

static void
bad_entry(void)
{
	int status;

	sproc((void (*)(void *)) 0x80000000, PR_SALL, 0);
	CHECK(wait(&status) > 0 && WTERMSIG(status) == SIGSEGV);
}

static void
busy(void *n)
{
	while (!go)
		;
	((volatile int *) area)[(int) n] = sysmp(MP_CPU, 0, 0) + 1;
}

/* With more CPUs than one, threads that compute are spread over them. */
static void
spread(void)
{
	int cpus = sysmp(MP_NPROCS, 0, 0), used = 0;

	area = mmap(0, PAGE, RW, ANON, -1, 0);
	for (int i = 0; i < cpus; i++)
		sproc(busy, PR_SALL, (void *) i);
	sginap(20);
	go = 1;
	while (wait(0) > 0)
		;
	for (int c = 1; c <= cpus; c++)
		for (int i = 0; i < cpus; i++)
			if (((int *) area)[i] == c) {
				used++;
				break;
			}
	CHECK(used * 2 >= cpus);
}

const struct test thread_tests[] = {
	{ "threads-share-memory", memory_is_shared },
	{ "threads-share-files-by-mask", files_by_mask },
	{ "threads-same-faults", same_faults },
	{ "threads-shootdown", shootdown },
	{ "threads-shootdown-of-rights", shootdown_of_rights },
	{ "threads-fork", fork_of_threads },
	{ "threads-mmap-races", mmap_races },
	{ "threads-exec", exec_leaves_others },
	{ "prda", prda },
	{ "threads-errno", errno_of_threads },
	{ "prctl-termchild", termchild },
	{ "threads-bad-entry", bad_entry },
	{ "threads-are-spread", spread },
	{ 0, 0 },
};
