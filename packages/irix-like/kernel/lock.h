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

/* Mutexes are counted by what they are for, on each CPU. */
enum mutexclass { M_AS, M_BITMAP, M_FILE, M_JOURNAL, M_NAMES, M_SHM, M_VMAP,
    M_VNODE, NMUTEX };

/* A lock that is waited for asleep. */
struct mutex {
	struct spinlock m_lock;
	struct proc *m_owner; /* guarded by m_lock, as is m_waiters */
	int m_waiters;
	enum mutexclass m_class;
};

#endif
