/* chmod MODE FILE...: the mode in octal. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

int
main(int argc, char **argv)
{
	int bad = 0;
	char *end = "";
	long mode = argc > 2 ? strtol(argv[1], &end, 8) : -1;

	if (mode < 0 || mode > 07777 || *end) {
		fprintf(stderr, "usage: chmod OCTAL-MODE FILE...\n");
		return 2;
	}
	for (int i = 2; i < argc; i++)
		if (chmod(argv[i], mode) < 0) {
			perror(argv[i]);
			bad = 1;
		}
	return bad;
}
