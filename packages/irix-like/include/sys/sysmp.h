/* About processors and the kernel. */
#ifndef SYS_SYSMP_H
#define SYS_SYSMP_H

#include <stdint.h>

#define MP_NPROCS 1   /* how many processors there are */
#define MP_STAT 2     /* struct mpstat of processor a */
#define MP_LOCK 3     /* struct mplock of the a-th kind; ENOENT behind */
#define MP_MEM 4      /* struct mpmem */
#define MP_PROC 5     /* struct mpproc of the a-th slot of the process table */
#define MP_CPU 6      /* the processor that runs this */
#define MP_ARGS 7     /* the command line that the kernel was started with:
			 at most a bytes */
#define MP_MUSTRUN 8  /* runs on processor a from now on, as children will */
#define MP_RUNANYWHERE 9

struct mpstat {
	uint32_t syscalls, faults, quickfaults, switches, ticks, idleticks,
	    shootdowns;
};

struct mplock {
	char name[16];    /* of all locks that are for the same */
	uint32_t sleeps;  /* 1: a mutex, which is waited for asleep */
	uint32_t taken, waited;
	uint64_t spins;   /* rounds of waiting */
};

struct mpmem {
	uint32_t pages, free, available, reads, writes, commits;
};

struct mpproc {
	int pid, ppid, pgrp;
	char state; /* one letter; 0: the slot is free */
	int cpu;
	uint32_t utime, stime;
	char comm[16];
};

#ifndef KERNEL
int sysmp(int command, int a, void *buf);
#endif

#endif
