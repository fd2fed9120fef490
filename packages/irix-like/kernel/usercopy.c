/* To and from user memory; 0 or EFAULT. */
#include "defs.h"

static int
good(uint32_t va, uint32_t n)
{
	return va < USERLIM && n <= USERLIM - va;
}

int
copyin(uint32_t from, void *to, uint32_t n)
{
	if (!good(from, n) || ucopy(to, (void *) from, n) < 0)
		return EFAULT;
	return 0;
}

int
copyout(const void *from, uint32_t to, uint32_t n)
{
	if (!good(to, n) || ucopy((void *) to, from, n) < 0)
		return EFAULT;
	return 0;
}

/* A string of at most `size` bytes, the closing 0 included. */
int
copyinstr(uint32_t from, char *to, uint32_t size, int toolong)
{
	uint32_t room;
	int n;

	if (!good(from, 1))
		return EFAULT;
	room = USERLIM - from < size ? USERLIM - from : size;
	n = ustrcpy(to, (const char *) from, room);
	if (n < 0)
		return EFAULT;
	return n == (int) size ? toolong : n == (int) room ? EFAULT : 0;
}
