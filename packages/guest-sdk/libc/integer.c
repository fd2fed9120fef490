/* What gcc calls where MIPS IV has no instruction. The cross compiler's own
 * libgcc is MIPS64r2 throughout and cannot be linked. */
#include <stdint.h>

uint32_t
__bswapsi2(uint32_t x)
{
	return x >> 24 | (x >> 8 & 0xff00) | (x << 8 & 0xff0000) | x << 24;
}

uint64_t
__bswapdi2(uint64_t x)
{
	return (uint64_t) __bswapsi2(x) << 32 | __bswapsi2(x >> 32);
}

int
__clzdi2(uint64_t x)
{
	int n = 0;

	for (int width = 32; width > 0; width /= 2)
		if (x >> (64 - width) == 0) {
			n += width;
			x <<= width;
		}
	return n;
}

int
__clzsi2(uint32_t x)
{
	return __clzdi2(x) - 32;
}

int
__ctzdi2(uint64_t x)
{
	return 63 - __clzdi2(x & -x);
}

int
__ctzsi2(uint32_t x)
{
	return __ctzdi2(x);
}

int
__ffsdi2(uint64_t x)
{
	return x ? __ctzdi2(x) + 1 : 0;
}

int
__ffssi2(uint32_t x)
{
	return __ffsdi2(x);
}

int
__popcountdi2(uint64_t x)
{
	x -= x >> 1 & 0x5555555555555555ull;
	x = (x & 0x3333333333333333ull) + (x >> 2 & 0x3333333333333333ull);
	x = (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0full;
	return x * 0x0101010101010101ull >> 56;
}

int
__popcountsi2(uint32_t x)
{
	return __popcountdi2(x);
}

int
__paritydi2(uint64_t x)
{
	return __popcountdi2(x) & 1;
}

int
__paritysi2(uint32_t x)
{
	return __popcountdi2(x) & 1;
}
