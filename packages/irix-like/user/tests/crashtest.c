/* crashtest [ROUNDS]: changes files in all ways, and says on the console what
 * is durable. Somebody else takes the power away, and looks at the disk. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void
fail(const char *what)
{
	perror(what);
	exit(1);
}

/* A file of many lines that all say the same round. */
static int
make(const char *name, int round, int lines)
{
	char line[32];
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0666), n;

	if (fd < 0)
		fail(name);
	n = snprintf(line, sizeof line, "round %5d\n", round);
	for (int i = 0; i < lines; i++)
		if (write(fd, line, n) != n)
			fail(name);
	return fd;
}

int
main(int argc, char **argv)
{
	int rounds = argc > 1 ? atoi(argv[1]) : 12;
	char name[16], directory[16];

	if (mkdir("/crash", 0777) < 0 || chdir("/crash") < 0)
		fail("/crash");
	for (int i = 0; i < rounds; i++) {
		int fd = make("new", i, 200 + 300 * (i % 4));
		if (fsync(fd) < 0)
			fail("fsync");
		close(fd);
		snprintf(name, sizeof name, "f%d", i % 3);
		if (rename("new", name) < 0)
			fail(name);
		snprintf(directory, sizeof directory, "d%d", i);
		if (mkdir(directory, 0777) < 0)
			fail(directory);
		close(make("junk", i, 100));
		link("junk", "d0/junk");
		if (i % 2) {
			snprintf(directory, sizeof directory, "d%d", i - 1);
			unlink("d0/junk");
			rmdir(directory);
			unlink("junk");
		}
		sync();
		printf("durable %s %d\n", name, i);
		fflush(stdout);
	}
	return 0;
}
