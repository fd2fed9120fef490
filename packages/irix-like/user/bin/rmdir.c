/* rmdir DIRECTORY... */
#include <stdio.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
	int bad = 0;

	for (int i = 1; i < argc; i++)
		if (rmdir(argv[i]) < 0) {
			perror(argv[i]);
			bad = 1;
		}
	return bad;
}
