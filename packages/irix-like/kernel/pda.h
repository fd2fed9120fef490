/* What belongs to one CPU, at the same address on each: a constant address
 * needs no register, and an access names the CPU that makes it. */
#ifndef PDA_H
#define PDA_H

#include <stdint.h>
#include "lock.h"
#include "param.h"

struct proc;
struct as;
struct runq;

struct percpu {
	/* Wired TLB entry 0 in kernel mode (u-area) and in user mode (page
	 * table); locore.S knows these. */
	uint64_t p_uhi, p_ulo0, p_ulo1;
	uint64_t p_pthi, p_ptlo0, p_ptlo1;
	struct proc *p_curproc;
	struct proc *p_idleproc;
	struct proc *p_prevproc; /* being switched away from */
	struct as *p_as;         /* whose ASID is in EntryHi */
	struct runq *p_runq;
	int p_cpuid;
	int p_runrun;            /* another process should run */
	int p_idle;
	uint32_t p_asidgen, p_asidnext; /* tlb.c */
	uint32_t p_nextclock;    /* Count of the next tick */
	/* Counters, for sysmp. Where the process may be moved, they are counted
	 * by LL/SC, which then tries again. */
	uint32_t p_syscalls, p_faults, p_quickfaults, p_switches, p_ticks;
	uint32_t p_idleticks, p_shootdowns;
	struct {
		uint32_t taken, waited;
	} p_mutex[NMUTEX];
};

#define pda (*(volatile struct percpu *) (long) (int) PDADDR)
#define curproc ((struct proc *) pda.p_curproc)

/* The same of any CPU, at its direct address. */
extern volatile struct percpu *pdaof[MAXCPU];
extern int ncpu;
extern int booted; /* CPU 0 has a PDA */

#endif
