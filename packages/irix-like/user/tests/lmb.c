/* lmb [word ...]: what services of the kernel cost, in microseconds of
 * simulated time, each the mean of many; or those whose line has a word. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGE 4096

static long long
now(void)
{
	struct timeval tv;

	gettimeofday(&tv, 0);
	return tv.tv_sec * 1000000ll + tv.tv_usec;
}

static char **words; /* 0: all lines */

static int
wanted(const char *what)
{
	for (char **w = words; w && *w; w++)
		if (strstr(what, *w))
			return 1;
	return !words;
}

static void
measure(const char *what, void (*f)(int n), int n)
{
	long long start;

	if (!wanted(what))
		return;
	f(n / 10 + 1); /* caches and page tables as they will be */
	start = now();
	f(n);
	start = now() - start;
	printf("%-28s %8lld.%03lld us\n", what, start / n,
	    start * 1000 / n % 1000);
	fflush(stdout);
}

static int fd, zero, pipes[4];
static char buf[2 * PAGE];

static void null_call(int n) { while (n-- > 0) getppid(); }
static void read_byte(int n) { while (n-- > 0) read(zero, buf, 1); }
static void open_close(int n) { while (n-- > 0) close(open("/etc/motd", 0)); }

static void
stat_file(int n)
{
	struct stat st;

	while (n-- > 0)
		stat("/etc/motd", &st);
}

static void
read_page(int n)
{
	while (n-- > 0) {
		lseek(fd, 0, SEEK_SET);
		read(fd, buf, PAGE);
	}
}

static void
write_page(int n)
{
	while (n-- > 0) {
		lseek(fd, 0, SEEK_SET);
		write(fd, buf, PAGE);
	}
}

static void
demand_zero(int n)
{
	char *p = mmap(0, n * PAGE, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	for (int i = 0; i < n; i++)
		p[i * PAGE] = 1;
	munmap(p, n * PAGE);
}

/* 256 pages in turn: each access misses the TLB's 128, and hits the page
 * table. */
static char *pages;

static void
utlb_miss(int n)
{
	for (int i = 0; i < n; i++)
		*(volatile char *) (pages + i % 256 * (PAGE + 64));
}

/* Each page has a page-table page of its own, and there are more than the TLB
 * has entries: each access misses the page table too. */
#define SPARSE 100
#define APART (8 << 20)

static void
quick_fault(int n)
{
	char *p = (char *) 0x40800000;

	for (int i = 0; i < SPARSE; i++)
		mmap(p + i * APART, PAGE, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	for (int i = 0; i < n; i++)
		*(volatile char *) (p + i % SPARSE * APART);
	for (int i = 0; i < SPARSE; i++)
		munmap(p + i * APART, PAGE);
}

static void
handler(int sig)
{
	(void) sig;
}

static void signal_self(int n) { while (n-- > 0) raise(SIGUSR1); }

static void
fork_exit(int n)
{
	while (n-- > 0) {
		if (fork() == 0)
			_exit(0);
		wait(0);
	}
}

static void
fork_exec(int n)
{
	char *argv[] = { "lmb", "nothing", 0 };

	while (n-- > 0) {
		if (fork() == 0) {
			execv("/bin/lmb", argv);
			_exit(1);
		}
		wait(0);
	}
}

static void
round_trip(int n)
{
	while (n-- > 0) {
		write(pipes[1], buf, 1);
		read(pipes[2], buf, 1);
	}
}

static void
echo_bytes(void)
{
	close(pipes[1]);
	close(pipes[2]);
	while (read(pipes[0], buf, 1) == 1)
		write(pipes[3], buf, 1);
	_exit(0);
}

int
main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "nothing") == 0)
		return 0; /* what fork_exec runs */
	if (argc > 1)
		words = argv + 1;
	zero = open("/dev/zero", O_RDONLY);
	fd = open("/tmp/lmb", O_RDWR | O_CREAT, 0666);
	write(fd, buf, PAGE);
	pages = malloc(256 * (PAGE + 64));
	for (int i = 0; i < 256; i++)
		pages[i * (PAGE + 64)] = 1;
	signal(SIGUSR1, handler);
	pipe(pipes);
	pipe(pipes + 2);
	if (fork() == 0)
		echo_bytes();
	measure("getppid", null_call, 1000);
	measure("read 1 byte of /dev/zero", read_byte, 1000);
	measure("lseek + read 4 KB", read_page, 500);
	measure("lseek + write 4 KB", write_page, 500);
	measure("open + close", open_close, 500);
	measure("stat", stat_file, 500);
	measure("demand zero", demand_zero, 200);
	measure("UTLB miss and L2 hit", utlb_miss, 20000);
	measure("UTLB miss and QUICK_FAULT", quick_fault, 10000);
	measure("signal", signal_self, 300);
	measure("pipe round trip", round_trip, 300);
	measure("fork + exit + wait", fork_exit, 30);
	measure("fork + execve + exit + wait", fork_exec, 20);
	unlink("/tmp/lmb");
	return 0;
}
