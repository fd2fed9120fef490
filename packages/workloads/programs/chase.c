/* Memory latency: follows a chain of pointers, each load waiting for the one
 * before. One element every `stride` bytes of a buffer of `bytes`, visited in
 * order and round and round, after one round to warm up.
 *
 * -b bytes -s stride -n loads -a physical address of the buffer (default: on
 * the heap; to place it on a certain node) */
#include <disco/boot.h>
#include <disco/boot-info.h>
#include <disco/hal.h>
#include <disco/heap.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define UNROLLED 16
#define DEFAULT_HERTZ 400000000u

struct element {
	struct element *next;
};

static struct element *
make_chain(char *buffer, unsigned bytes, unsigned stride)
{
	struct element *last = 0, *tail;

	tail = (struct element *) (buffer + (bytes / stride - 1) * stride);
	for (unsigned at = bytes / stride * stride; at > 0; at -= stride) {
		struct element *e = (struct element *) (buffer + at - stride);
		e->next = last;
		last = e;
	}
	tail->next = last;
	return last;
}

static struct element *
follow(struct element *e, unsigned loads)
{
	for (; loads >= UNROLLED; loads -= UNROLLED) {
		e = e->next->next->next->next;
		e = e->next->next->next->next;
		e = e->next->next->next->next;
		e = e->next->next->next->next;
	}
	return e;
}

int
main(int argc, char **argv)
{
	unsigned bytes = 4 << 20, stride = 128, loads = 0, physical = 0;
	unsigned hertz, hundredths;
	struct element *volatile chain; /* volatile: the loads must happen */
	uint64_t start, time;
	char *buffer;
	int option;

	while ((option = getopt(argc, argv, "b:s:n:a:")) != -1)
		switch (option) {
		case 'b': bytes = strtoul(optarg, 0, 0); break;
		case 's': stride = strtoul(optarg, 0, 0); break;
		case 'n': loads = strtoul(optarg, 0, 0); break;
		case 'a': physical = strtoul(optarg, 0, 0); break;
		default: return DISCO_EXIT_BAD_ARGUMENTS;
		}
	if (stride < sizeof(struct element) ||
	    stride % sizeof(struct element) || bytes < stride) {
		printf("chase: expected a stride that is a multiple of %u and "
		    "at most the %u bytes, got %u\n",
		    (unsigned) sizeof(struct element), bytes, stride);
		return DISCO_EXIT_BAD_ARGUMENTS;
	}
	if (loads == 0)
		loads = bytes / stride;
	loads = (loads + UNROLLED - 1) / UNROLLED * UNROLLED;
	buffer = physical ? hal_memory + physical : heap_pages(bytes);
	chain = make_chain(buffer, bytes, stride);
	chain = follow(chain, bytes / stride + UNROLLED);

	region_begin(DISCO_REGION_ROI);
	start = hal_clock();
	chain = follow(chain, loads);
	time = hal_clock() - start;
	region_end(DISCO_REGION_ROI);

	hertz = boot_info.hertz ? boot_info.hertz : DEFAULT_HERTZ;
	hundredths = time * (hertz / 1000000) / 10 / loads;
	printf("chase: %u bytes, stride %u, %u loads: %u.%02u cycles a load, "
	    "%llu ns in all\n", bytes, stride, loads, hundredths / 100,
	    hundredths % 100, (unsigned long long) time);
	return 0;
}
