/* What needs few instructions on a MIPS IV. Denormals are handled as integers:
 * an R10000 leaves arithmetic on them to the operating system. */
#include <math.h>
#include <stdint.h>
#include <string.h>

#define FRACTION_BITS 52
#define FRACTION ((1ull << FRACTION_BITS) - 1)
#define EXPONENT_MASK 0x7ff
#define BIAS 1023
#define SIGN (1ull << 63)

static uint64_t
bits_of(double x)
{
	uint64_t bits;

	memcpy(&bits, &x, sizeof bits);
	return bits;
}

static double
double_of(uint64_t bits)
{
	double x;

	memcpy(&x, &bits, sizeof x);
	return x;
}

static int
exponent_of(uint64_t bits)
{
	return bits >> FRACTION_BITS & EXPONENT_MASK;
}

static double
assemble(uint64_t sign, uint64_t exponent, uint64_t fraction)
{
	fraction &= FRACTION;
	return double_of(sign | exponent << FRACTION_BITS | fraction);
}

double
fabs(double x)
{
	return double_of(bits_of(x) & ~SIGN);
}

double
sqrt(double x)
{
	double root;

	__asm__("sqrt.d %0, %1" : "=f"(root) : "f"(x));
	return root;
}

double
floor(double x)
{
	double whole;

	/* From 2^52 up, and in infinities and NaNs, there is no fraction. */
	if (exponent_of(bits_of(x)) >= BIAS + FRACTION_BITS)
		return x;
	if (exponent_of(bits_of(x)) < BIAS) /* less than 1 */
		return x == 0 ? x : bits_of(x) & SIGN ? -1 : 0;
	whole = (double) (int64_t) x;
	return whole > x ? whole - 1 : whole;
}

double
ceil(double x)
{
	return -floor(-x);
}

double
frexp(double x, int *exponent)
{
	uint64_t bits = bits_of(x), fraction = bits & FRACTION;
	int e = exponent_of(bits);

	*exponent = 0;
	if ((bits & ~SIGN) == 0 || e == EXPONENT_MASK)
		return x;
	if (e == 0) /* denormal: as a normal number */
		for (e = 1; !(fraction >> FRACTION_BITS); e--)
			fraction <<= 1;
	*exponent = e - (BIAS - 1);
	return assemble(bits & SIGN, BIAS - 1, fraction);
}

double
ldexp(double x, int n)
{
	int e;
	uint64_t bits = bits_of(frexp(x, &e)), sign = bits & SIGN;
	uint64_t fraction, lost, half;
	int64_t field = (int64_t) e + n + BIAS - 1;

	if ((bits & ~SIGN) == 0 || exponent_of(bits) == EXPONENT_MASK)
		return x;
	if (field >= EXPONENT_MASK)
		return assemble(sign, EXPONENT_MASK, 0);
	fraction = (bits & FRACTION) | 1ull << FRACTION_BITS;
	if (field > 0)
		return assemble(sign, field, fraction);
	if (field < -FRACTION_BITS - 1)
		return double_of(sign);
	/* Denormal: shift out, rounding half to even. */
	lost = fraction & ((1ull << (1 - field)) - 1);
	half = 1ull << -field;
	fraction >>= 1 - field;
	fraction += lost > half || (lost == half && fraction & 1);
	return double_of(sign | fraction);
}
