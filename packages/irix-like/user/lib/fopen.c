/* Opening and closing streams. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "stream.h"

/* r, w or a, with + behind it and b anywhere. */
static int
flags_of(const char *mode)
{
	int both = strchr(mode, '+') != 0;

	if (*mode == 'r')
		return both ? O_RDWR : O_RDONLY;
	return (both ? O_RDWR : O_WRONLY) | O_CREAT |
	    (*mode == 'a' ? O_APPEND : O_TRUNC);
}

/* Makes f a stream of the descriptor; f = 0: a new one. */
FILE *
stream_open(FILE *f, int fd, const char *mode)
{
	int flags = flags_of(mode);
	FILE *new = f ? 0 : calloc(1, sizeof *f);
	char *buf = 0;

	if (!f && !(f = new))
		return 0;
	if (!f->buf && !(buf = malloc(BUFSIZ))) {
		free(new);
		return 0;
	}
	if (buf) {
		f->buf = f->own = buf;
		f->room = BUFSIZ;
	}
	f->fd = fd;
	f->reads = (flags & O_ACCMODE) != O_WRONLY;
	f->writes = (flags & O_ACCMODE) != O_RDONLY;
	f->append = flags & O_APPEND;
	f->by_line = -1;
	if (new) {
		f->next = first_stream;
		first_stream = f;
	}
	return f;
}

FILE *
fdopen(int fd, const char *mode)
{
	return stream_open(0, fd, mode);
}

FILE *
fopen(const char *path, const char *mode)
{
	int fd = open(path, flags_of(mode), 0666);
	FILE *f = fd < 0 ? 0 : fdopen(fd, mode);

	if (fd >= 0 && !f)
		close(fd);
	return f;
}

static int
close_stream(FILE *f)
{
	int result = stream_flush(f);

	return close(f->fd) < 0 ? EOF : result;
}

FILE *
freopen(const char *path, const char *mode, FILE *f)
{
	int fd;

	close_stream(f);
	f->at_end = f->error = f->writing = 0;
	fd = open(path, flags_of(mode), 0666);
	return fd < 0 ? 0 : stream_open(f, fd, mode);
}

int
fclose(FILE *f)
{
	FILE **at = &first_stream;
	int result = close_stream(f);

	while (*at != f)
		at = &(*at)->next;
	*at = f->next;
	free(f->own);
	if (f != stdin && f != stdout && f != stderr)
		free(f);
	return result;
}

int
setvbuf(FILE *f, char *buf, int mode, size_t size)
{
	if (mode < _IOFBF || mode > _IONBF || (buf && size <= PUSHBACK)) {
		errno = EINVAL;
		return -1;
	}
	stream_flush(f);
	if (buf && mode != _IONBF) {
		f->buf = buf;
		f->room = size;
	}
	f->by_line = mode == _IOLBF;
	f->unbuffered = mode == _IONBF;
	return 0;
}

void
setbuf(FILE *f, char *buf)
{
	setvbuf(f, buf, buf ? _IOFBF : _IONBF, BUFSIZ);
}

/* A name that no file has. */
char *
tmpnam(char *name)
{
	static char own[L_tmpnam];
	static int count;

	if (!name)
		name = own;
	do
		snprintf(name, L_tmpnam, "/tmp/t%d.%d", getpid(), count++);
	while (access(name, F_OK) == 0);
	return name;
}

FILE *
tmpfile(void)
{
	char *name = tmpnam(0);
	FILE *f = fopen(name, "w+");

	if (f)
		unlink(name);
	return f;
}

/* A pipe to or from a shell command. */
FILE *
popen(const char *command, const char *mode)
{
	int fd[2], mine = *mode == 'w'; /* which end is this program's */
	FILE *f;

	if (pipe(fd) < 0)
		return 0;
	if (!(f = fdopen(fd[mine], mode))) {
		close(fd[0]);
		close(fd[1]);
		return 0;
	}
	fcntl(fd[mine], F_SETFD, FD_CLOEXEC);
	fflush(0);
	if ((f->pid = fork()) == 0) {
		dup2(fd[!mine], !mine);
		close(fd[!mine]);
		execl("/bin/sh", "sh", "-c", command, (char *) 0);
		_exit(127);
	}
	close(fd[!mine]);
	if (f->pid < 0) {
		fclose(f);
		return 0;
	}
	return f;
}

int
pclose(FILE *f)
{
	int pid = f->pid, status = -1;

	fclose(f);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return status;
}
