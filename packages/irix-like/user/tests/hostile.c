/* Programs that mean harm: the kernel goes on. */
#include <signal.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "test.h"

static unsigned long long state = 88172645463325252ull;

static unsigned
random32(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state >> 16;
}

/* A number that is now and then a good one. */
static unsigned long long
argument(void)
{
	static const unsigned long long odd[] = { 0, 1, 2, 3, 4096, 0x10000000,
	    0x10001000, 0x40000000, 0x7fff7000, 0x7fffffff, 0x80000000,
	    0x80010000, 0xbf001000, 0xdfff8000, 0xffffffff, 1ull << 40 };

	switch (random32() % 4) {
	case 0: return random32();
	case 1: return random32() % 64;
	case 2: return (unsigned long) (&state + random32() % 8);
	default: return odd[random32() % (sizeof odd / sizeof odd[0])];
	}
}

static void
call(unsigned number)
{
	register long long v0 __asm__("$2") = number;
	register long long a0 __asm__("$4") = argument();
	register long long a1 __asm__("$5") = argument();
	register long long a2 __asm__("$6") = argument();
	register long long a3 __asm__("$7") = argument();
	register long long a4 __asm__("$8") = argument();
	register long long a5 __asm__("$9") = argument();

	__asm__ volatile("syscall" : "+r"(v0), "+r"(a3) : "r"(a0), "r"(a1),
	    "r"(a2), "r"(a4), "r"(a5) : "memory", "$3", "$10", "$11", "$12",
	    "$13", "$14", "$15", "$24", "$25");
}

/* Calls that end the process or the run, end others, or wait for ever. */
static int
left_out(unsigned number)
{
	return number == SYS_exit || number == SYS_uadmin ||
	    number == SYS_pause || number == SYS_sigsuspend ||
	    number == SYS_sigreturn || number == SYS_fork ||
	    number == SYS_sproc || number == SYS_kill || number == SYS_sginap;
}

/* One process of many: it may well die of what it does to itself. Counts calls
 * in *made. */
static void
attack(unsigned seed, unsigned *made)
{
	state += seed * 0x9e3779b97f4a7c15ull;
	for (int fd = 0; fd < 3; fd++)
		close(fd);
	signal(SIGSYS, SIG_IGN);
	for (int i = 0; i < 500; i++) {
		unsigned number = random32() % (NSYSCALL + 8);
		if (left_out(number))
			continue;
		__atomic_fetch_add(made, 1, __ATOMIC_RELAXED);
		call(number);
	}
	_exit(0);
}

/* Waits for a child, and ends it if it waits for ever. */
static void
end(pid_t pid)
{
	for (int i = 0; i < 50; i++) {
		if (waitpid(pid, 0, WNOHANG) == pid)
			return;
		sginap(4);
	}
	kill(pid, SIGKILL);
	CHECK(waitpid(pid, 0, 0) == pid);
}

/* Shared memory that nobody has removed leaves too little for a fork. */
static void
forget_segments(void)
{
	for (int id = 0; id < 32; id++)
		shmctl(id, IPC_RMID, 0);
}

#define ATTACKERS 8
#define PATIENCE 10 /* ticks that each has */

/* 20,000 calls a round, by some processes at a time. */
static void
random_calls(void)
{
	unsigned *made = mmap(0, 4096, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0), n = 0;
	pid_t pid[ATTACKERS] = { 0 };
	int age[ATTACKERS];

	CHECK(made != MAP_FAILED);
	fflush(0);
	while (*(volatile unsigned *) made < 20000 * test_rounds) {
		for (int i = 0; i < ATTACKERS; i++) {
			if (pid[i] && waitpid(pid[i], 0, WNOHANG) == pid[i])
				pid[i] = 0;
			if (pid[i] && ++age[i] == PATIENCE)
				kill(pid[i], SIGKILL);
		}
		for (int i = 0; i < ATTACKERS; i++) {
			if (pid[i])
				continue;
			age[i] = 0;
			if ((pid[i] = fork()) == 0)
				attack(test_seed + n, made);
			n++;
			if (pid[i] < 0) {
				pid[i] = 0;
				forget_segments();
				break;
			}
		}
		sginap(1);
	}
	for (int i = 0; i < ATTACKERS; i++)
		if (pid[i])
			end(pid[i]);
	forget_segments();
}

/* Random words as instructions. */
static void
run_noise(unsigned seed)
{
	static unsigned code[1024] __attribute__((aligned(4096)));

	state += seed * 0x9e3779b97f4a7c15ull;
	for (int i = 0; i < 1024; i++) {
		code[i] = random32();
		if ((code[i] & 0xfc00003f) == 0x0c) /* no system calls */
			code[i] = 0;
	}
	alarm(1);
	((void (*)(void)) code)();
	_exit(0);
}

static void
random_instructions(void)
{
	for (unsigned n = 0; n < 40 * test_rounds; n++) {
		pid_t pid = fork();
		if (pid == 0)
			run_noise(test_seed + n);
		end(pid);
	}
}

static void
spend_stack(void)
{
	__asm__ volatile("li $29, 0x80000000\n\tsw $0, -4($29)\n\tsw $0, 0($29)"
	    : : : "memory");
}

static void
bad_stack_pointer(void)
{
	CHECK(WTERMSIG(child_status(spend_stack)) == SIGSEGV);
}

static void
clobber(void)
{
	/* k0 and k1 are the kernel's: whatever is in them means nothing. */
	__asm__ volatile("li $26, -1\n\tli $27, 0x1234\n\tli $2, 20\n\tsyscall"
	    : : : "$2", "$7", "memory");
}

static void
kernel_registers(void)
{
	CHECK(child_status(clobber) == 0);
}

static void
fork_bomb(void)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		setpgid(0, 0);
		alarm(1);
		for (int depth = 0; depth < 6; depth++)
			fork();
		_exit(0);
	}
	setpgid(pid, pid);
	waitpid(pid, &status, 0);
	sginap(30);
	kill(-pid, SIGKILL);
	/* There is room again. */
	for (int tries = 0; tries < 100; tries++) {
		if ((pid = fork()) == 0)
			_exit(0);
		if (pid > 0)
			break;
		sginap(2);
	}
	CHECK(pid > 0 && waitpid(pid, 0, 0) == pid);
}

const struct test hostile_tests[] = {
	{ "random-calls", random_calls },
	{ "random-instructions", random_instructions },
	{ "bad-stack-pointer", bad_stack_pointer },
	{ "kernel-registers", kernel_registers },
	{ "fork-bomb", fork_bomb },
	{ 0, 0 },
};
