/* Shared memory and the clock. */
#include <disco/hal.h>
#include <disco/heap.h>
#include <splashos.h>

void *
shared_allocate(size_t bytes)
{
	return heap_pages(bytes);
}

uint64_t
clock_nanoseconds(void)
{
	return hal_clock();
}
