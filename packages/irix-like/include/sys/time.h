#ifndef SYS_TIME_H
#define SYS_TIME_H

#include <sys/types.h>

struct timeval {
	time_t tv_sec;
	long tv_usec;
};

#ifndef KERNEL
int gettimeofday(struct timeval *tv, void *unused);
#endif

#endif
