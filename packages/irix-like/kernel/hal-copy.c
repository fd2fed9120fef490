/* Copying a page, on every platform: a monitor has no call yet that gives a
 * guest another page with the same contents. */
#include "hal.h"
#include "defs.h"

void
hal_page_copy(void *to, const void *from)
{
	uint64_t *t = to, *end = t + NBPP / sizeof *t;
	const uint64_t *f = from;

	for (; t < end; t += 4, f += 4) {
		uint64_t a = f[0], b = f[1], c = f[2], d = f[3];
		t[0] = a;
		t[1] = b;
		t[2] = c;
		t[3] = d;
	}
}
