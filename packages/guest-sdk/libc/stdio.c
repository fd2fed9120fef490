/* Output: lines collected per CPU (or thread), written in one piece. */
#include <disco/cpu.h>
#include <disco/hal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format.h"

struct file {
	int unused;
};

static struct file console;
FILE *const stdout = &console;
FILE *const stderr = &console;

static void
flush(struct line *line)
{
	if (line->length > 0)
		hal_console_write(line->text, line->length);
	line->length = 0;
}

static void
put(const char *text, size_t n)
{
	struct line *line = this_cpu()->line;

	for (; n > 0; n--) {
		line->text[line->length++] = *text;
		if (*text++ == '\n' || line->length == LINE_BYTES)
			flush(line);
	}
}

static void
put_console(struct sink *sink, const char *text, size_t n)
{
	(void) sink;
	put(text, n);
}

int
vprintf(const char *format, va_list args)
{
	struct sink sink = { put_console };

	return format_text(&sink, format, args);
}

int
vfprintf(FILE *f, const char *format, va_list args)
{
	(void) f;
	return vprintf(format, args);
}

int
printf(const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vprintf(format, args);
	va_end(args);
	return n;
}

int
fprintf(FILE *f, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vfprintf(f, format, args);
	va_end(args);
	return n;
}

struct memory_sink {
	struct sink sink;
	char *to;
	size_t left;
};

static void
put_memory(struct sink *sink, const char *text, size_t n)
{
	struct memory_sink *m = (struct memory_sink *) sink;

	if (n > m->left)
		n = m->left;
	memcpy(m->to, text, n);
	m->to += n;
	m->left -= n;
}

int
vsnprintf(char *to, size_t size, const char *format, va_list args)
{
	struct memory_sink m = { { put_memory }, to, size > 0 ? size - 1 : 0 };
	int n = format_text(&m.sink, format, args);

	if (size > 0)
		*m.to = 0;
	return n;
}

int
snprintf(char *to, size_t size, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(to, size, format, args);
	va_end(args);
	return n;
}

int
vsprintf(char *to, const char *format, va_list args)
{
	return vsnprintf(to, 0x7fffffff, format, args);
}

int
sprintf(char *to, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsprintf(to, format, args);
	va_end(args);
	return n;
}

int
fputs(const char *s, FILE *f)
{
	(void) f;
	put(s, strlen(s));
	return 0;
}

int
puts(const char *s)
{
	fputs(s, stdout);
	return fputc('\n', stdout);
}

int
fputc(int c, FILE *f)
{
	char byte = c;

	(void) f;
	put(&byte, 1);
	return (unsigned char) c;
}

int
putchar(int c)
{
	return fputc(c, stdout);
}

int
fflush(FILE *f)
{
	(void) f;
	flush(this_cpu()->line);
	return 0;
}

_Noreturn void
exit(int code)
{
	fflush(stdout);
	hal_power_off(code);
}
