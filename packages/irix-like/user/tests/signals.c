/* Signals. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "test.h"

static volatile int caught, last;
static jmp_buf back;

static void
note(int sig)
{
	caught++;
	last = sig;
}

static void
jump(int sig)
{
	last = sig;
	longjmp(back, 1);
}

static void
handler_runs(void)
{
	CHECK(signal(SIGUSR1, note) == SIG_DFL);
	CHECK(raise(SIGUSR1) == 0);
	CHECK(caught == 1 && last == SIGUSR1);
	CHECK(signal(SIGUSR1, SIG_DFL) == note);
}

static void
ignored(void)
{
	signal(SIGUSR1, SIG_IGN);
	raise(SIGUSR1);
	signal(SIGTERM, SIG_IGN);
	raise(SIGTERM);
}

static void die_of_term(void) { raise(SIGTERM); }
static void die_of_kill(void) { raise(SIGKILL); }

static void
default_ends(void)
{
	int status = child_status(die_of_term);

	CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
	CHECK(WTERMSIG(child_status(die_of_kill)) == SIGKILL);
}

static void
default_ignores_child(void)
{
	raise(SIGCHLD);
	raise(SIGCONT);
}

static void
blocked_until_unblocked(void)
{
	sigset_t set = sigmask(SIGUSR1), old, pending;

	signal(SIGUSR1, note);
	CHECK(sigprocmask(SIG_BLOCK, &set, &old) == 0);
	raise(SIGUSR1);
	CHECK(caught == 0);
	CHECK(sigpending(&pending) == 0 && sigismember(&pending, SIGUSR1));
	CHECK(sigprocmask(SIG_UNBLOCK, &set, 0) == 0);
	CHECK(caught == 1);
	CHECK(sigpending(&pending) == 0 && pending == 0);
}

static void
blocked_in_its_handler(void)
{
	sigset_t set;

	signal(SIGUSR2, note);
	raise(SIGUSR2);
	CHECK(sigprocmask(SIG_BLOCK, 0, &set) == 0 && set == 0);
}

static volatile int depth, deepest;

static void
again(int sig)
{
	depth++;
	if (depth > deepest)
		deepest = depth;
	if (caught++ < 3)
		raise(sig);
	depth--;
}

static void
not_nested(void)
{
	signal(SIGUSR1, again);
	raise(SIGUSR1);
	CHECK(caught == 4 && deepest == 1);
}

static void
nested_if_asked(void)
{
	struct sigaction act = { SA_NODEFER, again, 0 };

	CHECK(sigaction(SIGUSR1, &act, 0) == 0);
	raise(SIGUSR1);
	CHECK(caught == 4 && deepest == 4);
}

static void
once_if_asked(void)
{
	struct sigaction act = { SA_RESETHAND, note, 0 }, now;

	sigaction(SIGUSR1, &act, 0);
	raise(SIGUSR1);
	CHECK(caught == 1);
	CHECK(sigaction(SIGUSR1, 0, &now) == 0 && now.sa_handler == SIG_DFL);
}

static void
kill_cannot_be_caught(void)
{
	struct sigaction act = { 0, note, 0 };
	sigset_t all = ~0u, now;

	FAILS(sigaction(SIGKILL, &act, 0), EINVAL);
	FAILS(sigaction(SIGSTOP, &act, 0), EINVAL);
	FAILS(sigaction(0, &act, 0), EINVAL);
	FAILS(sigaction(32, &act, 0), EINVAL);
	sigprocmask(SIG_SETMASK, &all, 0);
	sigprocmask(SIG_BLOCK, 0, &now);
	CHECK(!sigismember(&now, SIGKILL) && sigismember(&now, SIGTERM));
	CHECK(WTERMSIG(child_status(die_of_kill)) == SIGKILL);
}

static void
bad_arguments(void)
{
	sigset_t set = 0;

	FAILS(sigprocmask(17, &set, 0), EINVAL);
	FAILS(sigprocmask(SIG_BLOCK, (sigset_t *) 0x70000000, 0), EFAULT);
	FAILS(sigaction(SIGUSR1, (struct sigaction *) 0x70000000, 0), EFAULT);
	FAILS(kill(getpid(), 40), EINVAL);
	FAILS(kill(29999, SIGTERM), ESRCH);
	FAILS(kill(-29999, SIGTERM), ESRCH);
	CHECK(kill(getpid(), 0) == 0);
}

static void
pause_is_ended(void)
{
	pid_t parent = getpid();

	signal(SIGUSR1, note);
	if (fork() == 0) {
		sginap(5);
		kill(parent, SIGUSR1);
		_exit(0);
	}
	FAILS(pause(), EINTR);
	CHECK(caught == 1);
}

static void
alarm_rings(void)
{
	signal(SIGALRM, note);
	CHECK(alarm(100) == 0);
	CHECK(alarm(1) >= 99);
	FAILS(pause(), EINTR);
	CHECK(last == SIGALRM);
	alarm(1);
	CHECK(alarm(0) == 1);
}

static void
sigsuspend_waits(void)
{
	sigset_t block = sigmask(SIGUSR1), none = 0, now;

	signal(SIGUSR1, note);
	sigprocmask(SIG_BLOCK, &block, 0);
	raise(SIGUSR1);
	CHECK(caught == 0);
	FAILS(sigsuspend(&none), EINTR);
	CHECK(caught == 1);
	sigprocmask(SIG_BLOCK, 0, &now);
	CHECK(now == block);
}

/* A reader is sent a signal, then what it waits for. */
static ssize_t
interrupted_read(int flags, char *c)
{
	struct sigaction act = { flags, note, 0 };
	pid_t parent = getpid();
	int fd[2];

	CHECK(pipe(fd) == 0);
	sigaction(SIGUSR1, &act, 0);
	if (fork() == 0) {
		sginap(5);
		kill(parent, SIGUSR1);
		sginap(5);
		write(fd[1], "x", 1);
		_exit(0);
	}
	return read(fd[0], c, 1);
}

static void
read_is_ended(void)
{
	char c;

	FAILS(interrupted_read(0, &c), EINTR);
	CHECK(caught == 1);
}

static void
read_goes_on(void)
{
	char c = 0;

	CHECK(interrupted_read(SA_RESTART, &c) == 1);
	CHECK(c == 'x' && caught == 1);
}

static void
child_tells_parent(void)
{
	signal(SIGCHLD, note);
	if (fork() == 0)
		_exit(0);
	while (!caught)
		sginap(1);
	CHECK(last == SIGCHLD && wait(0) > 0);
}

static void
stop_and_continue(void)
{
	int status;
	pid_t pid = fork();

	if (pid == 0)
		for (;;)
			sginap(1);
	kill(pid, SIGSTOP);
	CHECK(waitpid(pid, &status, WUNTRACED) == pid);
	CHECK(WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP);
	CHECK(waitpid(pid, &status, WNOHANG | WUNTRACED) == 0);
	kill(pid, SIGCONT);
	CHECK(waitpid(pid, &status, WNOHANG) == 0);
	kill(pid, SIGTERM);
	CHECK(waitpid(pid, &status, 0) == pid && WTERMSIG(status) == SIGTERM);
}

/* Who is stopped in a call and goes on notices nothing. */
static void
stop_in_a_call(void)
{
	int fd[2], status;
	pid_t pid;
	char c;

	pipe(fd);
	if ((pid = fork()) == 0)
		_exit(read(fd[0], &c, 1) == 1 && c == 'x' ? 0 : 1);
	sginap(2);
	kill(pid, SIGSTOP);
	CHECK(waitpid(pid, &status, WUNTRACED) == pid && WIFSTOPPED(status));
	kill(pid, SIGCONT);
	sginap(2);
	CHECK(write(fd[1], "x", 1) == 1);
	CHECK(waitpid(pid, &status, 0) == pid && status == 0);
}

static void
stopped_can_be_killed(void)
{
	int status;
	pid_t pid = fork();

	if (pid == 0)
		for (;;)
			;
	kill(pid, SIGSTOP);
	CHECK(waitpid(pid, &status, WUNTRACED) == pid);
	kill(pid, SIGKILL);
	CHECK(waitpid(pid, &status, 0) == pid && WTERMSIG(status) == SIGKILL);
}

static void
to_a_group(void)
{
	int status, n = 0;
	pid_t group = 0;

	for (int i = 0; i < 3; i++) {
		pid_t pid = fork();
		if (pid == 0)
			for (;;)
				sginap(1);
		if (i == 0)
			group = pid;
		CHECK(setpgid(pid, group) == 0);
	}
	CHECK(kill(-group, SIGTERM) == 0);
	while (wait(&status) > 0)
		n += WTERMSIG(status) == SIGTERM;
	CHECK(n == 3);
}

static void
segv_can_be_caught(void)
{
	signal(SIGSEGV, jump);
	if (setjmp(back) == 0) {
		*(volatile int *) address(16) = 1;
		CHECK(0);
	}
	CHECK(last == SIGSEGV);
}

static void misaligned(void) { *(volatile int *) address(0x10000001) = 1; }
static void illegal(void) { __asm__ volatile(".word 0x70000000"); }
static void privileged(void) { __asm__ volatile("mfc0 $2, $12"); }
static void breakpoint(void) { __asm__ volatile("break"); }
static void trapped(void) { __asm__ volatile("teq $0, $0"); }

static void
overflow(void)
{
	int x = 0x7fffffff;

	__asm__ volatile("add %0, %0, %0" : "+r"(x));
}

static void
faults_are_signals(void)
{
	CHECK(WTERMSIG(child_status(misaligned)) == SIGBUS);
	CHECK(WTERMSIG(child_status(illegal)) == SIGILL);
	CHECK(WTERMSIG(child_status(privileged)) == SIGILL);
	CHECK(WTERMSIG(child_status(breakpoint)) == SIGTRAP);
	CHECK(WTERMSIG(child_status(trapped)) == SIGTRAP);
	CHECK(WTERMSIG(child_status(overflow)) == SIGFPE);
}

static double
sum(const double *x, int n)
{
	double s = 0;

	for (int i = 0; i < n; i++)
		s += x[i];
	return s;
}

static void
spoil(int sig)
{
	double x[2] = { 1e300, sig };

	caught = sum(x, 2) > 0;
}

/* Floating-point registers live through handlers and other processes. */
static void
registers_are_kept(void)
{
	double x[16];
	pid_t pid, parent = getpid();

	signal(SIGUSR1, spoil);
	for (int i = 0; i < 16; i++)
		x[i] = i + 0.5;
	if ((pid = fork()) == 0)
		for (int i = 0; i < 20; i++) {
			double y[2] = { i, 0.25 };
			kill(parent, SIGUSR1);
			if (sum(y, 2) != i + 0.25)
				_exit(1);
			sginap(1);
			if (i == 19)
				_exit(0);
		}
	for (int i = 0; i < 400000; i++)
		if (sum(x, 16) != 128)
			CHECK(0);
	kill(pid, SIGKILL);
}

static void
no_stack(void)
{
	signal(SIGUSR1, note);
	__asm__ volatile("li $29, 0x3000\n\tli $4, 0\n\tli $2, 20\n\tsyscall\n\t"
	    "move $4, $2\n\tli $5, 16\n\tli $2, 37\n\tsyscall" : : :
	    "$2", "$4", "$5", "$7", "memory");
}

static void
handler_without_stack(void)
{
	CHECK(WTERMSIG(child_status(no_stack)) == SIGSEGV);
}

static void
bad_sigreturn(void)
{
	__asm__ volatile("li $4, 0x100\n\tli $2, 100\n\tsyscall" : : : "$2",
	    "$4", "$7", "memory");
}

static void
sigreturn_from_nowhere(void)
{
	CHECK(WTERMSIG(child_status(bad_sigreturn)) == SIGSEGV);
}

static void
unknown_call(void)
{
	__asm__ volatile("li $2, 9999\n\tsyscall" : : : "$2", "$7", "memory");
}

static void
unknown_call_is_sigsys(void)
{
	CHECK(WTERMSIG(child_status(unknown_call)) == SIGSYS);
}

const struct test signal_tests[] = {
	{ "signal-handler-runs", handler_runs },
	{ "signal-ignored", ignored },
	{ "signal-default-ends", default_ends },
	{ "signal-default-ignores", default_ignores_child },
	{ "signal-blocked", blocked_until_unblocked },
	{ "signal-blocked-in-its-handler", blocked_in_its_handler },
	{ "signal-not-nested", not_nested },
	{ "signal-nested-if-asked", nested_if_asked },
	{ "signal-once-if-asked", once_if_asked },
	{ "signal-kill-cannot-be-caught", kill_cannot_be_caught },
	{ "signal-bad-arguments", bad_arguments },
	{ "signal-ends-pause", pause_is_ended },
	{ "alarm", alarm_rings },
	{ "sigsuspend", sigsuspend_waits },
	{ "signal-ends-read", read_is_ended },
	{ "signal-restarts-read", read_goes_on },
	{ "signal-of-child", child_tells_parent },
	{ "stop-and-continue", stop_and_continue },
	{ "stop-in-a-call", stop_in_a_call },
	{ "stopped-can-be-killed", stopped_can_be_killed },
	{ "signal-to-a-group", to_a_group },
	{ "segv-can-be-caught", segv_can_be_caught },
	{ "faults-are-signals", faults_are_signals },
	{ "floating-point-registers-are-kept", registers_are_kept },
	{ "signal-without-stack", handler_without_stack },
	{ "sigreturn-from-nowhere", sigreturn_from_nowhere },
	{ "unknown-call-is-sigsys", unknown_call_is_sigsys },
	{ 0, 0 },
};
