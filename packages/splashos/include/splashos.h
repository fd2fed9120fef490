/* SPLASHOS: threads and synchronization for one parallel program in one
 * address space, straight on a virtual machine (or on bare metal). There is no
 * virtual memory subsystem: page faults are the monitor's. */
#ifndef SPLASHOS_H
#define SPLASHOS_H

#include <disco/atomic.h>
#include <stddef.h>
#include <stdint.h>

/* Threads. main is thread 0. Thread n runs on CPU n mod cpu_count(), for good;
 * threads of one CPU take turns, at thread_yield and whenever they wait. */
int thread_create(void (*function)(void *), void *argument); /* its number */
void thread_yield(void);
void thread_wait(int n); /* for the end of n threads not waited for so far */
int thread_number(void); /* of the caller */

/* A lock; waiters enter in the order they came. */
struct lock {
	struct spin_lock spin;
};

void lock_init(struct lock *lock);
void lock_init_all(struct lock *locks, int n);
void lock_acquire(struct lock *lock);
void lock_release(struct lock *lock);

#define LINE_BYTES_SHARED 128 /* L2 line: what two CPUs fight for */

/* A barrier. The round, which everybody watches, and the count, which
 * everybody writes, lie in lines of their own. */
struct barrier {
	unsigned arrived __attribute__((aligned(LINE_BYTES_SHARED)));
	unsigned round __attribute__((aligned(LINE_BYTES_SHARED)));
};

void barrier_init(struct barrier *barrier);
void barrier_wait(struct barrier *barrier, unsigned threads);

/* An event that stays set until it is cleared. */
struct pause {
	int set;
};

void pause_clear(struct pause *pause);
void pause_set(struct pause *pause);
void pause_wait(struct pause *pause);

/* Hands out 0 .. last, once each, then -1 to each of the threads, which leave
 * together; after that it starts anew. */
struct dispenser {
	struct lock lock;
	int next; /* guarded by lock */
	struct barrier end;
};

void dispenser_init(struct dispenser *dispenser);
int dispenser_next(struct dispenser *dispenser, int last, unsigned threads);

/* Shared memory, page-aligned and zero; a page comes from the node of the
 * thread that touches it first (under a monitor that places so). */
void *shared_allocate(size_t bytes);

/* Time since the start. */
uint64_t clock_nanoseconds(void);

#endif
