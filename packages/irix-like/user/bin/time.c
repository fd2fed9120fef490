/* time COMMAND [ARGUMENT...] */
#include <stdio.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/wait.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
	struct timeval from, to;
	struct tms t;
	int status = 0;

	if (argc < 2)
		return 2;
	gettimeofday(&from, 0);
	if (fork() == 0) {
		execvp(argv[1], argv + 1);
		perror(argv[1]);
		_exit(127);
	}
	wait(&status);
	gettimeofday(&to, 0);
	times(&t);
	fprintf(stderr, "real %ld us, user %ld ms, sys %ld ms\n",
	    (to.tv_sec - from.tv_sec) * 1000000 + to.tv_usec - from.tv_usec,
	    t.tms_cutime * 10, t.tms_cstime * 10);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
