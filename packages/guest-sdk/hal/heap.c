/* A pointer that moves up through memory, over holes. */
#include <disco/atomic.h>
#include <disco/boot.h>
#include <disco/boot-info.h>
#include <disco/hal.h>
#include <disco/heap.h>
#include <disco/machine.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

extern char image_end[]; /* linker script */

static struct spin_lock lock = SPIN_LOCK_INIT;
static uint32_t top; /* physical; guarded by lock; 0 before the first use */

static uint32_t
page_up(uint32_t x)
{
	return (x + DISCO_PAGE_BYTES - 1) & -DISCO_PAGE_BYTES;
}

/* The lowest address from `at` on where `bytes` fit between the holes. */
static uint32_t
fit(uint32_t at, uint32_t bytes)
{
	for (int i = 0; i < boot_info.holes; i++) {
		const struct range *hole = &boot_info.hole[i];
		if (at < hole->base + hole->bytes && hole->base < at + bytes) {
			at = page_up(hole->base + hole->bytes);
			i = -1; /* it may now lie in another hole */
		}
	}
	return at;
}

static uint32_t
start(void)
{
	return top ? top : page_up(image_end - hal_memory);
}

void *
heap_try(size_t bytes)
{
	uint32_t at, left;
	char *pages = 0;

	bytes = page_up(bytes);
	spin_acquire(&lock);
	at = fit(start(), bytes);
	left = at > boot_info.memory ? 0 : boot_info.memory - at;
	if (left >= bytes) {
		top = at + bytes;
		pages = hal_memory + at;
	}
	spin_release(&lock);
	return pages;
}

void *
heap_pages(size_t bytes)
{
	void *pages = heap_try(bytes);

	if (!pages) {
		printf("out of memory: %u KB wanted, %u KB left of %u\n",
		    (unsigned) page_up(bytes) >> 10, (unsigned) heap_left() >> 10,
		    boot_info.memory >> 10);
		exit(DISCO_EXIT_OUT_OF_MEMORY);
	}
	return pages;
}

size_t
heap_left(void)
{
	uint32_t at = fit(start(), DISCO_PAGE_BYTES);

	return at > boot_info.memory ? 0 : boot_info.memory - at;
}
