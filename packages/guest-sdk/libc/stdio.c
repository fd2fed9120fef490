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
vfprintf(FILE *f, const char *format, va_list args)
{
	struct sink sink = { put_console };

	(void) f;
	return format_text(&sink, format, args);
}

int
fputs(const char *s, FILE *f)
{
	(void) f;
	put(s, strlen(s));
	return 0;
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
