/* mkdir DIRECTORY... */
#include <stdio.h>
#include <sys/stat.h>

int
main(int argc, char **argv)
{
	int bad = 0;

	for (int i = 1; i < argc; i++)
		if (mkdir(argv[i], 0777) < 0) {
			perror(argv[i]);
			bad = 1;
		}
	return bad;
}
