/* Memory that runs out: calls fail, and everything goes on. */
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/sysmp.h>
#include <sys/wait.h>

#include "test.h"

#define PAGE 4096
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)
#define RW (PROT_READ | PROT_WRITE)

/* brk until there is no more: the call fails, everything goes on. */
static void
take_all(void)
{
	int n = 0;
	char *p;

	while ((p = sbrk(16 * PAGE)) != (char *) -1) {
		for (int i = 0; i < 16; i++)
			p[i * PAGE] = n;
		n++;
	}
	if (errno != ENOMEM && errno != EAGAIN)
		_exit(1);
	_exit(n < 4);
}

static void
exhaustion(void)
{
	CHECK(child_status(take_all) == 0);
	CHECK(child_status(take_all) == 0);
}

static void
nothing(void)
{
}

static void
fork_without_memory(void)
{
	struct mpmem mem;
	char *p;
	size_t bytes;

	CHECK(sysmp(MP_MEM, 0, &mem) == 0);
	bytes = (size_t) mem.available / 3 * 2 * PAGE;
	p = mmap(0, bytes, RW, ANON, -1, 0);
	CHECK(p != MAP_FAILED);
	FAILS(fork(), EAGAIN);
	CHECK(munmap(p, bytes) == 0);
	CHECK(child_status(nothing) == 0);
}

/* What ends gives its memory back, to the page. */
static void
no_page_is_lost(void)
{
	struct mpmem before, after;

	for (int i = 0; i < 3; i++)
		child_status(take_all);
	sysmp(MP_MEM, 0, &before);
	for (int i = 0; i < 5; i++)
		if (fork() == 0) {
			char *p = mmap(0, 50 * PAGE, RW, ANON, -1, 0);
			memset(p, 1, 50 * PAGE);
			if (fork() == 0) {
				memset(p, 2, 25 * PAGE);
				_exit(0);
			}
			wait(0);
			_exit(0);
		} else
			wait(0);
	sysmp(MP_MEM, 0, &after);
	CHECK(after.available == before.available);
}

/* Forks while most memory is dirty file pages. */
static void
pressure(void)
{
	static char buf[16 * PAGE];
	int status;

	for (int n = 0; n < 4; n++)
		if (fork() == 0) {
			char name[8] = { 'f', '0' + n, 0 };
			int fd = open(name, O_RDWR | O_CREAT, 0666);
			char *p = malloc(100 * PAGE);
			for (int i = 0; i < 12; i++) {
				memset(buf, n * 16 + i, sizeof buf);
				if (write(fd, buf, sizeof buf) != sizeof buf)
					_exit(1);
				memset(p, i, 100 * PAGE);
			}
			lseek(fd, 0, SEEK_SET);
			for (int i = 0; i < 12; i++) {
				if (read(fd, buf, sizeof buf) != sizeof buf)
					_exit(2);
				for (unsigned j = 0; j < sizeof buf; j += 512)
					if (buf[j] != (char) (n * 16 + i))
						_exit(3);
			}
			_exit(0);
		}
	while (wait(&status) > 0)
		CHECK(status == 0);
}

/* All that may be had is in use, and then text is needed from the disk. */
static void
text_gives_way(void)
{
	struct mpmem mem;
	char *p, text[8] = "";
	size_t bytes;
	int fd, status;

	CHECK(sysmp(MP_MEM, 0, &mem) == 0);
	/* Enough is left for a child and its program. */
	bytes = (size_t) (mem.available - 150) * PAGE;
	p = mmap(0, bytes, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED) /* one shared region has its limit */
		p = mmap(0, bytes = 1000 * PAGE, RW,
		    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	CHECK(p != MAP_FAILED);
	while (bytes < (size_t) (mem.available - 1200) * PAGE) {
		CHECK(mmap(0, 1000 * PAGE, RW, MAP_SHARED | MAP_ANONYMOUS, -1,
		    0) != MAP_FAILED);
		bytes += 1000 * PAGE;
	}
	for (char *at = (char *) 0x40000000; at < (char *) 0x40000000 + bytes;
	    at += PAGE)
		*at = 1;
	for (int i = 0; i < 3; i++) {
		if (fork() == 0) {
			char *argv[] = { "sh", "-c", "echo full > out", 0 };
			execv("/bin/sh", argv);
			_exit(1);
		}
		CHECK(wait(&status) > 0 && status == 0);
	}
	CHECK((fd = open("out", O_RDONLY)) >= 0);
	CHECK(read(fd, text, 5) == 5 && strcmp(text, "full\n") == 0);
}

const struct test scarcity_tests[] = {
	{ "memory-exhaustion", exhaustion },
	{ "fork-without-memory", fork_without_memory },
	{ "no-page-is-lost", no_page_is_lost },
	{ "memory-pressure", pressure },
	{ "text-gives-way", text_gives_way },
	{ 0, 0 },
};
