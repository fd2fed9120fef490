/* radix: makes keys, sorts them, checks the result. */
#include "radix.h"

#include <disco/boot.h>
#include <disco/cpu.h>
#include <disco/hal.h>

MAIN_ENV

struct shared *shared;
struct radix_result radix_result;

static void
print_time(const char *phase)
{
	static uint64_t since;
	uint64_t now;

	if (!shared->options.times)
		return;
	now = clock_nanoseconds();
	if (phase)
		printf("radix: %s took %llu ns\n", phase,
		    (unsigned long long) (now - since));
	since = now;
}

/* Between two phases, one processor does this while the others wait. */
static void
begin(unsigned region)
{
	print_time(0);
	region_begin(region);
}

static void
end(unsigned region, const char *phase)
{
	region_end(region);
	print_time(phase);
}

static void
work(void)
{
	unsigned me, processors = shared->options.processors;

	LOCK(shared->lock)
	me = shared->next_number++;
	UNLOCK(shared->lock)
	BARRIER(shared->barrier, processors)
	if (me == 0)
		begin(DISCO_REGION_INIT);
	BARRIER(shared->barrier, processors)
	make_keys(shared->from, share(me), share(me + 1));
	summarize(shared->from, share(me), share(me + 1), &shared->before);
	BARRIER(shared->barrier, processors)
	if (me == 0) {
		end(DISCO_REGION_INIT, "init");
		begin(DISCO_REGION_ROI);
	}
	BARRIER(shared->barrier, processors)
	sort(me);
	BARRIER(shared->barrier, processors)
	if (me == 0) {
		end(DISCO_REGION_ROI, "sort");
		begin(DISCO_REGION_CHECK);
	}
	BARRIER(shared->barrier, processors)
	summarize(shared->from, share(me), share(me + 1), &shared->after);
	BARRIER(shared->barrier, processors)
	if (me == 0)
		end(DISCO_REGION_CHECK, "check");
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
	const char *verdict = "sorted";

	if (after->unsorted)
		verdict = "NOT SORTED";
	else if (before->sum != after->sum ||
	    before->fingerprint != after->fingerprint)
		verdict = "KEYS LOST";
	int good = strcmp(verdict, "sorted") == 0;

	radix_result = (struct radix_result) {
		.address = (uint32_t) (uintptr_t) shared->from,
		.keys = o->keys, .radix = o->radix, .max_key = o->max_key,
		.seed = o->seed, .processors = o->processors, .sorted = good,
	};
	__atomic_store_n(&radix_result.magic, RESULT_MAGIC, __ATOMIC_RELEASE);
	if (o->times)
		printf("radix: %u processors\n", o->processors);
	printf("radix: %u keys below %u, radix %u, seed %u: %s, sum %llu, "
	    "fingerprint %016llx\n", o->keys, o->max_key, o->radix, o->seed,
	    verdict, (unsigned long long) after->sum,
	    (unsigned long long) after->fingerprint);
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
