/* Making and ending processes. */
#include <sys/prctl.h>
#include <sys/wait.h>
#include <disco/annotate.h>
#include "defs.h"

struct proc proctab[NPROC];
struct spinlock proclock;
struct proc *initproc;

static pid_t lastpid; /* guarded by proclock */

extern void proc_begin(void);

void
proc_init(void)
{
	lock_init(&proclock, "proc");
}

/* proclock is held, here and for what comes of it. */
struct proc *
proc_find(pid_t pid)
{
	for (struct proc *p = proctab; p < proctab + NPROC; p++)
		if (p->p_pid == pid && p->p_stat != SFREE &&
		    p->p_stat != SZOMB && !p->p_kernel)
			return p;
	return 0;
}

static int
pid_used(pid_t pid)
{
	for (struct proc *p = proctab; p < proctab + NPROC; p++)
		if (p->p_stat != SFREE && (p->p_pid == pid || p->p_pgrp == pid))
			return 1;
	return 0;
}

/* A slot, with a pid; 0 if there is none. */
static struct proc *
take_slot(int kernel)
{
	struct proc *p = proctab;
	int s = splock(&proclock);

	while (p < proctab + NPROC && p->p_stat != SFREE)
		p++;
	if (p == proctab + NPROC)
		p = 0;
	else {
		memset(p, 0, sizeof *p);
		p->p_stat = SIDL;
		p->p_kernel = kernel;
		if (!kernel) {
			do
				lastpid = lastpid % 30000 + 1;
			while (pid_used(lastpid));
			p->p_pid = lastpid;
		}
	}
	spunlock(&proclock, s);
	return p;
}

static void
free_slot(struct proc *p)
{
	for (int i = 0; i < 2; i++)
		if (p->p_upage[i])
			page_free_kernel(p->p_upage[i]);
	p->p_pid = 0;
	p->p_stat = SFREE;
}

/* The u-area of a process at its direct address; its two pages are apart. */
static struct user *
uarea(struct proc *p)
{
	return page_addr(p->p_upage[0]);
}

static struct eframe *
frame(struct proc *p)
{
	return (struct eframe *) ((char *) page_addr(p->p_upage[1]) + NBPP) - 1;
}

/* A u-area from which a process will begin in func(arg): 0, or -1. */
static int
make_uarea(struct proc *p, void (*func)(void *), void *arg)
{
	struct label *l;

	for (int i = 0; i < 2; i++)
		if (!(p->p_upage[i] = page_alloc_kernel()))
			return -1;
	hal_page_zero(uarea(p));
	uarea(p)->u_procp = p;
	uarea(p)->u_magic = UMAGIC;
	l = &uarea(p)->u_save;
	l->l_s[0] = (int32_t) func;
	l->l_s[1] = (int32_t) arg;
	l->l_sp = (int32_t) (UADDR + UBYTES - sizeof(struct eframe));
	l->l_ra = (int32_t) proc_begin;
	return 0;
}

/* A process that will begin in func(arg). 0 if there is no room. */
static struct proc *
newproc(void (*func)(void *), void *arg, int kernel)
{
	struct proc *p = take_slot(kernel);

	if (p && make_uarea(p, func, arg) < 0) {
		free_slot(p);
		p = 0;
	}
	return p;
}

/* The idle process of a CPU, in no table. */
struct proc *
proc_idle(int cpu)
{
	static struct proc idlers[MAXCPU];
	struct proc *p = &idlers[cpu];

	if (make_uarea(p, idle, 0) < 0)
		panic("proc_idle: no memory for CPU %d", cpu);
	p->p_kernel = 1;
	p->p_lastcpu = cpu;
	p->p_pri = 1000; /* behind all others */
	strcpy(p->p_comm, "idle");
	return p;
}

/* A process of the kernel's own; it never returns. */
struct proc *
kthread(const char *name, void (*func)(void *), void *arg)
{
	struct proc *p = newproc(func, arg, 1);

	if (!p)
		panic("kthread: %s", name);
	strncpy(p->p_comm, name, sizeof p->p_comm - 1);
	return p;
}

/* Process 1: begins in the kernel and goes to user mode by exec. */
void
proc_start_init(void (*func)(void *))
{
	struct proc *p = newproc(func, 0, 0);

	if (!p || !(p->p_sigacts = kmem_zalloc(sizeof *p->p_sigacts)) ||
	    !(p->p_files = files_alloc()))
		panic("proc_start_init");
	p->p_pgrp = p->p_pid;
	p->p_parent = p;
	p->p_umask = 022;
	initproc = p;
	strcpy(p->p_comm, "init");
	setrun(p);
}

/* A child has nothing to do in the kernel. */
static void
child_begin(void *unused)
{
	(void) unused;
}

/* What a child has of its parent, address space aside. */
static int
inherit(struct proc *p, unsigned share)
{
	struct proc *me = curproc;
	struct sigacts *sa = kmem_zalloc(sizeof *sa);

	if (!sa)
		return EAGAIN;
	p->p_sigacts = sa;
	*sa = *me->p_sigacts;
	p->p_files = share & PR_SFDS ? files_hold(me->p_files) :
	    files_dup(me->p_files);
	if (!p->p_files)
		return EAGAIN;
	p->p_parent = me;
	p->p_pgrp = me->p_pgrp;
	p->p_sigmask = me->p_sigmask;
	p->p_umask = me->p_umask;
	p->p_lastcpu = pda.p_cpuid;
	p->p_mustrun = me->p_mustrun;
	p->p_usage = me->p_usage;
	p->p_pri = me->p_pri;
	if (me->p_cwd) {
		vn_hold(me->p_cwd);
		p->p_cwd = me->p_cwd;
	}
	memcpy(p->p_comm, me->p_comm, sizeof p->p_comm);
	fp_put(me);
	memcpy(uarea(p)->u_fp, u.u_fp, sizeof u.u_fp);
	*frame(p) = *u_ef;
	frame(p)->ef_gpr[R_V0] = 0;
	frame(p)->ef_gpr[R_A3] = 0;
	frame(p)->ef_epc += 4;
	return 0;
}

/* Gives back what a process holds, all but address space, slot and u-area. */
static void
disinherit(struct proc *p)
{
	struct files *files = p->p_files;
	struct vnode *cwd = p->p_cwd;
	struct sigacts *sa = p->p_sigacts;
	int s = splock(&proclock);

	p->p_files = 0;
	p->p_cwd = 0;
	p->p_sigacts = 0;
	p->p_sig = 0;
	spunlock(&proclock, s);
	if (files)
		files_release(files);
	if (cwd)
		vn_release(cwd);
	kmem_free(sa, sizeof *sa);
}

int
sys_fork(const uint32_t *a, int32_t *rv)
{
	struct proc *p = newproc(child_begin, 0, 0);
	int error;

	(void) a;
	if (!p)
		return EAGAIN;
	error = inherit(p, 0);
	if (!error)
		p->p_as = as_dup(curproc->p_as, &error);
	if (!error && (error = prda_dup(p)))
		as_release(p->p_as);
	if (error) {
		disinherit(p);
		free_slot(p);
		return error;
	}
	*rv = p->p_pid;
	setrun(p);
	return 0;
}

/* entry, share mask, argument, end of the stack, where entry returns to */
int
sys_sproc(const uint32_t *a, int32_t *rv)
{
	struct proc *p = newproc(child_begin, 0, 0);
	struct eframe *ef;
	int error;

	if (!p)
		return EAGAIN;
	if ((error = inherit(p, a[1]))) {
		disinherit(p);
		free_slot(p);
		return error;
	}
	p->p_shmask = a[1] | PR_SADDR;
	p->p_as = curproc->p_as;
	as_hold(p->p_as);
	ef = frame(p);
	ef->ef_epc = ef->ef_gpr[R_T9] = (int32_t) a[0];
	ef->ef_gpr[R_A0] = (int32_t) a[2];
	ef->ef_gpr[R_SP] = (int32_t) (a[3] & ~15);
	ef->ef_gpr[R_RA] = (int32_t) a[4];
	*rv = p->p_pid;
	setrun(p);
	return 0;
}

/* How many processes share this address space. */
static int
sharing(const struct as *as)
{
	int n = 0;

	for (struct proc *p = proctab; p < proctab + NPROC; p++)
		n += p->p_stat != SFREE && p->p_as == as;
	return n;
}

int
sys_prctl(const uint32_t *a, int32_t *rv)
{
	switch (a[0]) {
	case PR_MAXPROCS:
		*rv = NPROC;
		return 0;
	case PR_MAXPPROCS:
		*rv = ncpu;
		return 0;
	case PR_TERMCHILD:
		curproc->p_termchild = 1;
		return 0;
	case PR_GETSHMASK:
		*rv = curproc->p_shmask;
		return 0;
	case PR_GETNSHARE:
		*rv = sharing(curproc->p_as);
		return 0;
	default:
		return EINVAL;
	}
}

/* Leaves its address space for another one, or none. */
void
as_change(struct as *as)
{
	struct proc *p = curproc;
	struct as *old = p->p_as;
	int s;

	prda_release(p);
	s = splock(&proclock); /* others may look: vhand.c */
	p->p_as = as;
	as_activate(as);
	spunlock(&proclock, s);
	if (old)
		as_release(old);
}

/* Ends this process; status as wait gives it. */
_Noreturn void
exit(int status)
{
	struct proc *p = curproc, *parent;

	if (p == initproc)
		panic("init ended with status %x", status);
	untimeout(alarm_rings, p);
	disinherit(p);
	as_change(0);
	splhi();
	nested_splock(&proclock);
	for (struct proc *c = proctab; c < proctab + NPROC; c++)
		if (c->p_parent == p && c->p_stat != SFREE) {
			c->p_parent = initproc;
			if (c->p_termchild)
				psignal_locked(c, SIGHUP);
			if (c->p_stat == SZOMB)
				wakeup(initproc);
		}
	parent = p->p_parent;
	p->p_xstat = status;
	p->p_stat = SZOMB;
	wakeup(parent);
	psignal_locked(parent, SIGCHLD);
	/* From here on the parent may wait for this CPU to leave. */
	nested_spunlock(&proclock);
	ANNOTATE("end");
	swtch();
	panic("exit");
}

int
sys_exit(const uint32_t *a, int32_t *rv)
{
	(void) rv;
	exit((a[0] & 0377) << 8);
}

static int
is_wanted(const struct proc *p, pid_t pid)
{
	if (p->p_stat == SFREE || p->p_parent != curproc || p == curproc)
		return 0;
	return pid == -1 || p->p_pid == pid ||
	    (pid == 0 ? p->p_pgrp == curproc->p_pgrp : p->p_pgrp == -pid);
}

/* Takes a child that has ended off the table. proclock is held. */
static void
reap(struct proc *p)
{
	struct proc *me = curproc;

	ANNOTATE("spin");
	while (__atomic_load_n(&p->p_oncpu, __ATOMIC_ACQUIRE))
		;
	ANNOTATE("spun");
	me->p_cutime += p->p_utime + p->p_cutime;
	me->p_cstime += p->p_stime + p->p_cstime;
	free_slot(p);
}

int
sys_waitpid(const uint32_t *a, int32_t *rv)
{
	pid_t pid = a[0];
	int status = 0, error = 0, s;

	if (a[2] & ~(WNOHANG | WUNTRACED))
		return EINVAL;
	s = splock(&proclock);
	for (*rv = 0; !error && *rv == 0;) {
		int children = 0;
		for (struct proc *p = proctab; p < proctab + NPROC; p++) {
			if (!is_wanted(p, pid))
				continue;
			children++;
			if (p->p_stat == SZOMB) {
				*rv = p->p_pid;
				status = p->p_xstat;
				reap(p);
				break;
			}
			if (p->p_stopped && (a[2] & WUNTRACED)) {
				p->p_stopped = 0;
				*rv = p->p_pid;
				status = p->p_xstat;
				break;
			}
		}
		if (*rv)
			break;
		if (!children)
			error = ECHILD;
		else if (a[2] & WNOHANG)
			break;
		else
			error = sleep(curproc, 1, &proclock);
	}
	spunlock(&proclock, s);
	if (!error && *rv && a[1] && copyout(&status, a[1], sizeof status))
		error = EFAULT;
	return error;
}
