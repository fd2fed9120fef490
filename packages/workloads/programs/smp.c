/* Starts every CPU. Each counts one counter up with LL/SC, all at once, and
 * then says hello when it is its turn. Argument: how often each counts. */
#include <disco/cpu.h>
#include <stdio.h>
#include <stdlib.h>

#define LINE __attribute__((aligned(128)))

static unsigned rounds = 1000;
static unsigned counter LINE;
static unsigned ready LINE; /* CPUs that may begin */
static unsigned turn LINE;  /* CPUs that have said hello */

static void
wait_for(unsigned *place, unsigned value)
{
	while (__atomic_load_n(place, __ATOMIC_ACQUIRE) != value)
		;
}

static void
count_and_greet(void *unused)
{
	int me = this_cpu()->number;

	(void) unused;
	__atomic_fetch_add(&ready, 1, __ATOMIC_ACQ_REL);
	wait_for(&ready, cpu_count());
	for (unsigned i = 0; i < rounds; i++)
		__atomic_fetch_add(&counter, 1, __ATOMIC_RELAXED);
	wait_for(&turn, me);
	printf("hello from CPU %d of %d\n", me, cpu_count());
	__atomic_store_n(&turn, me + 1, __ATOMIC_RELEASE);
}

int
main(int argc, char **argv)
{
	unsigned expected;

	if (argc > 1)
		rounds = atoi(argv[1]);
	for (int i = 1; i < cpu_count(); i++)
		if (cpu_start(i, count_and_greet, 0) != 0) {
			printf("CPU %d does not start\n", i);
			return 1;
		}
	count_and_greet(0);
	wait_for(&turn, cpu_count());
	expected = rounds * cpu_count();
	printf("counter %u, expected %u\n", counter, expected);
	return counter == expected ? 0 : 1;
}
