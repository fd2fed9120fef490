/* Printing into memory. */
#include <stdio.h>
#include <string.h>

#include "format.h"

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
