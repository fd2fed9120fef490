#ifndef SYS_TIMES_H
#define SYS_TIMES_H

#include <sys/types.h>

/* Clock ticks: 100 a second. */
struct tms {
	clock_t tms_utime, tms_stime, tms_cutime, tms_cstime;
};

#ifndef KERNEL
clock_t times(struct tms *buf);
#endif

#endif
