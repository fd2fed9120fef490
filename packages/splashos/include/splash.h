/* The PARMACS (ANL) macros, as the SPLASH-2 programs use them, over SPLASHOS.
 *
 * A program for m4 and a c.m4 macro file becomes one for this header so:
 * include <splash.h> first, drop m4 quotes (`...') and m4 directives, compile.
 * Each statement macro is a complete statement: it may be used with or without
 * a semicolon, as m4 programs do both. */
#ifndef SPLASH_H
#define SPLASH_H

#include <splashos.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Environment: nothing to declare, nothing to set up. Memory is there. */
#define MAIN_ENV
#define EXTERN_ENV
#define ENV
#define MAIN_INITENV(...)
#define MAIN_END { exit(0); };

/* Processes: threads, which share everything. */
static inline void
splash_call(void *function)
{
	((void (*)(void)) function)();
}

#define CREATE(function) { thread_create(splash_call, (void *) (function)); };
#define WAIT_FOR_END(n) { thread_wait(n); };

/* Memory. G_MALLOC is page-aligned; what is freed is not used again. */
#define G_MALLOC(bytes) shared_allocate(bytes)
#define G_FREE(p) { (void) (p); };
#define NU_MALLOC(bytes, node) shared_allocate(bytes)
#define NU_FREE(p) { (void) (p); };

/* Locks. */
#define LOCKDEC(l) struct lock l;
#define LOCKINIT(l) { lock_init(&(l)); };
#define LOCK(l) { lock_acquire(&(l)); };
#define UNLOCK(l) { lock_release(&(l)); };
#define ALOCKDEC(l, n) struct lock l[n];
#define ALOCKINIT(l, n) { lock_init_all((l), (n)); };
#define ALOCK(l, i) { lock_acquire(&(l)[i]); };
#define AULOCK(l, i) { lock_release(&(l)[i]); };

/* Barriers. */
#define BARDEC(b) struct barrier b;
#define BARINIT(b) { barrier_init(&(b)); };
#define BARRIER(b, n) { barrier_wait(&(b), (n)); };
#define BAREXCLUDE(b)
#define BARINCLUDE(b)

/* Events. */
#define PAUSEDEC(p) struct pause p;
#define PAUSEINIT(p) { pause_clear(&(p)); };
#define CLEARPAUSE(p) { pause_clear(&(p)); };
#define SETPAUSE(p) { pause_set(&(p)); };
#define WAITPAUSE(p) { pause_wait(&(p)); };

/* Self-scheduled loops. */
#define GSDEC(g) struct dispenser g;
#define GSINIT(g) { dispenser_init(&(g)); };
#define GETSUB(g, i, last, n) { (i) = dispenser_next(&(g), (last), (n)); };
#define NU_GSDEC(g) GSDEC(g)
#define NU_GSINIT(g) GSINIT(g)
#define NU_GETSUB(g, i, last, n) GETSUB(g, i, last, n)

/* Time, in microseconds. */
#define CLOCK(x) { (x) = clock_nanoseconds() / 1000; };

#endif
