/* Streams: what is built from the rest. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int getc(FILE *f) { return fgetc(f); }
int putc(int c, FILE *f) { return fputc(c, f); }
int getchar(void) { return fgetc(stdin); }

int
fputs(const char *s, FILE *f)
{
	size_t n = strlen(s);

	return fwrite(s, 1, n, f) == n ? 0 : EOF;
}

char *
fgets(char *line, int n, FILE *f)
{
	int i = 0, c = 0;

	while (i < n - 1 && c != '\n' && (c = fgetc(f)) != EOF)
		line[i++] = c;
	line[i] = 0;
	return i ? line : 0;
}

/* A line of any length, its newline too; the buffer grows. -1 at the end. */
ssize_t
getline(char **line, size_t *room, FILE *f)
{
	size_t n = 0;
	int c = 0;

	if (!*line)
		*room = 0;
	while (c != '\n' && (c = fgetc(f)) != EOF) {
		if (n + 2 > *room) {
			size_t more = 2 * *room + 128;
			char *larger = realloc(*line, more);
			if (!larger)
				return -1;
			*line = larger;
			*room = more;
		}
		(*line)[n++] = c;
	}
	if (n == 0)
		return -1;
	(*line)[n] = 0;
	return n;
}

int
vscanf(const char *format, va_list args)
{
	return vfscanf(stdin, format, args);
}

int
scanf(const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vfscanf(stdin, format, args);
	va_end(args);
	return n;
}

int
fscanf(FILE *f, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vfscanf(f, format, args);
	va_end(args);
	return n;
}

int
remove(const char *path)
{
	return unlink(path) == 0 ? 0 : rmdir(path);
}
