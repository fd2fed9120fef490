/* cat [FILE...]; -: what comes in. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int
copy(int fd, const char *name)
{
	static char buf[8192];
	ssize_t n;

	while ((n = read(fd, buf, sizeof buf)) > 0)
		if (write(1, buf, n) != n)
			n = -1;
	if (n < 0)
		perror(name);
	return n < 0;
}

int
main(int argc, char **argv)
{
	int bad = 0;

	if (argc == 1)
		return copy(0, "stdin");
	for (int i = 1; i < argc; i++) {
		int fd = strcmp(argv[i], "-") ? open(argv[i], O_RDONLY) : 0;
		if (fd < 0) {
			perror(argv[i]);
			bad = 1;
			continue;
		}
		bad |= copy(fd, argv[i]);
		if (fd != 0)
			close(fd);
	}
	return bad;
}
