/* Spin locks with interrupts off, and sleep locks on top. */
#include <disco/annotate.h>
#include "defs.h"

static struct spinlock *named; /* all that are counted; built at the start */
uint32_t mutex_taken, mutex_waited;

void
lock_init(struct spinlock *l, const char *name)
{
	memset(l, 0, sizeof *l);
	l->l_name = name;
	if (name) {
		l->l_link = named;
		named = l;
	}
}

/* Takes the lock; what to give to spunlock. */
int
splock(struct spinlock *l)
{
	int s = splhi();

	nested_splock(l);
	return s;
}

/* The same where interrupts are off already. */
void
nested_splock(struct spinlock *l)
{
	uint32_t spins = 0;
	uint32_t ticket = __atomic_fetch_add(&l->l_next, 1, __ATOMIC_RELAXED);

	if (__atomic_load_n(&l->l_serving, __ATOMIC_ACQUIRE) != ticket) {
		ANNOTATE("spin");
		do
			spins++;
		while (__atomic_load_n(&l->l_serving, __ATOMIC_ACQUIRE) !=
		    ticket);
	}
	l->l_taken++;
	if (spins) {
		ANNOTATE("spun");
		l->l_waited++;
		l->l_spins += spins;
	}
}

void
nested_spunlock(struct spinlock *l)
{
	__atomic_store_n(&l->l_serving, l->l_serving + 1, __ATOMIC_RELEASE);
}

void
spunlock(struct spinlock *l, int s)
{
	nested_spunlock(l);
	splx(s);
}

/* The n-th counted lock, or 0. */
struct spinlock *
lock_nth(int n)
{
	struct spinlock *l = named;

	while (l && n-- > 0)
		l = l->l_link;
	return l;
}

void
mutex_init(struct mutex *m, const char *name)
{
	memset(m, 0, sizeof *m);
	m->m_name = name;
}

void
mutex_lock(struct mutex *m)
{
	int s = splock(&m->m_lock);

	if (m->m_owner == curproc)
		panic("mutex_lock: %s: mine already", m->m_name);
	mutex_taken++;
	if (m->m_owner)
		mutex_waited++;
	while (m->m_owner) {
		m->m_waiters++;
		sleep(m, 0, &m->m_lock);
		m->m_waiters--;
	}
	m->m_owner = curproc;
	spunlock(&m->m_lock, s);
}

int
mutex_trylock(struct mutex *m)
{
	int s = splock(&m->m_lock), taken = !m->m_owner;

	if (taken)
		m->m_owner = curproc;
	spunlock(&m->m_lock, s);
	return taken;
}

void
mutex_unlock(struct mutex *m)
{
	int s = splock(&m->m_lock);

	if (m->m_owner != curproc)
		panic("mutex_unlock: %s: not mine", m->m_name);
	m->m_owner = 0;
	if (m->m_waiters)
		wakeup_one(m);
	spunlock(&m->m_lock, s);
}

int
mutex_mine(const struct mutex *m)
{
	return m->m_owner == curproc;
}
