/* mpstat: counters of processors, locks and memory. */
#include <stdio.h>
#include <sys/sysmp.h>

int
main(void)
{
	struct mpstat s;
	struct mplock l;
	struct mpmem m;

	printf("CPU  calls faults  quick switch  ticks   idle shoot\n");
	for (int c = 0; sysmp(MP_STAT, c, &s) == 0; c++)
		printf("%3d %6u %6u %6u %6u %6u %6u %5u\n", c, s.syscalls,
		    s.faults, s.quickfaults, s.switches, s.ticks, s.idleticks,
		    s.shootdowns);
	printf("lock            kind      taken   waited        spins\n");
	for (int n = 0; sysmp(MP_LOCK, n, &l) == 0; n++)
		printf("%-15s %-5s %9u %8u %12llu\n", l.name,
		    l.sleeps ? "mutex" : "spin", l.taken, l.waited,
		    (unsigned long long) l.spins);
	sysmp(MP_MEM, 0, &m);
	printf("%u pages, %u free, %u unpromised; %u pages read, %u written, "
	    "%u commits\n", m.pages, m.free, m.available, m.reads, m.writes,
	    m.commits);
	return 0;
}
