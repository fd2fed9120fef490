/* Where malloc's memory comes from. */
#include <disco/heap.h>
#include <unistd.h>

void *
heap_try(size_t bytes)
{
	void *pages = sbrk(bytes);

	return pages == (void *) -1 ? 0 : pages;
}
