/* mv FILE TO, mv FILE... DIRECTORY */
#include "place.h"

int
main(int argc, char **argv)
{
	const char *to = argv[argc - 1];
	int bad = check_target("mv", argc - 2, to);

	for (int i = 1; !bad && i < argc - 1; i++)
		if (rename(argv[i], place(argv[i], to)) < 0) {
			perror(argv[i]);
			bad = 1;
		}
	return bad;
}
