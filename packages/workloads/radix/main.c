/* radix: makes keys, sorts them, checks the result. */
#include "radix.h"

#include <disco/boot.h>
#include <disco/cpu.h>
#include <disco/hal.h>

MAIN_ENV

struct shared *shared;
struct radix_result radix_result;

/* Where a phase ends and the next begins; one processor notes it while the
 * others wait. */
static void
next_phase(unsigned me, int end, int begin)
{
	BARRIER(shared->barrier, shared->options.processors)
	if (me == 0) {
		static uint64_t since;
		uint64_t now = shared->options.times ? clock_nanoseconds() : 0;
		if (end >= 0) {
			region_end(end);
			if (shared->options.times)
				printf("radix: %s took %llu ns\n", end == DISCO_REGION_INIT ? "init" : end == DISCO_REGION_ROI ? "sort" : "check",
				    (unsigned long long) (now - since));
		}
		since = now;
		if (begin >= 0)
			region_begin(begin);
	}
	BARRIER(shared->barrier, shared->options.processors)
}

static void
work(void)
{
	unsigned me;

	LOCK(shared->lock)
	me = shared->next_number++;
	UNLOCK(shared->lock)
	next_phase(me, -1, DISCO_REGION_INIT);
	make_keys(shared->from, share(me), share(me + 1));
	summarize(shared->from, share(me), share(me + 1), &shared->before);
	next_phase(me, DISCO_REGION_INIT, DISCO_REGION_ROI);
	sort(me);
	next_phase(me, DISCO_REGION_ROI, DISCO_REGION_CHECK);
	summarize(shared->from, share(me), share(me + 1), &shared->after);
	next_phase(me, DISCO_REGION_CHECK, -1);
}

static void
allocate(const struct options *options)
{
	unsigned vector = options->radix * sizeof(unsigned);

	shared = G_MALLOC(sizeof *shared);
	shared->options = *options;
	shared->from = G_MALLOC(options->keys * sizeof(unsigned));
	shared->to = G_MALLOC(options->keys * sizeof(unsigned));
	shared->parts = G_MALLOC(options->processors * sizeof *shared->parts);
	for (unsigned i = 0; i < options->processors; i++) {
		struct part *p = &shared->parts[i];
		p->count = G_MALLOC(vector);
		p->subtree = G_MALLOC(vector);
		p->prefix = G_MALLOC(vector);
		PAUSEINIT(p->subtree_ready)
		PAUSEINIT(p->prefix_ready)
	}
	BARINIT(shared->barrier)
	LOCKINIT(shared->lock)
}

static int
report(void)
{
	const struct options *o = &shared->options;
	const struct summary *before = &shared->before, *after = &shared->after;
	int good = after->unsorted == 0 && before->sum == after->sum && before->fingerprint == after->fingerprint;

	radix_result = (struct radix_result) {
		.address = (uint32_t) (uintptr_t) shared->from,
		.keys = o->keys, .radix = o->radix, .max_key = o->max_key,
		.seed = o->seed, .processors = o->processors, .sorted = good,
	};
	__atomic_store_n(&radix_result.magic, RESULT_MAGIC, __ATOMIC_RELEASE);
	if (o->times)
		printf("radix: %u processors\n", o->processors);
	printf("radix: %u keys below %u, radix %u, seed %u: %s, sum %llu, fingerprint %016llx\n", o->keys, o->max_key,
	    o->radix, o->seed, good ? "sorted" : after->unsorted ? "NOT SORTED" : "KEYS LOST",
	    (unsigned long long) after->sum, (unsigned long long) after->fingerprint);
	return good ? 0 : 1;
}

int
main(int argc, char **argv)
{
	struct options options = {
		.processors = cpu_count(), .keys = 262144, .radix = 1024,
		.max_key = 524288, .seed = 1,
	};
	int parsed = parse_options(&options, argc, argv);

	if (parsed != 0)
		return parsed < 0 ? DISCO_EXIT_BAD_ARGUMENTS : 0;
	MAIN_INITENV(, 80000000)
	allocate(&options);
	for (unsigned i = 1; i < options.processors; i++)
		CREATE(work)
	work();
	WAIT_FOR_END(options.processors - 1)
	return report();
}
