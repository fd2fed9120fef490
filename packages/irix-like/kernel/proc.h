/* Processes: what must be there always, and the u-area, which is where UADDR
 * says while the process runs. */
#ifndef PROC_H
#define PROC_H

#include <signal.h>
#include <sys/types.h>
#include "lock.h"
#include "param.h"
#include "trap.h"

enum { SFREE, SIDL, SRUN, SONPROC, SSLEEP, SSTOP, SZOMB };

struct proc {
	struct proc *p_link;    /* run queue, or sleep queue */
	void *p_wchan;          /* sleeps for this; sleep queue's lock */
	uint8_t p_stat;
	uint8_t p_intr;         /* a signal ends its sleep */
	volatile uint8_t p_oncpu; /* its u-area is in use by a CPU */
	uint8_t p_lastcpu;
	uint8_t p_mustrun;      /* 1 + the one CPU that it may run on, or 0 */
	uint8_t p_moving;       /* goes there once it is off this CPU */
	int p_pri;              /* lower runs first */
	int p_usage;            /* recent ticks, decaying */
	int p_slice;            /* ticks left */
	uint32_t p_lasttick;    /* when it last ran, for affinity */

	pid_t p_pid, p_pgrp;    /* guarded by proclock, as is what follows */
	struct proc *p_parent;
	int p_xstat;            /* for wait */
	int p_stopped;          /* stopped, and wait has not said so */
	uint32_t p_sig;         /* signals to be taken */
	uint32_t p_sigmask;     /* own */
	uint32_t p_alarm;       /* tick of SIGALRM, or 0 */
	uint8_t p_kernel;       /* has no user mode */
	uint8_t p_shmask;       /* sproc: what it shares */
	uint8_t p_termchild;    /* SIGHUP when the parent ends */

	struct pfdat *p_upage[2];
	struct pfdat *p_prda;   /* its own page, once it is touched */
	struct as *p_as;
	struct files *p_files;
	struct sigacts *p_sigacts;
	struct vnode *p_cwd;
	mode_t p_umask;
	uint32_t p_utime, p_stime, p_cutime, p_cstime; /* ticks */
	char p_comm[16];
};

struct sigacts {
	struct sigaction sa_act[NSIG];
	uint32_t sa_restorer[NSIG];
};

struct label {
	uint64_t l_s[9], l_sp, l_ra;
};

struct user {
	struct label u_save;  /* locore.S knows that it is first */
	struct proc *u_procp;
	uint64_t u_fp[33];    /* floating point registers, FCSR */
	uint32_t u_restart;   /* number of the call that a signal ended */
	uint64_t u_savea3;    /* its fourth argument */
	int u_sigsuspend;     /* u_oldmask holds after the signal */
	uint32_t u_oldmask;
	uint32_t u_magic;     /* the stack must not come here */
};

#define UMAGIC 0x75617265
#define u (*(struct user *) (long) (int) UADDR)
/* The frame of the trap from user mode. */
#define u_ef ((struct eframe *) (long) (int) (UADDR + UBYTES - \
    sizeof(struct eframe)))

extern struct proc proctab[NPROC];
extern struct spinlock proclock;
extern struct proc *initproc;

/* Run queue of a CPU. */
struct runq {
	struct spinlock rq_lock;
	struct proc *rq_first; /* by p_pri, then in the order they came */
	int rq_length;
};

#endif
