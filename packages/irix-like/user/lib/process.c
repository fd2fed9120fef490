/* Processes and signals: what is more than a system call. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/sysmp.h>
#include <sys/wait.h>
#include <unistd.h>

_Noreturn void __sys_exit(int code);
int __sys_sigaction(int sig, const struct sigaction *act,
    struct sigaction *old, void (*restorer)(void));
int __sys_sproc(void (*entry)(void *), unsigned share, void *argument,
    void *sp, void (*end)(void));
int __sys_brk(uint32_t end);
int __syscall_failed(int error);
int __sys_getcwd(char *buf, size_t n);
void __sigreturn(void);
void __thread_end(void);

static int threads; /* there have been some */

int *
__errno(void)
{
	static int number;

	return threads ? &PRDA->t_errno : &number;
}

/* From syscalls.S. */
int
__syscall_failed(int error)
{
	errno = error;
	return -1;
}

static void (*atexits[32])(void);
static int natexit;

int
atexit(void (*f)(void))
{
	if (natexit == 32)
		return -1;
	atexits[natexit++] = f;
	return 0;
}

_Noreturn void
_exit(int code)
{
	__sys_exit(code);
}

_Noreturn void
exit(int code)
{
	while (natexit > 0)
		atexits[--natexit]();
	fflush(0);
	__sys_exit(code);
}

_Noreturn void
abort(void)
{
	signal(SIGABRT, SIG_DFL);
	raise(SIGABRT);
	__sys_exit(127);
}

_Noreturn void
assert_failed(const char *file, int line, const char *condition)
{
	fprintf(stderr, "%s:%d: assertion failed: %s\n", file, line, condition);
	abort();
}

pid_t
wait(int *status)
{
	return waitpid(-1, status, 0);
}

int
sigaction(int sig, const struct sigaction *act, struct sigaction *old)
{
	return __sys_sigaction(sig, act, old, __sigreturn);
}

sighandler_t
signal(int sig, sighandler_t handler)
{
	struct sigaction act = { SA_RESTART, handler, 0 }, old;

	return sigaction(sig, &act, &old) < 0 ? SIG_ERR : old.sa_handler;
}

int
raise(int sig)
{
	return kill(getpid(), sig);
}

int sigemptyset(sigset_t *set) { *set = 0; return 0; }
int sigfillset(sigset_t *set) { *set = ~0u; return 0; }
int sigaddset(sigset_t *set, int sig) { *set |= sigmask(sig); return 0; }
int sigdelset(sigset_t *set, int sig) { *set &= ~sigmask(sig); return 0; }

int
sigismember(const sigset_t *set, int sig)
{
	return (*set & sigmask(sig)) != 0;
}

unsigned
sleep(unsigned seconds)
{
	return sginap(seconds * 100) < 0 ? 1 : 0;
}

int
brk(void *end)
{
	return __sys_brk((uint32_t) end) == -1 ? -1 : 0;
}

/* The address before; what is new is zeros. */
void *
sbrk(int more)
{
	int old = __sys_brk(0);

	if (more != 0 && __sys_brk(old + more) == -1)
		return (void *) -1;
	return (void *) old;
}

char *
getcwd(char *buf, size_t n)
{
	return __sys_getcwd(buf, n) == -1 ? 0 : buf;
}

#define STACK 65536

pid_t
sproc(void (*entry)(void *), unsigned share, void *argument)
{
	char *stack = mmap(0, STACK, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (stack == MAP_FAILED)
		return -1;
	threads = 1;
	return __sys_sproc(entry, share, argument, stack + STACK,
	    __thread_end);
}

int
tcsetpgrp(int fd, pid_t pgrp)
{
	return ioctl(fd, TIOCSPGRP, &pgrp);
}

pid_t
tcgetpgrp(int fd)
{
	pid_t pgrp;

	return ioctl(fd, TIOCGPGRP, &pgrp) < 0 ? -1 : pgrp;
}

int
isatty(int fd)
{
	return tcgetpgrp(fd) != -1;
}

/* No user but one: permission is what a file's mode says of execution. */
int
access(const char *path, int mode)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return -1;
	if ((mode & X_OK) && !S_ISDIR(st.st_mode) && !(st.st_mode & 0111)) {
		errno = EACCES;
		return -1;
	}
	return 0;
}

long
sysconf(int name)
{
	switch (name) {
	case _SC_CLK_TCK: return 100;
	case _SC_PAGESIZE: return 4096;
	case _SC_OPEN_MAX: return FOPEN_MAX;
	case _SC_NPROCESSORS_ONLN: return sysmp(MP_NPROCS, 0, 0);
	default: errno = EINVAL; return -1;
	}
}
