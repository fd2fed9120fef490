/* kill [-NUMBER] PID... */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

int
main(int argc, char **argv)
{
	int sig = SIGTERM, i = 1, bad = 0;

	if (argc > 1 && argv[1][0] == '-')
		sig = atoi(argv[i++] + 1);
	for (; i < argc; i++)
		if (kill(atoi(argv[i]), sig) < 0) {
			perror(argv[i]);
			bad = 1;
		}
	return bad;
}
