/* Every PARMACS macro, with a thread per CPU and twice as many again: threads
 * of one CPU take turns. Written as SPLASH-2 programs are. The exit code is
 * how many checks failed. */
#include <splash.h>

#include <disco/cpu.h>

MAIN_ENV

#define ROUNDS 20
#define ITEMS 100
#define LOCKS 4
#define MAX_THREADS 64

struct global {
	LOCKDEC(lock)
	ALOCKDEC(locks, LOCKS)
	BARDEC(barrier)
	PAUSEDEC(go)
	GSDEC(items)
	int next, threads;
	int sum;            /* guarded by lock */
	int part[LOCKS];    /* guarded by locks[i] */
	int arrived[ROUNDS]; /* counted up before barrier round i */
	int taken[ITEMS];   /* how often each item was handed out */
	int wrong;
};

static struct global *global;

static void
worker(void)
{
	ENV
	int me, item;

	LOCK(global->lock)
	me = global->next++;
	UNLOCK(global->lock)
	if (me == 0)
		SETPAUSE(global->go)
	WAITPAUSE(global->go)
	for (int i = 0; i < ROUNDS; i++) {
		LOCK(global->lock)
		int sum = global->sum;
		thread_yield(); /* others try the lock meanwhile */
		global->sum = sum + 1;
		UNLOCK(global->lock)
		ALOCK(global->locks, i % LOCKS)
		global->part[i % LOCKS]++;
		AULOCK(global->locks, i % LOCKS)
		__atomic_fetch_add(&global->arrived[i], 1, __ATOMIC_RELAXED);
		BARRIER(global->barrier, global->threads)
		if (global->arrived[i] != global->threads)
			global->wrong++;
	}
	for (int round = 0; round < 2; round++)
		for (;;) {
			GETSUB(global->items, item, ITEMS - 1, global->threads)
			if (item < 0)
				break;
			__atomic_fetch_add(&global->taken[item], 1,
			    __ATOMIC_RELAXED);
		}
}

/* Returns how many checks failed. */
static int
run(int threads)
{
	int failures = 0, part = 0, taken = 0;
	unsigned start, end;

	global = (struct global *) G_MALLOC(sizeof(struct global));
	global->threads = threads;
	LOCKINIT(global->lock)
	ALOCKINIT(global->locks, LOCKS)
	BARINIT(global->barrier)
	PAUSEINIT(global->go)
	GSINIT(global->items)
	CLOCK(start)
	for (int i = 1; i < threads; i++)
		CREATE(worker)
	worker();
	WAIT_FOR_END(threads - 1)
	CLOCK(end)
	for (int i = 0; i < LOCKS; i++)
		part += global->part[i];
	for (int i = 0; i < ITEMS; i++)
		taken += global->taken[i] == 2;
	failures += global->sum != threads * ROUNDS;
	failures += part != threads * ROUNDS;
	failures += taken != ITEMS;
	failures += global->wrong != 0;
	failures += end < start;
	if (failures)
		printf("splash: %d threads: sum %d, part %d, taken %d, "
		    "wrong %d\n", threads, global->sum, part, taken,
		    global->wrong);
	G_FREE(global)
	return failures;
}

int
main(void)
{
	int cpus = cpu_count(), most = MAX_THREADS;
	int failures = run(cpus) + run(3 * cpus < most ? 3 * cpus : most);

	printf("splash: %d failed\n", failures);
	if (failures)
		return failures;
	MAIN_END
}
