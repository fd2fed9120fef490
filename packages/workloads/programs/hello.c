/* The least: a line on the console, an exit code. Arguments are printed back;
 * the first, if it is a number, is the exit code. */
#include <stdio.h>
#include <stdlib.h>

int
main(int argc, char **argv)
{
	printf("hello, world\n");
	for (int i = 1; i < argc; i++)
		printf("argument %d: %s\n", i, argv[i]);
	return argc > 1 ? atoi(argv[1]) : 0;
}
