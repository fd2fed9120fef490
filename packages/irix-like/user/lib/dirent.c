/* Directories. */
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
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
