/* Signals: sending, taking, and coming back from a handler. */
#include "defs.h"

#define STOPS (sigmask(SIGSTOP) | sigmask(SIGTSTP) | sigmask(SIGTTIN) | \
    sigmask(SIGTTOU))
#define IGNORED (sigmask(SIGCHLD) | sigmask(SIGCONT)) /* by default */
#define UNBLOCKABLE (sigmask(SIGKILL) | sigmask(SIGSTOP))

/* What a handler finds on its stack, and sigreturn reads back. */
struct sigframe {
	uint64_t sf_gpr[32];
	uint64_t sf_lo, sf_hi, sf_epc;
	uint64_t sf_fp[33];
	uint32_t sf_mask, sf_pad;
};

/* Signals that the process has to do something about. Looked at without
 * proclock: only the process itself takes them, and it looks again. */
uint32_t
issig(const struct proc *p)
{
	return p->p_sig & ~p->p_sigmask;
}

static int
ignores(const struct proc *p, int sig)
{
	void (*handler)(int) = p->p_sigacts->sa_act[sig].sa_handler;

	return handler == SIG_IGN ||
	    (handler == SIG_DFL && (IGNORED & sigmask(sig)));
}

/* The first process does not end or stop because others want it to. */
static int
spared(const struct proc *p, int sig)
{
	return p == initproc && p != curproc && (sig == SIGKILL ||
	    sig == SIGSTOP || p->p_sigacts->sa_act[sig].sa_handler == SIG_DFL);
}

/* Sends a signal. proclock is held. */
void
psignal_locked(struct proc *p, int sig)
{
	uint32_t bit = sigmask(sig);

	if (p->p_kernel || sig <= 0 || sig >= NSIG || p->p_stat == SFREE ||
	    p->p_stat == SZOMB || !p->p_sigacts || spared(p, sig))
		return;
	if (bit & STOPS)
		p->p_sig &= ~sigmask(SIGCONT);
	if (sig == SIGCONT || sig == SIGKILL) {
		p->p_sig &= ~STOPS;
		if (p->p_stat == SSTOP) {
			p->p_stopped = 0;
			setrun(p);
		}
	}
	if (!ignores(p, sig))
		p->p_sig |= bit;
	__atomic_thread_fence(__ATOMIC_SEQ_CST); /* against sleep */
	if (!(issig(p) & bit))
		return;
	unsleep(p);
	/* It may be in user mode on another CPU. */
	if (p->p_stat == SONPROC && p->p_lastcpu != pda.p_cpuid)
		hal_ipi(p->p_lastcpu);
}

void
psignal(struct proc *p, int sig)
{
	int s = splock(&proclock);

	psignal_locked(p, sig);
	spunlock(&proclock, s);
}

/* To all processes of a group, or if it is -1 to all but init and this one;
 * how many there are. */
int
gsignal(pid_t pgrp, int sig)
{
	int n = 0, s = splock(&proclock);

	for (struct proc *p = proctab; p < proctab + NPROC; p++)
		if (p->p_stat != SFREE && p->p_stat != SZOMB && !p->p_kernel &&
		    (pgrp == -1 ? p->p_pid > 1 && p != curproc :
		    p->p_pgrp == pgrp)) {
			n++;
			if (sig)
				psignal_locked(p, sig);
		}
	spunlock(&proclock, s);
	return n;
}

/* Stops, as sig says. proclock is held, and let go meanwhile. */
static void
stop(int sig)
{
	struct proc *p = curproc, *parent = p->p_parent;

	p->p_stat = SSTOP;
	p->p_stopped = 1;
	p->p_xstat = sig << 8 | 0177;
	wakeup(parent);
	/* A parent that is ending has no actions any more. */
	if (parent->p_sigacts &&
	    !(parent->p_sigacts->sa_act[SIGCHLD].sa_flags & SA_NOCLDSTOP))
		psignal_locked(parent, SIGCHLD);
	nested_spunlock(&proclock);
	swtch();
	nested_splock(&proclock);
}

/* The call that the signal has ended begins again. */
static void
restart_call(struct eframe *ef)
{
	if (!u.u_restart)
		return;
	ef->ef_epc -= 4;
	ef->ef_gpr[R_V0] = u.u_restart;
	ef->ef_gpr[R_A3] = u.u_savea3;
	u.u_restart = 0;
}

/* Makes the process go on in the handler. */
static int
sendsig(struct eframe *ef, int sig, const struct sigaction *act,
    uint32_t restorer, uint32_t mask)
{
	struct sigframe f;
	uint32_t at = (ef->ef_gpr[R_SP] - sizeof f) & ~15;

	if (act->sa_flags & SA_RESTART)
		restart_call(ef);
	u.u_restart = 0;
	fp_put(curproc);
	memcpy(f.sf_gpr, ef->ef_gpr, sizeof f.sf_gpr);
	f.sf_lo = ef->ef_lo;
	f.sf_hi = ef->ef_hi;
	f.sf_epc = ef->ef_epc;
	memcpy(f.sf_fp, u.u_fp, sizeof f.sf_fp);
	f.sf_mask = mask;
	f.sf_pad = 0;
	if (ef->ef_gpr[R_SP] > USERLIM || copyout(&f, at, sizeof f))
		return -1;
	ef->ef_gpr[R_A0] = sig;
	ef->ef_gpr[R_A1] = 0;
	ef->ef_gpr[R_A2] = at;
	ef->ef_gpr[R_SP] = at;
	ef->ef_gpr[R_RA] = restorer;
	ef->ef_gpr[R_T9] = (uint32_t) act->sa_handler;
	ef->ef_epc = (uint32_t) act->sa_handler;
	return 0;
}

/* The next signal for which something is to be done, off the pending ones, or
 * 0: it was taken back, or is done with. All under one hold of proclock, so
 * that what ends a stop comes before the stop or after it. */
static int
take_signal(struct sigaction *act)
{
	struct proc *p = curproc;
	int sig = 0, s = splock(&proclock);
	uint32_t pending = issig(p);

	if (pending) {
		sig = pending & sigmask(SIGKILL) ? SIGKILL :
		    __builtin_ctz(pending) + 1;
		*act = p->p_sigacts->sa_act[sig];
		p->p_sig &= ~sigmask(sig);
		if (ignores(p, sig))
			sig = 0;
		else if (act->sa_handler == SIG_DFL && (sigmask(sig) & STOPS)) {
			stop(sig);
			sig = 0;
		}
	}
	spunlock(&proclock, s);
	return sig;
}

/* Takes one signal. Interrupts are on. */
void
psig(struct eframe *ef)
{
	struct proc *p = curproc;
	uint32_t mask = p->p_sigmask;
	struct sigaction act;
	int sig = take_signal(&act);

	if (u.u_sigsuspend) {
		u.u_sigsuspend = 0;
		mask = p->p_sigmask = u.u_oldmask;
	}
	if (sig == 0) {
		restart_call(ef); /* as if nothing had happened */
		return;
	}
	if (act.sa_handler == SIG_DFL)
		exit(sig);
	p->p_sigmask |= act.sa_mask;
	if (!(act.sa_flags & SA_NODEFER))
		p->p_sigmask |= sigmask(sig);
	p->p_sigmask &= ~UNBLOCKABLE;
	if (act.sa_flags & SA_RESETHAND)
		p->p_sigacts->sa_act[sig].sa_handler = SIG_DFL;
	if (sendsig(ef, sig, &act, p->p_sigacts->sa_restorer[sig], mask) < 0)
		exit(SIGSEGV);
}

int
sys_sigreturn(const uint32_t *a, int32_t *rv)
{
	struct sigframe f;
	struct eframe *ef = u_ef;

	(void) rv;
	if (copyin(a[0], &f, sizeof f))
		exit(SIGSEGV);
	memcpy(ef->ef_gpr, f.sf_gpr, sizeof ef->ef_gpr);
	ef->ef_lo = f.sf_lo;
	ef->ef_hi = f.sf_hi;
	ef->ef_epc = f.sf_epc;
	ef->ef_sr = USER_SR;
	memcpy(u.u_fp, f.sf_fp, sizeof u.u_fp);
	u.u_fp[32] &= ~0x3f000;
	curproc->p_sigmask = f.sf_mask & ~UNBLOCKABLE;
	return EJUSTRETURN;
}

int
sys_sigaction(const uint32_t *a, int32_t *rv)
{
	struct sigacts *sa = curproc->p_sigacts;
	struct sigaction act;
	uint32_t sig = a[0];
	int s;

	(void) rv;
	if (sig == 0 || sig >= NSIG)
		return EINVAL;
	if (a[2] && copyout(&sa->sa_act[sig], a[2], sizeof act))
		return EFAULT;
	if (!a[1])
		return 0;
	if (sigmask(sig) & UNBLOCKABLE)
		return EINVAL;
	if (copyin(a[1], &act, sizeof act))
		return EFAULT;
	s = splock(&proclock);
	sa->sa_act[sig] = act;
	sa->sa_restorer[sig] = a[3];
	if (ignores(curproc, sig))
		curproc->p_sig &= ~sigmask(sig);
	spunlock(&proclock, s);
	return 0;
}

int
sys_sigprocmask(const uint32_t *a, int32_t *rv)
{
	struct proc *p = curproc;
	uint32_t set, old = p->p_sigmask, new = old;

	(void) rv;
	if (a[1]) {
		if (copyin(a[1], &set, sizeof set))
			return EFAULT;
		switch (a[0]) {
		case SIG_BLOCK: new = old | set; break;
		case SIG_UNBLOCK: new = old & ~set; break;
		case SIG_SETMASK: new = set; break;
		default: return EINVAL;
		}
	}
	if (a[2] && copyout(&old, a[2], sizeof old))
		return EFAULT;
	p->p_sigmask = new & ~UNBLOCKABLE;
	return 0;
}

/* Sleeps until a signal comes: always EINTR. */
static int
wait_for_signal(void)
{
	static struct spinlock lock;
	int s = splock(&lock);

	while (sleep(&u, 1, &lock) == 0)
		;
	spunlock(&lock, s);
	return EINTR;
}

int
sys_sigsuspend(const uint32_t *a, int32_t *rv)
{
	uint32_t set;

	(void) rv;
	if (copyin(a[0], &set, sizeof set))
		return EFAULT;
	u.u_oldmask = curproc->p_sigmask;
	u.u_sigsuspend = 1;
	curproc->p_sigmask = set & ~UNBLOCKABLE;
	return wait_for_signal();
}

int
sys_pause(const uint32_t *a, int32_t *rv)
{
	(void) a;
	(void) rv;
	return wait_for_signal();
}

int
sys_sigpending(const uint32_t *a, int32_t *rv)
{
	uint32_t pending = curproc->p_sig & curproc->p_sigmask;

	(void) rv;
	return copyout(&pending, a[0], sizeof pending);
}

int
sys_kill(const uint32_t *a, int32_t *rv)
{
	pid_t pid = a[0];
	uint32_t sig = a[1];
	struct proc *p;
	int n, s;

	(void) rv;
	if (sig >= NSIG)
		return EINVAL;
	if (pid > 0) {
		s = splock(&proclock);
		n = (p = proc_find(pid)) != 0;
		if (n && sig)
			psignal_locked(p, sig);
		spunlock(&proclock, s);
	} else
		n = gsignal(pid == -1 ? -1 : pid ? -pid : curproc->p_pgrp, sig);
	return n ? 0 : ESRCH;
}
