/* Checks of the C library; the exit code is how many failed. */
#include <ctype.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int failures;

static void
check(const char *what, int good)
{
	if (good)
		return;
	failures++;
	printf("libc: %s\n", what);
}

__attribute__((format(printf, 2, 3))) static void
prints(const char *expected, const char *format, ...)
{
	char text[2000];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(text, sizeof text, format, args);
	va_end(args);
	if (strcmp(text, expected) == 0 && n == (int) strlen(expected))
		return;
	failures++;
	printf("libc: \"%s\" prints \"%s\" instead of \"%s\"\n", format, text,
	    expected);
}

static void
formats(void)
{
	char small[4], *volatile none = 0;

	prints("plain %", "plain %%");
	prints("-7|  42|42  |0042|+42| 42", "%d|%4d|%-4d|%04d|%+d|% d", -7, 42,
	    42, 42, 42, 42);
	prints("007|  007|", "%.3d|%5.3d|%.0d", 7, 7, 0);
	prints("ff FF 0xff 0 377 0377", "%x %X %#x %#x %o %#o", 255, 255, 255,
	    0, 255, 255);
	prints("4294967295 18446744073709551615", "%u %llu", 0xffffffffu,
	    ~0ull);
	prints("-9223372036854775808 -128 -1", "%lld %hhd %hd",
	    (long long) (1ull << 63), (signed char) 128, (short) 65535);
	prints("[abc] [  abc] [abc  ] [ab] [(null)]",
	    "[%s] [%5s] [%-5s] [%.2s] [%s]", "abc", "abc", "abc", "abc", none);
	prints("x 0x12ab", "%c %p", 'x', (void *) 0x12ab);
	prints("   42", "%*d", 5, 42);
	prints("42   ab", "%-*d%.*s", 5, 42, 2, "abcdef");
	prints("0.000000 1.500000 -2.25", "%f %f %.2f", 0.0, 1.5, -2.25);
	prints("0 2 2 4 1.0 10.0", "%.0f %.0f %.0f %.0f %.1f %.1f", 0.5, 1.5,
	    2.5, 3.5, 0.96, 9.96);
	prints("0.1000000000000000055511151231257827", "%.34f", 0.1);
	prints("99999999999999991611392", "%.0f", 99999999999999991611392.0);
	prints("1.797693e+308 4.940656e-324 0.000000e+00", "%e %e %e",
	    1.7976931348623157e308, 4.9406564584124654e-324, 0.0);
	prints("1e+06 123456 0.0001 1e-05 0.5 100", "%g %g %g %g %g %g", 1e6,
	    123456.0, 1e-4, 1e-5, 0.5, 100.0);
	prints("0.500000 1.00000E+10", "%#g %#G", 0.5, 1e10);
	prints("inf -inf nan |   inf|-0|+1", "%f %f %f |%06f|%g|%+g", INFINITY,
	    -INFINITY, NAN, INFINITY, -0.0, 1.0);
	prints("0001.50|1.50   |   1.50", "%07.2f|%-7.2f|%7.2f", 1.5, 1.5, 1.5);
	check("snprintf cuts and returns the whole length",
	    snprintf(small, sizeof small, "%d", 12345) == 5 &&
	    strcmp(small, "123") == 0);
}

static void
strings(void)
{
	char a[40], b[40];

	for (int from = 0; from < 9; from++)
		for (int to = 0; to < 9; to++)
			for (int n = 0; n < 20; n++) {
				memset(a, 'a', sizeof a);
				for (int i = 0; i < 40; i++)
					b[i] = i;
				memcpy(a + to, b + from, n);
				for (int i = 0; i < 40; i++)
					if (a[i] != (i >= to && i < to + n
					    ? from + i - to : 'a')) {
						check("memcpy", 0);
						return;
					}
				memmove(b + to, b + from, n);
				for (int i = 0; i < 40; i++)
					if (b[i] != (i >= to && i < to + n
					    ? from + i - to : i)) {
						check("memmove", 0);
						return;
					}
			}
	check("memcmp", memcmp("abc", "abd", 3) < 0 &&
	    memcmp("abc", "abd", 2) == 0);
	check("strcmp", strcmp("a", "b") < 0 && strcmp("b", "a") > 0 &&
	    strcmp("\xff", "a") > 0);
	check("strncmp", strncmp("abc", "abd", 2) == 0 &&
	    strncmp("abc", "abd", 3) < 0);
	check("strcat", strcmp(strcat(strcpy(a, "one"), "two"), "onetwo") == 0);
	check("strchr", *strchr("abc", 'b') == 'b' && !strchr("abc", 'x') &&
	    *strchr("abc", 0) == 0);
	check("strrchr", strcmp(strrchr("a/b/c", '/'), "/c") == 0);
	check("strstr", strcmp(strstr("abcabd", "abd"), "abd") == 0 &&
	    !strstr("abc", "x"));
	check("strspn", strspn("aab", "a") == 2 && strcspn("aab", "b") == 2);
	check("ctype", isalpha('q') && !isalpha('1') && isspace('\t') &&
	    toupper('x') == 'X');
}

static void
numbers(void)
{
	char *end;
	int exponent;

	check("strtol", strtol(" -42x", &end, 10) == -42 && *end == 'x');
	check("strtol of 0x", strtol("0x1F", 0, 0) == 31 &&
	    strtol("017", 0, 0) == 15);
	check("strtol of nothing", strtol("x", &end, 10) == 0 && *end == 'x');
	check("strtoull", strtoull("18446744073709551615", 0, 10) == ~0ull);
	check("strtod", strtod("-1.5e3z", &end) == -1500 && *end == 'z' &&
	    strtod(".25", 0) == 0.25 && strtod("1e22", 0) == 1e22);
	check("floor, ceil", floor(-1.5) == -2 && floor(1.5) == 1 &&
	    ceil(-1.5) == -1 && ceil(1.2) == 2 && floor(1e300) == 1e300);
	check("sqrt, fabs", sqrt(2.25) == 1.5 && fabs(-3.0) == 3);
	check("frexp", frexp(-10.0, &exponent) == -0.625 && exponent == 4);
	check("ldexp", ldexp(0.75, 4) == 12 &&
	    ldexp(1, -1074) == 4.9406564584124654e-324 &&
	    ldexp(3, -1075) == 2 * 4.9406564584124654e-324 &&
	    ldexp(1, 2000) == INFINITY);
	check("frexp of a denormal", frexp(4.9406564584124654e-324,
	    &exponent) == 0.5 && exponent == -1073);
	check("floor, ceil of a fraction", floor(0.5) == 0 &&
	    floor(-0.5) == -1 && ceil(0.5) == 1 && ceil(-0.5) == 0 &&
	    signbit(floor(-0.0)));

	volatile uint64_t x = 0x0123456789abcdef;
	check("bits", __builtin_clzll(x) == 7 && __builtin_ctzll(x << 8) == 8 &&
	    __builtin_popcountll(x) == 32);
	check("bswap", __builtin_bswap64(x) == 0xefcdab8967452301 &&
	    __builtin_bswap32(x) == 0xefcdab89);
	check("64-bit arithmetic", x / 1000003 == 81985283260 &&
	    x % 1000003 == 0x0123456789abcdef - 81985283260ull * 1000003 &&
	    x * x == 0xdca5e20890f2a521);
	check("64-bit to double and back",
	    (uint64_t) (double) (x << 7) == 0x91a2b3c4d5e6f800);
}

static int
by_value(const void *a, const void *b)
{
	return *(const int *) a - *(const int *) b;
}

#define COUNT 1000

static void
sorting(void)
{
	static int a[COUNT];
	int key = 500, good = 1;

	for (int i = 0; i < COUNT; i++)
		a[i] = i * 7919 % COUNT;
	qsort(a, COUNT, sizeof *a, by_value);
	for (int i = 0; i < COUNT; i++)
		good &= a[i] == i;
	check("qsort", good);
	check("bsearch", bsearch(&key, a, COUNT, sizeof *a,
	    by_value) == &a[500]);
	key = COUNT;
	check("bsearch for what is not there",
	    !bsearch(&key, a, COUNT, sizeof *a, by_value));
}

/* Many blocks of many sizes, each full of its own number. */
static void
memory(void)
{
	static unsigned char *block[64];
	static size_t size[64];

	srand(1);
	for (int round = 0; round < 2000; round++) {
		int i = rand() % 64;
		for (size_t j = 0; block[i] && j < size[i]; j++)
			if (block[i][j] != i) {
				check("malloc: blocks overlap", 0);
				return;
			}
		if (block[i] && rand() % 2) {
			free(block[i]);
			block[i] = 0;
			continue;
		}
		size[i] = rand() % 3000;
		block[i] = realloc(block[i], size[i]);
		if (!block[i] || (uintptr_t) block[i] % 16) {
			check("realloc", 0);
			return;
		}
		memset(block[i], i, size[i]);
	}
	for (int i = 0; i < 64; i++)
		free(block[i]);
	unsigned char *big = malloc(1 << 20);
	check("malloc of a megabyte", big != 0);
	free(big);
	check("freed memory is used again", malloc(1 << 20) == big);
	check("calloc refuses what overflows", calloc(0x10000, 0x10001) == 0);
}

static void
jumps(void)
{
	jmp_buf env;
	volatile int rounds = 0;
	volatile double d = 1.5; /* lives through the jump */
	int value = setjmp(env);

	check("setjmp", value == rounds);
	if (value < 3) {
		rounds = value + 1;
		longjmp(env, value + 1);
	}
	check("longjmp(env, 0)", d == 1.5);
}

static void
options(void)
{
	char *argv[] = { "program", "-ab", "value", "-cvalue", "rest", 0 };

	check("getopt -a", getopt(5, argv, "ab:c:") == 'a');
	check("getopt -b value", getopt(5, argv, "ab:c:") == 'b' &&
	    strcmp(optarg, "value") == 0);
	check("getopt -cvalue", getopt(5, argv, "ab:c:") == 'c' &&
	    strcmp(optarg, "value") == 0);
	check("getopt at the end", getopt(5, argv, "ab:c:") == -1 &&
	    optind == 4);
}

int
main(void)
{
	formats();
	strings();
	numbers();
	sorting();
	memory();
	jumps();
	options();
	printf("libc: %d failed\n", failures);
	return failures;
}
