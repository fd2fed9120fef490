/* Locks, barriers, pauses, dispensers. Whoever waits looks again and again,
 * in its own cache, and lets other threads of its CPU run in between. */
#include <splashos.h>

void
lock_init(struct lock *lock)
{
	lock->spin = (struct spin_lock) SPIN_LOCK_INIT;
}

void
lock_init_all(struct lock *locks, int n)
{
	for (int i = 0; i < n; i++)
		lock_init(&locks[i]);
}

void
lock_acquire(struct lock *lock)
{
	unsigned ticket = spin_ticket(&lock->spin);

	while (!spin_may_enter(&lock->spin, ticket))
		thread_yield();
}

void
lock_release(struct lock *lock)
{
	spin_release(&lock->spin);
}

void
barrier_init(struct barrier *b)
{
	b->arrived = 0;
	b->round = 0;
}

void
barrier_wait(struct barrier *b, unsigned threads)
{
	unsigned round = __atomic_load_n(&b->round, __ATOMIC_RELAXED);

	if (__atomic_add_fetch(&b->arrived, 1, __ATOMIC_ACQ_REL) == threads) {
		b->arrived = 0;
		__atomic_store_n(&b->round, round + 1, __ATOMIC_RELEASE);
		return;
	}
	while (__atomic_load_n(&b->round, __ATOMIC_ACQUIRE) == round)
		thread_yield();
}

void
pause_clear(struct pause *pause)
{
	__atomic_store_n(&pause->set, 0, __ATOMIC_RELEASE);
}

void
pause_set(struct pause *pause)
{
	__atomic_store_n(&pause->set, 1, __ATOMIC_RELEASE);
}

void
pause_wait(struct pause *pause)
{
	while (!__atomic_load_n(&pause->set, __ATOMIC_ACQUIRE))
		thread_yield();
}

void
dispenser_init(struct dispenser *d)
{
	lock_init(&d->lock);
	d->next = 0;
	barrier_init(&d->end);
}

int
dispenser_next(struct dispenser *d, int last, unsigned threads)
{
	int n = -1;

	lock_acquire(&d->lock);
	if (d->next <= last)
		n = d->next++;
	lock_release(&d->lock);
	if (n >= 0)
		return n;
	/* Nobody asks again before everybody has come to the end. */
	barrier_wait(&d->end, threads);
	d->next = 0;
	barrier_wait(&d->end, threads);
	return -1;
}
