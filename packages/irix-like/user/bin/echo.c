/* echo [-n] WORD... */
#include <stdio.h>
#include <string.h>

int
main(int argc, char **argv)
{
	int bare = argc > 1 && strcmp(argv[1], "-n") == 0;

	for (int i = 1 + bare; i < argc; i++)
		printf("%s%s", i > 1 + bare ? " " : "", argv[i]);
	if (!bare)
		putchar('\n');
	return 0;
}
