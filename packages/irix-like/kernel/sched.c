/* Who runs: a run queue for each CPU, sleeping and waking. */
#include <disco/annotate.h>
#include "defs.h"

#define NSLEEPQ 64
#define AFFINITY 1 /* ticks for which a process is left to its last CPU */

struct sleepq {
	struct spinlock sq_lock;
	struct proc *sq_first;
};

static struct sleepq sleepq[NSLEEPQ];
static struct runq runq[MAXCPU];
static volatile uint64_t idlecpus; /* bit for each CPU with nothing to do */

static struct sleepq *
sleepq_of(const void *chan)
{
	uint32_t n = (uint32_t) chan;

	return &sleepq[(n >> 3 ^ n >> 11) % NSLEEPQ];
}

void
sched_init_cpu(int cpu)
{
	lock_init(&runq[cpu].rq_lock, "runq");
	pdaof[cpu]->p_runq = &runq[cpu];
}

static void
enqueue(struct runq *rq, struct proc *p)
{
	struct proc **at = &rq->rq_first;

	while (*at && (*at)->p_pri <= p->p_pri)
		at = &(*at)->p_link;
	p->p_link = *at;
	*at = p;
	rq->rq_length++;
}

/* Wakes a CPU of those that is idle; whoever comes next wakes another one. */
static void
wake_idle(uint64_t cpus)
{
	uint64_t idle;

	while ((idle = idlecpus & cpus)) {
		int cpu = __builtin_ctzll(idle);
		uint64_t bit = 1ull << cpu;
		if (__atomic_fetch_and(&idlecpus, ~bit, __ATOMIC_SEQ_CST) &
		    bit) {
			hal_ipi(cpu);
			return;
		}
	}
}

/* Makes a process runnable that is on no queue. It goes to the CPU that it ran
 * on last; if that is busy, an idle one may come and take it. */
void
setrun(struct proc *p)
{
	int cpu = p->p_lastcpu, s;
	uint64_t bit = 1ull << cpu, me;
	struct runq *rq = &runq[cpu];
	volatile struct percpu *its = pdaof[cpu];

	s = splock(&rq->rq_lock);
	p->p_stat = SRUN;
	p->p_wchan = 0;
	enqueue(rq, p);
	nested_spunlock(&rq->rq_lock);
	me = 1ull << pda.p_cpuid;
	if (idlecpus & bit)
		wake_idle(bit & ~me);
	else {
		if (p->p_pri < its->p_curproc->p_pri)
			its->p_runrun = 1;
		wake_idle(~me);
	}
	splx(s);
}

/* The first of a queue that this CPU may run: what another CPU has just put
 * down may still be on its stack there, and what ran there a moment ago is left
 * to it. */
static struct proc *
take(struct runq *rq, int steal)
{
	struct proc **at, *p = 0;

	if (!rq->rq_first)
		return 0;
	nested_splock(&rq->rq_lock);
	for (at = &rq->rq_first; (p = *at); at = &p->p_link)
		if (!steal || (!p->p_oncpu && !p->p_mustrun &&
		    (rq->rq_length > 1 || lbolt - p->p_lasttick > AFFINITY)))
			break;
	if (p) {
		*at = p->p_link;
		rq->rq_length--;
	}
	nested_spunlock(&rq->rq_lock);
	return p;
}

static struct proc *
pick(void)
{
	struct proc *p = take(pda.p_runq, 0);

	for (int n = 1; !p && n < ncpu; n++)
		p = take(&runq[(pda.p_cpuid + n) % ncpu], 1);
	return p ? p : pda.p_idleproc;
}

/* In the context of the new process: the old one may be run by others now. */
void
switch_done(void)
{
	struct proc *old = pda.p_prevproc;
	int moving = old->p_moving;

	pda.p_prevproc = 0;
	old->p_moving = 0;
	__atomic_store_n(&old->p_oncpu, 0, __ATOMIC_RELEASE);
	if (moving) {
		old->p_lastcpu = old->p_mustrun - 1;
		setrun(old);
	}
}

static void
switch_to(struct proc *p)
{
	if (pda.p_idle) {
		pda.p_idle = 0;
		__atomic_fetch_and(&idlecpus, ~(1ull << pda.p_cpuid),
		    __ATOMIC_SEQ_CST);
	}
	pda.p_curproc = p;
	pda.p_switches++;
	p->p_oncpu = 1;
	p->p_lastcpu = pda.p_cpuid;
	p->p_stat = SONPROC;
	if (p->p_slice <= 0)
		p->p_slice = SLICE;
	pda.p_runrun = 0;
	pda.p_ulo0 = pte_lo(PTE_PFN(pfn_of(p->p_upage[0])) |
	    PTE_C | PTE_D | PTE_V | PTE_G);
	pda.p_ulo1 = pte_lo(PTE_PFN(pfn_of(p->p_upage[1])) |
	    PTE_C | PTE_D | PTE_V | PTE_G);
	as_activate(p->p_as);
	resume();
}

/* Comes back when this process runs again. Not inlined: save returns twice. */
static __attribute__((noinline)) void
switch_away(struct proc *p)
{
	if (save(&u.u_save) == 0)
		switch_to(p);
	switch_done();
}

/* Lets another process run; the caller has put this one where it belongs.
 * Interrupts are off. */
void
swtch(void)
{
	struct proc *old = curproc, *p = pick();

	if (u.u_magic != UMAGIC)
		panic("swtch: kernel stack of %s", old->p_comm);
	if (p == old) {
		/* Whoever should have run instead has gone elsewhere. */
		p->p_stat = SONPROC;
		pda.p_runrun = 0;
		return;
	}
	old->p_lasttick = lbolt;
	fp_put(old);
	if (old->p_prda)
		tlb_private(PRDAVA, 0);
	pda.p_prevproc = old;
	switch_away(p);
}

/* The first process of this CPU. */
_Noreturn void
sched_start(void)
{
	static struct proc nobody[MAXCPU];

	pda.p_prevproc = &nobody[pda.p_cpuid];
	switch_to(pda.p_idleproc);
	panic("sched_start");
}

/* Back to the queue: its slice is over, or somebody better waits. */
void
yield(void)
{
	int s = splhi();
	struct proc *p = curproc;

	nested_splock(&((struct runq *) pda.p_runq)->rq_lock);
	p->p_stat = SRUN;
	enqueue(pda.p_runq, p);
	nested_spunlock(&((struct runq *) pda.p_runq)->rq_lock);
	swtch();
	splx(s);
}

/* From now on this process runs on that CPU, and if it is -1 on any. */
void
mustrun(int cpu)
{
	int s = splhi();
	struct proc *p = curproc;

	p->p_mustrun = cpu + 1;
	if (cpu >= 0 && cpu != pda.p_cpuid) {
		p->p_stat = SRUN;
		p->p_moving = 1;
		swtch();
	}
	splx(s);
}

/* What a CPU does that has nothing to do. */
void
idle(void *unused)
{
	uint64_t me = 1ull << pda.p_cpuid;

	(void) unused;
	ANNOTATE("idle idle");
	for (;;) {
		splhi();
		__atomic_fetch_or(&idlecpus, me, __ATOMIC_SEQ_CST);
		pda.p_idle = 1;
		swtch();
		if (pda.p_idle)
			hal_idle();
		spl0();
	}
}

/* Sleeps until a wakeup of chan, with `l` (held, interrupts off) released
 * meanwhile. If `intr`, a signal ends the sleep: EINTR, else 0. */
int
sleep(void *chan, int intr, struct spinlock *l)
{
	struct sleepq *q = sleepq_of(chan);
	struct proc *p = curproc, **at;

	nested_splock(&q->sq_lock);
	p->p_intr = intr;
	p->p_stat = SSLEEP;
	__atomic_store_n(&p->p_wchan, chan, __ATOMIC_SEQ_CST);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	if (intr && issig(p)) {
		p->p_wchan = 0;
		p->p_stat = SONPROC;
		nested_spunlock(&q->sq_lock);
		return EINTR;
	}
	for (at = &q->sq_first; *at; at = &(*at)->p_link)
		;
	p->p_link = 0;
	*at = p;
	nested_spunlock(l);
	nested_spunlock(&q->sq_lock);
	swtch();
	nested_splock(l);
	return intr && issig(p) ? EINTR : 0;
}

static void
wake(void *chan, int many)
{
	struct sleepq *q = sleepq_of(chan);
	struct proc **at = &q->sq_first, *p;
	int s = splock(&q->sq_lock);

	while ((p = *at)) {
		if (p->p_wchan != chan) {
			at = &p->p_link;
			continue;
		}
		*at = p->p_link;
		setrun(p);
		if (!many)
			break;
	}
	spunlock(&q->sq_lock, s);
}

void
wakeup(void *chan)
{
	wake(chan, 1);
}

void
wakeup_one(void *chan)
{
	wake(chan, 0);
}

/* A signal has come: ends the process's sleep if it may. */
void
unsleep(struct proc *p)
{
	void *chan;
	int s;

	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	chan = __atomic_load_n(&p->p_wchan, __ATOMIC_SEQ_CST);
	if (!chan)
		return;
	s = splock(&sleepq_of(chan)->sq_lock);
	if (p->p_wchan == chan && p->p_stat == SSLEEP && p->p_intr) {
		struct proc **at = &sleepq_of(chan)->sq_first;
		while (*at && *at != p)
			at = &(*at)->p_link;
		if (*at) {
			*at = p->p_link;
			setrun(p);
		}
	}
	spunlock(&sleepq_of(chan)->sq_lock, s);
}
