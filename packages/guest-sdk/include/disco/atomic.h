/* Spin locks over LL/SC. gcc's builtins become ll/sc loops with branch-likely
 * and sync (checked by the instruction scan of this package's tests), never a
 * call into libatomic. */
#ifndef DISCO_ATOMIC_H
#define DISCO_ATOMIC_H

/* A ticket lock: waiters enter in the order they came, on any number of CPUs,
 * so that a run does not depend on who wins a race for the line. */
struct spin_lock {
	unsigned next;    /* ticket of whoever comes next */
	unsigned serving; /* ticket that may enter */
};

#define SPIN_LOCK_INIT { 0, 0 }

static inline unsigned
spin_ticket(struct spin_lock *lock)
{
	return __atomic_fetch_add(&lock->next, 1, __ATOMIC_RELAXED);
}

static inline int
spin_may_enter(struct spin_lock *lock, unsigned ticket)
{
	return __atomic_load_n(&lock->serving, __ATOMIC_ACQUIRE) == ticket;
}

static inline void
spin_acquire(struct spin_lock *lock)
{
	unsigned ticket = spin_ticket(lock);

	while (!spin_may_enter(lock, ticket))
		;
}

static inline void
spin_release(struct spin_lock *lock)
{
	__atomic_store_n(&lock->serving, lock->serving + 1, __ATOMIC_RELEASE);
}

#endif
