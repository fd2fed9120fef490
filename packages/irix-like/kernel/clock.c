/* The clock tick of each CPU, and what waits for a time. */
#include "defs.h"

#define COUNTS (200000000 / HZ) /* of CP0 Count, a tick */

struct callout {
	struct callout *c_next;
	uint32_t c_tick;
	void (*c_func)(void *);
	void *c_arg;
};

volatile uint32_t lbolt; /* ticks since the start; CPU 0 counts them */

static struct spinlock calock;
static struct callout callouts[2 * NPROC + 16], *cfree, *cfirst;

void
clock_init(void)
{
	lock_init(&calock, "calock");
	for (unsigned i = 0; i < sizeof callouts / sizeof callouts[0]; i++) {
		callouts[i].c_next = cfree;
		cfree = &callouts[i];
	}
}

void
clock_init_cpu(void)
{
	pda.p_nextclock = hal_count() + COUNTS;
	hal_clock_set(pda.p_nextclock);
}

/* Calls func(arg) after so many ticks, at interrupt level of CPU 0. */
void
timeout(void (*func)(void *), void *arg, uint32_t ticks)
{
	struct callout *c, **at = &cfirst;
	int s = splock(&calock);

	if (!(c = cfree))
		panic("timeout: no callout");
	cfree = c->c_next;
	c->c_tick = lbolt + (ticks ? ticks : 1);
	c->c_func = func;
	c->c_arg = arg;
	while (*at && (int32_t) ((*at)->c_tick - c->c_tick) <= 0)
		at = &(*at)->c_next;
	c->c_next = *at;
	*at = c;
	spunlock(&calock, s);
}

/* Forgets such a call; ticks that were left, or 0 if there was none. */
uint32_t
untimeout(void (*func)(void *), void *arg)
{
	struct callout **at, *c;
	uint32_t left = 0;
	int s = splock(&calock);

	for (at = &cfirst; (c = *at); at = &c->c_next)
		if (c->c_func == func && c->c_arg == arg) {
			*at = c->c_next;
			c->c_next = cfree;
			cfree = c;
			left = c->c_tick - lbolt;
			break;
		}
	spunlock(&calock, s);
	return left;
}

static void
run_callouts(void)
{
	int s = splock(&calock);
	struct callout *c;

	while ((c = cfirst) && (int32_t) (c->c_tick - lbolt) <= 0) {
		void (*func)(void *) = c->c_func;
		void *arg = c->c_arg;
		cfirst = c->c_next;
		c->c_next = cfree;
		cfree = c;
		spunlock(&calock, s);
		func(arg);
		s = splock(&calock);
	}
	spunlock(&calock, s);
}

/* The more a process has run lately, the later it runs again. */
static void
charge(struct proc *p)
{
	if (p->p_usage < 255)
		p->p_usage++;
	p->p_pri = p->p_usage / 8;
	if (--p->p_slice <= 0 && ((struct runq *) pda.p_runq)->rq_first)
		pda.p_runrun = 1;
}

static void
decay(void)
{
	for (struct proc *p = proctab; p < proctab + NPROC; p++) {
		p->p_usage -= p->p_usage / 4;
		if (p->p_stat != SRUN)
			p->p_pri = p->p_usage / 8;
	}
}

void
clock_intr(struct eframe *ef)
{
	struct proc *p = curproc;

	/* Ticks that were missed are not made up for. */
	do
		pda.p_nextclock += COUNTS;
	while ((int32_t) (pda.p_nextclock - hal_count()) <= 1000);
	hal_clock_set(pda.p_nextclock);
	pda.p_ticks++;
	if (pda.p_cpuid == 0) {
		lbolt++;
		run_callouts();
		if (hal_cons_polled())
			tty_intr();
		if (lbolt % HZ == 0)
			decay();
	}
	if (p == pda.p_idleproc) {
		pda.p_idleticks++;
		return;
	}
	if (usermode(ef))
		p->p_utime++;
	else
		p->p_stime++;
	charge(p);
}

static void
wake_napper(void *p)
{
	wakeup(p);
}

/* Sleeps for so many ticks: 0, or EINTR. */
int
nap(uint32_t ticks)
{
	static struct spinlock naplock;
	struct proc *p = curproc;
	int s = splock(&naplock), error = 0;
	uint32_t until = lbolt + ticks;

	timeout(wake_napper, &p->p_lasttick, ticks);
	while (!error && (int32_t) (until - lbolt) > 0)
		error = sleep(&p->p_lasttick, 1, &naplock);
	spunlock(&naplock, s);
	untimeout(wake_napper, &p->p_lasttick);
	return error;
}
