/* touch FILE...: makes what is not there. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
	int bad = 0;

	for (int i = 1; i < argc; i++) {
		int fd = open(argv[i], O_WRONLY | O_CREAT, 0666);
		if (fd < 0) {
			perror(argv[i]);
			bad = 1;
		} else
			close(fd);
	}
	return bad;
}
