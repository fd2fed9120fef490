/* Memory: faults, copy on write, brk, mmap, shared memory. */
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/wait.h>

#include "test.h"

#define PAGE 4096
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)
#define RW (PROT_READ | PROT_WRITE)

static volatile uintptr_t where;

static void load(void) { (void) *(volatile char *) where; }
static void store(void) { *(volatile char *) where = 1; }
static void call(void) { ((void (*)(void)) where)(); }

static int
dies(void (*how)(void), uintptr_t address)
{
	where = address;
	return WTERMSIG(child_status(how));
}

static void
null_is_nothing(void)
{
	CHECK(dies(load, 0) == SIGSEGV);
	CHECK(dies(store, 0) == SIGSEGV);
	CHECK(dies(call, 0) == SIGSEGV);
}

static void
kernel_is_hidden(void)
{
	static const uintptr_t kernel[] = { 0x80000000, 0x80010000, 0xa0000000,
	    0xbf001000, 0xc0000000, 0xd0000000, 0xd0200000, 0xdfff8000,
	    0xdfffc000, 0xe0000000, 0xfffffffc };

	for (unsigned i = 0; i < sizeof kernel / sizeof kernel[0]; i++) {
		CHECK(dies(load, kernel[i]) == SIGSEGV);
		CHECK(dies(store, kernel[i]) == SIGSEGV);
	}
	CHECK(dies(call, 0x80010000) == SIGSEGV);
}

/* Addresses of more than 32 bits, which user mode can form. */
static void
load_far(void)
{
	__asm__ volatile("li $2, 1\n\tdsll $2, $2, 40\n\tlw $3, 0($2)" : : :
	    "$2", "$3");
}

static void
load_above_2g(void)
{
	__asm__ volatile("li $2, 1\n\tdsll $2, $2, 31\n\tlw $3, 0($2)" : : :
	    "$2", "$3");
}

static void
load_alias(void)
{
	__asm__ volatile("li $2, 1\n\tdsll $2, $2, 32\n\tlui $3, 0x1000\n\t"
	    "daddu $2, $2, $3\n\tlw $3, 0($2)" : : : "$2", "$3");
}

static void
jump_far(void)
{
	__asm__ volatile("li $2, 1\n\tdsll $2, $2, 40\n\tjr $2\n\tnop" : : :
	    "$2");
}

static void
far_addresses(void)
{
	CHECK(WTERMSIG(child_status(load_far)) == SIGSEGV);
	CHECK(WTERMSIG(child_status(load_above_2g)) == SIGSEGV);
	CHECK(WTERMSIG(child_status(load_alias)) == SIGSEGV);
	CHECK(WTERMSIG(child_status(jump_far)) == SIGSEGV);
}

static void
text_is_read_only(void)
{
	CHECK(dies(store, (uintptr_t) text_is_read_only) == SIGSEGV);
}

static char zeros[3 * PAGE];

static void
bss_is_zero(void)
{
	for (unsigned i = 0; i < sizeof zeros; i++)
		CHECK(zeros[i] == 0);
	zeros[PAGE] = 1;
}

static int
deep(int n)
{
	volatile char use[1000];

	use[0] = n;
	return n == 0 ? 0 : deep(n - 1) + use[0] - use[0] + 1;
}

static void
stack_grows(void)
{
	CHECK(deep(2000) == 2000);
}

static void
deep_for_ever(void)
{
	deep(1 << 20);
}

static void
stack_has_an_end(void)
{
	CHECK(WTERMSIG(child_status(deep_for_ever)) == SIGSEGV);
}

static void
far_below_stack(void)
{
	CHECK(dies(store, 0x7fff8000 - 4 * 1024 * 1024) == SIGSEGV);
}

static void
brk_grows(void)
{
	char *p = sbrk(10 * PAGE);

	CHECK(p != (char *) -1);
	for (int i = 0; i < 10 * PAGE; i++)
		CHECK(p[i] == 0);
	memset(p, 7, 10 * PAGE);
	CHECK(sbrk(0) == p + 10 * PAGE);
}

static void
brk_shrinks(void)
{
	char *p = sbrk(4 * PAGE);

	memset(p, 7, 4 * PAGE);
	CHECK(sbrk(-2 * PAGE) == p + 4 * PAGE);
	CHECK(dies(load, (uintptr_t) p + 3 * PAGE) == SIGSEGV);
	CHECK(p[PAGE] == 7);
	CHECK(sbrk(2 * PAGE) == p + 2 * PAGE);
	CHECK(p[3 * PAGE] == 0);
}

static void
brk_errors(void)
{
	char *now = sbrk(0);

	FAILS(brk((void *) 0x1000), ENOMEM);
	FAILS(brk((void *) 0x7ff00000), ENOMEM);
	FAILS(brk((void *) 0x90000000), ENOMEM);
	CHECK(sbrk(0x20000000) == (void *) -1);
	CHECK(sbrk(0) == now);
}

static void
copy_on_write(void)
{
	int status;
	char *p = malloc(64 * PAGE);

	for (int i = 0; i < 64; i++)
		p[i * PAGE] = i;
	for (int child = 0; child < 4; child++)
		if (fork() == 0) {
			for (int i = child; i < 64; i += 2)
				p[i * PAGE] = 100 + child;
			for (int i = 0; i < 64; i++)
				if (p[i * PAGE] != (i >= child &&
				    i % 2 == child % 2 ? 100 + child : i))
					_exit(1);
			_exit(0);
		}
	p[0] = 55;
	while (wait(&status) > 0)
		CHECK(status == 0);
	CHECK(p[0] == 55);
	for (int i = 1; i < 64; i++)
		CHECK(p[i * PAGE] == i);
}

/* The kernel itself writes into pages that are shared. */
static void
copy_on_write_by_read(void)
{
	static char buf[PAGE];
	int fd = make_file("f", "new contents"), status;

	strcpy(buf, "old");
	if (fork() == 0) {
		lseek(fd, 0, SEEK_SET);
		read(fd, buf, 12);
		_exit(strncmp(buf, "new contents", 12) != 0);
	}
	CHECK(wait(&status) > 0 && status == 0);
	CHECK(strcmp(buf, "old") == 0);
}

static void
more_pages_than_tlb(void)
{
	int *p = calloc(600, PAGE), sum = 0;

	CHECK(p != 0);
	for (int round = 0; round < 3; round++)
		for (int i = 0; i < 600; i++)
			p[i * (PAGE / 4)] += i;
	for (int i = 0; i < 600; i++)
		sum += p[i * (PAGE / 4)];
	CHECK(sum == 3 * 600 * 599 / 2);
}

static void
mmap_gives_zeros(void)
{
	char *p = mmap(0, 5 * PAGE, RW, ANON, -1, 0);

	CHECK(p != MAP_FAILED && ((uintptr_t) p & (PAGE - 1)) == 0);
	for (int i = 0; i < 5 * PAGE; i++)
		CHECK(p[i] == 0);
	p[4 * PAGE] = 1;
	CHECK(munmap(p, 5 * PAGE) == 0);
	CHECK(dies(load, (uintptr_t) p) == SIGSEGV);
}

static void
munmap_cuts(void)
{
	char *p = mmap(0, 6 * PAGE, RW, ANON, -1, 0);

	memset(p, 3, 6 * PAGE);
	CHECK(munmap(p + 2 * PAGE, 2 * PAGE) == 0);
	CHECK(p[2 * PAGE - 1] == 3 && p[4 * PAGE] == 3);
	CHECK(dies(load, (uintptr_t) p + 2 * PAGE) == SIGSEGV);
	CHECK(dies(load, (uintptr_t) p + 4 * PAGE - 1) == SIGSEGV);
	CHECK(munmap(p, 6 * PAGE) == 0);
	CHECK(munmap(p, 6 * PAGE) == 0);
}

static void
mmap_fixed(void)
{
	char *at = (char *) 0x50000000;
	char *p = mmap(at, 2 * PAGE, RW, ANON | MAP_FIXED, -1, 0);

	CHECK(p == at);
	p[0] = 1;
	CHECK(mmap(at, PAGE, RW, ANON | MAP_FIXED, -1, 0) == at);
	CHECK(p[0] == 0);
}

static void
mmap_errors(void)
{
	int fd = make_file("f", "x"), r = open("f", O_RDONLY);

	FAILS(mmap(0, 0, RW, ANON, -1, 0), EINVAL);
	FAILS(mmap(0, PAGE, RW, MAP_ANONYMOUS, -1, 0), EINVAL);
	FAILS(mmap(0, PAGE, RW, MAP_PRIVATE, 60, 0), EBADF);
	FAILS(mmap(0, PAGE, RW, MAP_PRIVATE, fd, 100), EINVAL);
	FAILS(mmap(0, PAGE, RW, MAP_SHARED, r, 0), EACCES);
	FAILS(mmap((void *) 0x123, PAGE, RW, ANON | MAP_FIXED, -1, 0), EINVAL);
	FAILS(mmap((void *) 0x80000000, PAGE, RW, ANON | MAP_FIXED, -1, 0),
	    EINVAL);
	FAILS(mmap(0, 0x70000000, RW, ANON, -1, 0), ENOMEM);
	FAILS(munmap((void *) 0x123, PAGE), EINVAL);
	FAILS(munmap((void *) 0x80000000, PAGE), EINVAL);
	FAILS(mprotect((void *) 0x60000000, PAGE, PROT_READ), ENOMEM);
}

static void
mprotect_forbids(void)
{
	char *p = mmap(0, 3 * PAGE, RW, ANON, -1, 0);

	memset(p, 5, 3 * PAGE);
	CHECK(mprotect(p + PAGE, PAGE, PROT_READ) == 0);
	CHECK(p[PAGE] == 5);
	CHECK(dies(store, (uintptr_t) p + PAGE) == SIGSEGV);
	CHECK(dies(store, (uintptr_t) p + 2 * PAGE) == 0);
	CHECK(mprotect(p + PAGE, PAGE, PROT_NONE) == 0);
	CHECK(dies(load, (uintptr_t) p + PAGE) == SIGSEGV);
	CHECK(mprotect(p + PAGE, PAGE, RW) == 0);
	p[PAGE] = 6;
	CHECK(p[PAGE + 1] == 5);
}

static void
file_private(void)
{
	int fd = make_file("f", "contents");
	char *p = mmap(0, PAGE, RW, MAP_PRIVATE, fd, 0), text[9] = "";

	CHECK(p != MAP_FAILED && strcmp(p, "contents") == 0);
	p[0] = 'C';
	lseek(fd, 0, SEEK_SET);
	CHECK(read(fd, text, 8) == 8 && strcmp(text, "contents") == 0);
	CHECK(p[8] == 0 && p[PAGE - 1] == 0);
}

static void
file_shared(void)
{
	int fd = make_file("f", "contents"), status;
	char *p = mmap(0, PAGE, RW, MAP_SHARED, fd, 0), text[9] = "";

	CHECK(p != MAP_FAILED);
	if (fork() == 0) {
		p[0] = 'C';
		_exit(0);
	}
	CHECK(wait(&status) > 0 && status == 0);
	CHECK(p[0] == 'C');
	CHECK(msync(p, PAGE, MS_SYNC) == 0);
	lseek(fd, 0, SEEK_SET);
	CHECK(read(fd, text, 8) == 8 && strcmp(text, "Contents") == 0);
	/* And the other way. */
	lseek(fd, 0, SEEK_SET);
	write(fd, "X", 1);
	CHECK(p[0] == 'X');
}

static void
behind_the_end_of_file(void)
{
	int fd = make_file("f", "x");
	char *p = mmap(0, 2 * PAGE, RW, MAP_SHARED, fd, 0);

	CHECK(dies(load, (uintptr_t) p + PAGE) == SIGSEGV);
	CHECK(p[0] == 'x');
}

/* A write from memory that is the file itself. */
static void
file_onto_itself(void)
{
	int fd = make_file("f", "abcdefgh");
	char *p = mmap(0, PAGE, RW, MAP_SHARED, fd, 0);

	lseek(fd, 4, SEEK_SET);
	CHECK(write(fd, p, 8) == 8);
	CHECK(memcmp(p, "abcdabcd", 8) == 0);
	lseek(fd, 0, SEEK_SET);
	CHECK(read(fd, p + 1, 4) == 4);
}

static void
anonymous_shared(void)
{
	volatile int *p = mmap(0, PAGE, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	CHECK(p != MAP_FAILED);
	if (fork() == 0) {
		p[5] = 42;
		_exit(0);
	}
	wait(0);
	CHECK(p[5] == 42);
}

static void
system_v_shared(void)
{
	int id = shmget(77, 3 * PAGE, IPC_CREAT | 0600);
	struct shmid_ds ds;
	char *p, *q;

	CHECK(id >= 0);
	CHECK(shmget(77, PAGE, 0) == id);
	FAILS(shmget(77, PAGE, IPC_CREAT | IPC_EXCL), EEXIST);
	FAILS(shmget(77, 100 * PAGE, 0), EINVAL);
	FAILS(shmget(78, PAGE, 0), ENOENT);
	p = shmat(id, 0, 0);
	q = shmat(id, 0, SHM_RDONLY);
	CHECK(p != (char *) -1 && q != (char *) -1 && p != q);
	if (fork() == 0) {
		p[2 * PAGE] = 9;
		_exit(0);
	}
	wait(0);
	CHECK(q[2 * PAGE] == 9);
	CHECK(dies(store, (uintptr_t) q) == SIGSEGV);
	CHECK(shmctl(id, IPC_STAT, &ds) == 0);
	CHECK(ds.shm_segsz == 3 * PAGE && ds.shm_nattch == 2);
	CHECK(shmdt(p) == 0);
	FAILS(shmdt(p), EINVAL);
	CHECK(shmctl(id, IPC_RMID, 0) == 0);
	CHECK(q[2 * PAGE] == 9);
	FAILS(shmat(id, 0, 0), EINVAL);
	FAILS(shmctl(id, IPC_RMID, 0), EINVAL);
}

const struct test memory_tests[] = {
	{ "null-is-nothing", null_is_nothing },
	{ "kernel-is-hidden", kernel_is_hidden },
	{ "far-addresses", far_addresses },
	{ "text-is-read-only", text_is_read_only },
	{ "bss-is-zero", bss_is_zero },
	{ "stack-grows", stack_grows },
	{ "stack-has-an-end", stack_has_an_end },
	{ "far-below-stack", far_below_stack },
	{ "brk-grows", brk_grows },
	{ "brk-shrinks", brk_shrinks },
	{ "brk-errors", brk_errors },
	{ "copy-on-write", copy_on_write },
	{ "copy-on-write-by-read", copy_on_write_by_read },
	{ "more-pages-than-tlb", more_pages_than_tlb },
	{ "mmap-gives-zeros", mmap_gives_zeros },
	{ "munmap-cuts", munmap_cuts },
	{ "mmap-fixed", mmap_fixed },
	{ "mmap-errors", mmap_errors },
	{ "mprotect-forbids", mprotect_forbids },
	{ "mmap-file-private", file_private },
	{ "mmap-file-shared", file_shared },
	{ "mmap-behind-end-of-file", behind_the_end_of_file },
	{ "mmap-file-onto-itself", file_onto_itself },
	{ "mmap-anonymous-shared", anonymous_shared },
	{ "system-v-shared-memory", system_v_shared },
	{ 0, 0 },
};
