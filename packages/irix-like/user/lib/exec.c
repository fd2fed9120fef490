/* Other programs. */
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAXARGS 64

int
execv(const char *path, char *const argv[])
{
	return execve(path, argv, environ);
}

/* Looks for the name in $PATH unless it has a slash. */
int
execvp(const char *name, char *const argv[])
{
	const char *dirs = getenv("PATH");
	char path[256];

	if (strchr(name, '/'))
		return execv(name, argv);
	if (!dirs)
		dirs = "/bin:/sbin";
	errno = ENOENT;
	while (*dirs) {
		size_t n = strcspn(dirs, ":");
		if (n + strlen(name) + 2 <= sizeof path) {
			snprintf(path, sizeof path, "%.*s/%s", (int) n, dirs,
			    name);
			execv(path, argv);
			if (errno != ENOENT && errno != ENOTDIR)
				return -1;
		}
		dirs += n + (dirs[n] == ':');
	}
	return -1;
}

static int
list_exec(int (*f)(const char *, char *const []), const char *path,
    const char *arg, va_list rest)
{
	char *argv[MAXARGS + 1] = { (char *) arg };

	for (int n = 1; argv[n - 1]; n++) {
		if (n == MAXARGS) {
			errno = E2BIG;
			return -1;
		}
		argv[n] = va_arg(rest, char *);
	}
	return f(path, argv);
}

int
execl(const char *path, const char *arg, ...)
{
	va_list rest;
	int result;

	va_start(rest, arg);
	result = list_exec(execv, path, arg, rest);
	va_end(rest);
	return result;
}

int
execlp(const char *name, const char *arg, ...)
{
	va_list rest;
	int result;

	va_start(rest, arg);
	result = list_exec(execvp, name, arg, rest);
	va_end(rest);
	return result;
}

/* A command of the shell, while keys that end programs do not end this one. */
int
system(const char *command)
{
	sighandler_t interrupt, quit;
	int status = -1;
	pid_t pid;

	if (!command)
		return 1;
	fflush(0);
	interrupt = signal(SIGINT, SIG_IGN);
	quit = signal(SIGQUIT, SIG_IGN);
	if ((pid = fork()) == 0) {
		signal(SIGINT, interrupt);
		signal(SIGQUIT, quit);
		execl("/bin/sh", "sh", "-c", command, (char *) 0);
		_exit(127);
	}
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	signal(SIGINT, interrupt);
	signal(SIGQUIT, quit);
	return status;
}
