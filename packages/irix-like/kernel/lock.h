/* Locks, and what is counted of them. */
#ifndef LOCK_H
#define LOCK_H

#include <stdint.h>

/* A ticket lock: waiters enter in the order they came. Held with interrupts
 * off, by code that does not sleep. */
struct spinlock {
	uint32_t l_next;    /* ticket of whoever comes next */
	uint32_t l_serving; /* ticket that may enter */
	const char *l_name; /* counted and listed if not 0 */
	uint32_t l_taken, l_waited; /* guarded by the lock itself */
	uint64_t l_spins;   /* rounds of waiting */
	struct spinlock *l_link;
};

/* A lock that is waited for asleep. */
struct mutex {
	struct spinlock m_lock;
	struct proc *m_owner; /* guarded by m_lock, as is the rest */
	int m_waiters;
	const char *m_name;
};

/* Classes of mutexes: how often one had to be waited for. */
extern uint32_t mutex_taken, mutex_waited;

#endif
