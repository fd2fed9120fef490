/* What the C standard says of its library: each check that fails is printed. */
#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <locale.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int failures;
static volatile sig_atomic_t caught;

#define CHECK(c) ((c) ? (void) 0 : \
    (void) (failures++, printf("line %d: %s\n", __LINE__, #c)))

static void
numbers(void)
{
	char *end;
	div_t d = div(-7, 2);

	CHECK(d.quot == -3 && d.rem == -1);
	CHECK(strtol("  -42abc", &end, 10) == -42 && strcmp(end, "abc") == 0);
	CHECK(strtol("0x1F", NULL, 0) == 31 && strtol("017", NULL, 0) == 15);
	CHECK(strtol("zz", NULL, 36) == 35 * 36 + 35);
	errno = 0;
	CHECK(strtol("99999999999999999999", NULL, 10) == LONG_MAX);
	CHECK(errno == ERANGE);
	CHECK(strtol("-99999999999999999999", NULL, 10) == LONG_MIN);
	CHECK(strtoul("-1", NULL, 10) == ULONG_MAX);
	CHECK(strtoll("-9223372036854775808", NULL, 10) == LLONG_MIN);
	CHECK(strtod("-12.5e1x", &end) == -125 && *end == 'x');
	CHECK(strtof("0.1", NULL) == 0.1f);
	CHECK(INT64_MAX == 9223372036854775807 && sizeof(uint16_t) == 2);
}

static void
strings(void)
{
	char text[32] = "a,b;;c", *p;
	const char *more = "cdef";

	CHECK(strcmp(strtok(text, ",;"), "a") == 0);
	CHECK(strcmp(strtok(NULL, ",;"), "b") == 0);
	CHECK(strcmp(strtok(NULL, ",;"), "c") == 0);
	CHECK(strtok(NULL, ",;") == NULL);
	strcpy(text, "ab");
	CHECK(strcmp(strncat(text, more, 2), "abcd") == 0);
	CHECK((p = strpbrk(text, "xdc")) && *p == 'c');
	CHECK(strspn("aab", "a") == 2 && strcspn("aab", "b") == 2);
	CHECK(strstr("banana", "nan") && !strstr("banana", "nab"));
	CHECK(memcmp("\xff", "\x01", 1) > 0 && strcmp("\xff", "\x01") > 0);
	memmove(text + 1, text, 3);
	CHECK(memcmp(text, "aabc", 4) == 0);
	CHECK(isxdigit('F') && !isxdigit('g') && ispunct('!') && isgraph('~'));
}

static void
formats(void)
{
	char text[64], word[8], c;
	const char *letters = "abcdef";
	int a, b, n = 0;
	long long big;
	double x;
	unsigned char small;

	CHECK(sprintf(text, "[%5d|%-5d|%05d|%+d]", 42, 42, 42, 42) == 23);
	CHECK(strcmp(text, "[   42|42   |00042|+42]") == 0);
	sprintf(text, "%#x %#o %X %.3s %c%%", 255, 8, 48879, "abcdef", 'z');
	CHECK(strcmp(text, "0xff 010 BEEF abc z%") == 0);
	sprintf(text, "%.2f %e %g %g", 2.5, 12345.678, 0.0001, 1e20);
	CHECK(strcmp(text, "2.50 1.234568e+04 0.0001 1e+20") == 0);
	sprintf(text, "%" PRId64 " %zu %hhd", INT64_MIN, sizeof(int), 257);
	CHECK(strcmp(text, "-9223372036854775808 4 1") == 0);
	CHECK(snprintf(text, 4, "%s", letters) == 6 && !strcmp(text, "abc"));
	CHECK(sscanf("12 0x1f rest", "%d %i %7s%n", &a, &b, word, &n) == 3);
	CHECK(a == 12 && b == 31 && strcmp(word, "rest") == 0 && n == 12);
	CHECK(sscanf("3.5e2,-9000000000", "%lf,%lld", &x, &big) == 2);
	CHECK(x == 350 && big == -9000000000);
	CHECK(sscanf("abc123", "%[a-z]%d", word, &a) == 2 && a == 123);
	CHECK(sscanf("key=value", "%*[^=]=%c%3s", &c, word) == 2);
	CHECK(c == 'v' && strcmp(word, "alu") == 0);
	CHECK(sscanf("300", "%hhu", &small) == 1 && small == 44);
	CHECK(sscanf("x", "%d", &a) == 0 && sscanf("", "%d", &a) == EOF);
	CHECK(sscanf("1234", "%2d%2d", &a, &b) == 2 && a == 12 && b == 34);
}

static void
files(void)
{
	char line[16];
	fpos_t start;
	FILE *f = tmpfile();

	CHECK(f != NULL);
	if (!f)
		return;
	CHECK(fputs("one\ntwo\nthree\n", f) >= 0 && ftell(f) == 14);
	rewind(f);
	CHECK(fgetpos(f, &start) == 0);
	CHECK(fgets(line, sizeof line, f) && strcmp(line, "one\n") == 0);
	CHECK(ftell(f) == 4 && getc(f) == 't' && ungetc('T', f) == 'T');
	CHECK(fgets(line, 3, f) && strcmp(line, "Tw") == 0);
	CHECK(fseek(f, -6, SEEK_END) == 0 && fread(line, 1, 16, f) == 6);
	CHECK(memcmp(line, "three\n", 6) == 0 && feof(f) && !ferror(f));
	CHECK(fseek(f, 4, SEEK_SET) == 0 && fputs("TWO", f) >= 0);
	CHECK(fsetpos(f, &start) == 0 && fscanf(f, "%*s%15s", line) == 1);
	CHECK(strcmp(line, "TWO") == 0);
	fclose(f);
	errno = 0;
	CHECK(fopen("/no/such/file", "r") == NULL && errno == ENOENT);
	CHECK(remove("/no/such/file") != 0);
}

static void
on_signal(int sig)
{
	caught = sig;
}

static int
ascending(const void *a, const void *b)
{
	int x = *(const int *) a, y = *(const int *) b;

	return (x > y) - (x < y);
}

static void
the_rest(void)
{
	int numbers[100], key = 50;
	char text[40];
	time_t t = 951782400; /* 29 February 2000 */
	struct tm tm = *gmtime(&t);
	bool sorted = true;
	void *p;

	for (int i = 0; i < 100; i++)
		numbers[i] = i * 37 % 100;
	qsort(numbers, 100, sizeof numbers[0], ascending);
	for (int i = 0; i < 100; i++)
		sorted = sorted && numbers[i] == i;
	CHECK(sorted);
	CHECK(bsearch(&key, numbers, 100, sizeof key, ascending) ==
	    numbers + 50);
	CHECK(tm.tm_year == 100 && tm.tm_mon == 1 && tm.tm_mday == 29);
	CHECK(tm.tm_wday == 2 && tm.tm_yday == 59);
	CHECK(strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S %a %j", &tm) ==
	    27);
	CHECK(strcmp(text, "2000-02-29 00:00:00 Tue 060") == 0);
	tm.tm_mday++;
	tm.tm_mon += 12;
	CHECK(mktime(&tm) == 951782400 + 367 * 86400);
	CHECK(signal(SIGTERM, on_signal) != SIG_ERR);
	CHECK(raise(SIGTERM) == 0 && caught == SIGTERM);
	CHECK(strcmp(setlocale(LC_ALL, "C"), "C") == 0);
	CHECK((p = malloc(10)) && (p = realloc(p, 100000)));
	free(p);
	CHECK(getenv("NO_SUCH_VARIABLE") == NULL);
	CHECK(system(NULL) != 0 && system("exit 3") != 0);
}

static void
at_end(void)
{
	puts("the end");
}

int
main(void)
{
	atexit(at_end);
	assert(CHAR_BIT == 8);
	numbers();
	strings();
	formats();
	files();
	the_rest();
	printf("%d failures\n", failures);
	return failures != 0;
}
