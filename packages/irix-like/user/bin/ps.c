/* ps: every process. */
#include <stdio.h>
#include <sys/sysmp.h>

int
main(void)
{
	struct mpproc p;

	printf("  PID  PPID  PGRP S CPU  USER   SYS COMMAND\n");
	for (int n = 0; sysmp(MP_PROC, n, &p) == 0; n++)
		if (p.state)
			printf("%5d %5d %5d %c %3d %5u %5u %s\n", p.pid, p.ppid,
			    p.pgrp, p.state, p.cpu, p.utime, p.stime, p.comm);
	return 0;
}
