/* System calls about processes and time. */
#include <sys/sysmp.h>
#include <sys/time.h>
#include <sys/times.h>
#include "buf.h"
#include "defs.h"
#include "vnode.h"

#define UNUSED (void) a, (void) rv

int
sys_getpid(const uint32_t *a, int32_t *rv)
{
	UNUSED;
	*rv = curproc->p_pid;
	return 0;
}

int
sys_getppid(const uint32_t *a, int32_t *rv)
{
	UNUSED;
	int s = splock(&proclock);

	*rv = curproc->p_parent->p_pid;
	spunlock(&proclock, s);
	return 0;
}

int
sys_getpgrp(const uint32_t *a, int32_t *rv)
{
	UNUSED;
	*rv = curproc->p_pgrp;
	return 0;
}

/* Itself or a child of its own. */
int
sys_setpgid(const uint32_t *a, int32_t *rv)
{
	pid_t pid = a[0], pgrp = a[1];
	struct proc *p;
	int s, error = 0;

	UNUSED;
	if (pgrp < 0)
		return EINVAL;
	s = splock(&proclock);
	p = pid ? proc_find(pid) : curproc;
	if (!p || (p != curproc && p->p_parent != curproc))
		error = ESRCH;
	else
		p->p_pgrp = pgrp ? pgrp : p->p_pid;
	spunlock(&proclock, s);
	return error;
}

int
sys_time(const uint32_t *a, int32_t *rv)
{
	UNUSED;
	*rv = hal_time() / 1000000000;
	return 0;
}

int
sys_gettimeofday(const uint32_t *a, int32_t *rv)
{
	uint64_t ns = hal_time();
	struct timeval tv = { ns / 1000000000, ns / 1000 % 1000000 };

	UNUSED;
	return copyout(&tv, a[0], sizeof tv);
}

int
sys_times(const uint32_t *a, int32_t *rv)
{
	struct proc *p = curproc;
	struct tms tms = { p->p_utime, p->p_stime, p->p_cutime, p->p_cstime };

	*rv = lbolt;
	return a[0] ? copyout(&tms, a[0], sizeof tms) : 0;
}

/* If the alarm is still the process's, and the same one. */
void
alarm_rings(void *arg)
{
	struct proc *p = arg;
	int s = splock(&proclock);

	if (p->p_alarm && (int32_t) (lbolt - p->p_alarm) >= 0) {
		p->p_alarm = 0;
		psignal_locked(p, SIGALRM);
	}
	spunlock(&proclock, s);
}

int
sys_alarm(const uint32_t *a, int32_t *rv)
{
	uint32_t left = untimeout(alarm_rings, curproc);
	uint32_t ticks = a[0] < 10000000 ? a[0] * HZ : 1000000000;
	int s;

	*rv = (left + HZ - 1) / HZ;
	s = splock(&proclock);
	curproc->p_alarm = ticks ? lbolt + ticks : 0;
	spunlock(&proclock, s);
	if (ticks)
		timeout(alarm_rings, curproc, ticks);
	return 0;
}

int
sys_sginap(const uint32_t *a, int32_t *rv)
{
	UNUSED;
	if (a[0] == 0) {
		yield();
		return 0;
	}
	return nap(a[0] < 0x7fffffff ? a[0] : 0x7fffffff);
}

/* Ends the run. */
int
sys_uadmin(const uint32_t *a, int32_t *rv)
{
	UNUSED;
	if (a[0] != 1)
		return EINVAL;
	journal_commit();
	hal_power_off(a[1]);
}

static int
cpu_stat(uint32_t cpu, uint32_t to)
{
	volatile struct percpu *p;
	struct mpstat st;

	if (cpu >= (uint32_t) ncpu)
		return EINVAL;
	p = pdaof[cpu];
	st = (struct mpstat) { p->p_syscalls, p->p_faults, p->p_quickfaults,
	    p->p_switches, p->p_ticks, p->p_idleticks, p->p_shootdowns };
	return copyout(&st, to, sizeof st);
}

static int
proc_stat(uint32_t n, uint32_t to)
{
	struct proc *p = &proctab[n];
	struct mpproc st = { 0 };
	int s;

	if (n >= NPROC)
		return ENOENT;
	s = splock(&proclock);
	if (p->p_stat != SFREE) {
		st.state = "?IRRSTZ"[p->p_stat];
		st.pid = p->p_pid;
		st.ppid = p->p_parent ? p->p_parent->p_pid : 0;
		st.pgrp = p->p_pgrp;
		st.cpu = p->p_lastcpu;
		st.utime = p->p_utime;
		st.stime = p->p_stime;
		memcpy(st.comm, p->p_comm, sizeof st.comm);
	}
	spunlock(&proclock, s);
	return copyout(&st, to, sizeof st);
}

int
sys_sysmp(const uint32_t *a, int32_t *rv)
{
	struct mplock lock;
	struct mpmem mem = { btop(plast * NBPP), freemem, availsmem, disk_reads,
	    disk_writes, journal_commits };

	switch (a[0]) {
	case MP_NPROCS:
		*rv = ncpu;
		return 0;
	case MP_CPU:
		*rv = pda.p_cpuid;
		return 0;
	case MP_STAT:
		return cpu_stat(a[1], a[2]);
	case MP_LOCK:
		return lock_stat(a[1], &lock) ?
		    copyout(&lock, a[2], sizeof lock) : ENOENT;
	case MP_MEM:
		return copyout(&mem, a[2], sizeof mem);
	case MP_ARGS:
		return copyout(bootargs, a[2], a[1] < sizeof bootargs ? a[1] :
		    sizeof bootargs);
	case MP_PROC:
		return proc_stat(a[1], a[2]);
	case MP_MUSTRUN:
		if (a[1] >= (uint32_t) ncpu)
			return EINVAL;
		mustrun(a[1]);
		return 0;
	case MP_RUNANYWHERE:
		mustrun(-1);
		return 0;
	default:
		return EINVAL;
	}
}
