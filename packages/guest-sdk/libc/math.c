/* What needs few instructions on a MIPS IV. */
#include <math.h>
#include <stdint.h>
#include <string.h>

double
sqrt(double x)
{
	double root;

	__asm__("sqrt.d %0, %1" : "=f"(root) : "f"(x));
	return root;
}

double
fabs(double x)
{
	return __builtin_fabs(x);
}

/* From 2^52 up, and for infinities and NaNs, there is no fraction. */
static int
is_whole(double x)
{
	return !(__builtin_fabs(x) < 4503599627370496.0);
}

double
floor(double x)
{
	double whole;

	if (is_whole(x))
		return x;
	whole = (double) (int64_t) x;
	return __builtin_copysign(whole > x ? whole - 1 : whole, x);
}

double
ceil(double x)
{
	return -floor(-x);
}

#define EXPONENT_SHIFT 52
#define EXPONENT_MASK 0x7ffull

double
frexp(double x, int *exponent)
{
	uint64_t bits;
	int field;

	memcpy(&bits, &x, sizeof bits);
	field = bits >> EXPONENT_SHIFT & EXPONENT_MASK;
	*exponent = 0;
	if (x == 0 || field == EXPONENT_MASK)
		return x;
	if (field == 0) { /* subnormal: make it normal first */
		x = frexp(x * 18014398509481984.0, exponent);
		*exponent -= 54;
		return x;
	}
	*exponent = field - 1022;
	bits = (bits & ~(EXPONENT_MASK << EXPONENT_SHIFT)) | 1022ull << EXPONENT_SHIFT;
	memcpy(&x, &bits, sizeof x);
	return x;
}

static double
power_of_two(int exponent)
{
	uint64_t bits = (uint64_t) (exponent + 1023) << EXPONENT_SHIFT;
	double x;

	memcpy(&x, &bits, sizeof x);
	return x;
}

double
ldexp(double x, int exponent)
{
	for (; exponent > 1023; exponent -= 1023) {
		x *= power_of_two(1023);
		if (is_whole(x) && __builtin_isinf(x))
			return x;
	}
	/* Down in steps that stay normal, so that only the last one rounds. */
	for (; exponent < -969; exponent += 969) {
		x *= power_of_two(-969);
		if (x == 0)
			return x;
	}
	return x * power_of_two(exponent);
}
