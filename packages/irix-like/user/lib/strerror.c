/* The names of errors and signals. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

char *
strerror(int n)
{
	static char unknown[24];
	static char *const names[] = {
		[EPERM] = "Operation not permitted",
		[ENOENT] = "No such file or directory",
		[ESRCH] = "No such process",
		[EINTR] = "Interrupted system call",
		[EIO] = "Input/output error",
		[ENXIO] = "No such device or address",
		[E2BIG] = "Argument list too long",
		[ENOEXEC] = "Exec format error",
		[EBADF] = "Bad file descriptor",
		[ECHILD] = "No child processes",
		[EAGAIN] = "Resource temporarily unavailable",
		[ENOMEM] = "Not enough space",
		[EACCES] = "Permission denied",
		[EFAULT] = "Bad address",
		[EBUSY] = "Device busy",
		[EEXIST] = "File exists",
		[EXDEV] = "Cross-device link",
		[ENODEV] = "No such device",
		[ENOTDIR] = "Not a directory",
		[EISDIR] = "Is a directory",
		[EINVAL] = "Invalid argument",
		[ENFILE] = "File table overflow",
		[EMFILE] = "Too many open files",
		[ENOTTY] = "Inappropriate ioctl for device",
		[EFBIG] = "File too large",
		[ENOSPC] = "No space left on device",
		[ESPIPE] = "Illegal seek",
		[EMLINK] = "Too many links",
		[EPIPE] = "Broken pipe",
		[EDOM] = "Argument out of domain",
		[ERANGE] = "Result too large",
		[ENAMETOOLONG] = "File name too long",
		[ENOSYS] = "Operation not applicable",
		[ENOTEMPTY] = "Directory not empty",
	};

	if (n > 0 && n < (int) (sizeof names / sizeof names[0]) && names[n])
		return names[n];
	snprintf(unknown, sizeof unknown, "Error %d", n);
	return unknown;
}

void
perror(const char *what)
{
	const char *why = strerror(errno);

	if (what && *what)
		fprintf(stderr, "%s: %s\n", what, why);
	else
		fprintf(stderr, "%s\n", why);
}

char *
strsignal(int sig)
{
	static char unknown[24];
	static char *const names[NSIG] = {
		[SIGHUP] = "Hangup",
		[SIGINT] = "Interrupt",
		[SIGQUIT] = "Quit",
		[SIGILL] = "Illegal instruction",
		[SIGTRAP] = "Trace/breakpoint trap",
		[SIGABRT] = "Aborted",
		[SIGFPE] = "Floating point exception",
		[SIGKILL] = "Killed",
		[SIGBUS] = "Bus error",
		[SIGSEGV] = "Segmentation fault",
		[SIGSYS] = "Bad system call",
		[SIGPIPE] = "Broken pipe",
		[SIGALRM] = "Alarm clock",
		[SIGTERM] = "Terminated",
		[SIGUSR1] = "User signal 1",
		[SIGUSR2] = "User signal 2",
		[SIGCHLD] = "Child status changed",
		[SIGSTOP] = "Stopped (signal)",
		[SIGTSTP] = "Stopped (user)",
		[SIGCONT] = "Continued",
		[SIGTTIN] = "Stopped (terminal input)",
		[SIGTTOU] = "Stopped (terminal output)",
	};

	if (sig > 0 && sig < NSIG && names[sig])
		return names[sig];
	snprintf(unknown, sizeof unknown, "Signal %d", sig);
	return unknown;
}
