/* Directories, and the names of errors. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ENTRIES 16

struct dir {
	int fd, at, length; /* entries in buf */
	struct dirent buf[ENTRIES];
};

DIR *
opendir(const char *path)
{
	int fd = open(path, O_RDONLY);
	DIR *d = fd < 0 ? 0 : calloc(1, sizeof *d);

	if (fd >= 0 && !d)
		close(fd);
	if (d)
		d->fd = fd;
	return d;
}

struct dirent *
readdir(DIR *d)
{
	if (d->at == d->length) {
		int n = getdents(d->fd, d->buf, sizeof d->buf);
		if (n <= 0)
			return 0;
		d->length = n / sizeof d->buf[0];
		d->at = 0;
	}
	return &d->buf[d->at++];
}

void
rewinddir(DIR *d)
{
	lseek(d->fd, 0, SEEK_SET);
	d->at = d->length = 0;
}

int
closedir(DIR *d)
{
	int result = close(d->fd);

	free(d);
	return result;
}

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
