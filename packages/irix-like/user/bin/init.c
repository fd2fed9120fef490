/* The first program: gives the console to a shell, and adopts orphans. With
 * "exec COMMAND" on the kernel's command line the shell runs that. When it has
 * ended, the machine stops with its status. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmp.h>
#include <sys/wait.h>
#include <unistd.h>

static char args[1024];
static char *const environment[] = { "PATH=/bin:/sbin", "HOME=/", 0 };

static pid_t
start(char *command)
{
	char *plain[] = { "sh", 0 }, *one[] = { "sh", "-c", command, 0 };
	pid_t pid = fork();

	if (pid == 0) {
		setpgid(0, 0);
		tcsetpgrp(0, getpgrp());
		execve("/bin/sh", command ? one : plain, environment);
		perror("init: /bin/sh");
		_exit(127);
	}
	return pid;
}

int
main(void)
{
	char *command = 0;
	pid_t shell, ended;
	int status;

	if (open("/dev/console", O_RDWR) != 0)
		return 1;
	dup(0);
	dup(0);
	chdir("/");
	sysmp(MP_ARGS, sizeof args - 1, args);
	if (strncmp(args, "exec ", 5) == 0)
		command = args + 5;
	shell = start(command);
	while ((ended = wait(&status)) != shell)
		if (ended < 0)
			return 1;
	uadmin(1, WIFEXITED(status) ? WEXITSTATUS(status) :
	    128 + WTERMSIG(status));
	return 1;
}
