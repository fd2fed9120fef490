/* Printing, on top of vfprintf. */
#include <stdio.h>

int
vprintf(const char *format, va_list args)
{
	return vfprintf(stdout, format, args);
}

int
printf(const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vfprintf(stdout, format, args);
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

int
puts(const char *s)
{
	return fputs(s, stdout) == EOF ? EOF : fputc('\n', stdout);
}

int
putchar(int c)
{
	return fputc(c, stdout);
}
