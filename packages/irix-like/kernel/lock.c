/* Spin locks with interrupts off, and sleep locks on top. */
#include <disco/annotate.h>
#include <sys/sysmp.h>
#include "defs.h"

static struct spinlock *named; /* all that are counted; built at the start */

static const char *const mutexes[NMUTEX] = {
	[M_AS] = "as", [M_BITMAP] = "bitmap", [M_FILE] = "file",
	[M_JOURNAL] = "journal", [M_NAMES] = "names", [M_SHM] = "shm",
	[M_VMAP] = "vnode map", [M_VNODE] = "vnode",
};

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

/* Is it the first of its name? */
static int
is_first(const struct spinlock *l)
{
	const struct spinlock *at = named;

	while (strcmp(at->l_name, l->l_name) != 0)
		at = at->l_link;
	return at == l;
}

static void
sum_spinlocks(const char *name, struct mplock *st)
{
	for (struct spinlock *l = named; l; l = l->l_link)
		if (strcmp(l->l_name, name) == 0) {
			st->taken += l->l_taken;
			st->waited += l->l_waited;
			st->spins += l->l_spins;
		}
}

static void
sum_mutexes(enum mutexclass class, struct mplock *st)
{
	st->sleeps = 1;
	for (int c = 0; c < ncpu; c++) {
		st->taken += pdaof[c]->p_mutex[class].taken;
		st->waited += pdaof[c]->p_mutex[class].waited;
	}
}

/* What is counted of the n-th kind of lock: spin locks of one name together,
 * then mutexes. 0 if there are not so many. */
int
lock_stat(uint32_t n, struct mplock *st)
{
	const char *name = 0;

	memset(st, 0, sizeof *st);
	for (struct spinlock *l = named; l && !name; l = l->l_link)
		if (is_first(l) && n-- == 0)
			sum_spinlocks(name = l->l_name, st);
	if (!name && n < NMUTEX) {
		sum_mutexes(n, st);
		name = mutexes[n];
	}
	if (name)
		strncpy(st->name, name, sizeof st->name - 1);
	return name != 0;
}

void
mutex_init(struct mutex *m, enum mutexclass class)
{
	memset(m, 0, sizeof *m);
	m->m_class = class;
}

/* Interrupts are off. */
static void
count(const struct mutex *m)
{
	pda.p_mutex[m->m_class].taken++;
	if (m->m_owner)
		pda.p_mutex[m->m_class].waited++;
}

void
mutex_lock(struct mutex *m)
{
	int s = splock(&m->m_lock);

	if (m->m_owner == curproc)
		panic("mutex_lock: %s: mine already", mutexes[m->m_class]);
	count(m);
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

	count(m);
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
		panic("mutex_unlock: %s: not mine", mutexes[m->m_class]);
	m->m_owner = 0;
	if (m->m_waiters)
		wakeup_one(m);
	spunlock(&m->m_lock, s);
}
