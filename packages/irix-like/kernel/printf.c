/* printf of the kernel, straight to the console; and panic. */
#include <stdarg.h>
#include "defs.h"

static struct spinlock printlock; /* keeps the bytes of two messages apart */
static volatile int panicked;

static void
putstr(const char *s)
{
	for (; *s; s++)
		cons_putc(*s);
}

/* Without sign; padded with zeros or blanks to `width`. */
static void
putnum(uint64_t n, unsigned base, int width, char fill)
{
	char text[24];
	int at = sizeof text - 1;

	text[at] = 0;
	do
		text[--at] = "0123456789abcdef"[n % base];
	while ((n /= base) > 0);
	while ((int) sizeof text - 1 - at < width && at > 0)
		text[--at] = fill;
	putstr(text + at);
}

/* %d %u %x %c %s %p, widths, l and ll. */
static void
vprintf(const char *f, va_list ap)
{
	for (; *f; f++) {
		int width = 0, longs = 0;
		char fill = ' ';
		int64_t n;

		if (*f != '%') {
			cons_putc(*f);
			continue;
		}
		if (*++f == '0')
			fill = '0';
		for (; *f >= '0' && *f <= '9'; f++)
			width = width * 10 + *f - '0';
		for (; *f == 'l'; f++)
			longs++;
		switch (*f) {
		case 'd':
			n = longs > 1 ? va_arg(ap, int64_t) : va_arg(ap, int);
			if (n < 0) {
				cons_putc('-');
				n = -n;
			}
			putnum(n, 10, width, fill);
			break;
		case 'u':
		case 'x':
			n = longs > 1 ? va_arg(ap, uint64_t) :
			    va_arg(ap, uint32_t);
			putnum(n, *f == 'x' ? 16 : 10, width, fill);
			break;
		case 'p':
			putnum((uint32_t) va_arg(ap, void *), 16, 8, '0');
			break;
		case 'c':
			cons_putc(va_arg(ap, int));
			break;
		case 's':
			putstr(va_arg(ap, const char *));
			break;
		case '%':
			cons_putc('%');
			break;
		default:
			return;
		}
	}
}

void
printf(const char *format, ...)
{
	va_list ap;
	int s = splock(&printlock);

	va_start(ap, format);
	vprintf(format, ap);
	va_end(ap);
	spunlock(&printlock, s);
}

/* The first CPU that comes says why, and ends the run. */
_Noreturn void
panic(const char *format, ...)
{
	va_list ap;

	splhi();
	while (__atomic_exchange_n(&panicked, 1, __ATOMIC_ACQUIRE))
		;
	putstr("panic: ");
	va_start(ap, format);
	vprintf(format, ap);
	va_end(ap);
	if (booted) {
		putstr(" (CPU ");
		putnum(pda.p_cpuid, 10, 0, ' ');
		putstr(")");
	}
	putstr("\n");
	hal_power_off(DISCO_EXIT_PANIC);
}
