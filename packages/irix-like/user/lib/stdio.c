/* Streams over file descriptors. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "format.h"

struct file {
	int fd, writes, reads, append, by_line, at_end, error;
	size_t at, length; /* of what is in buf */
	char *buf;         /* BUFSIZ */
	struct file *next;
};

static char inbuf[BUFSIZ], outbuf[BUFSIZ], errbuf[BUFSIZ];
static FILE in = { .fd = 0, .reads = 1, .buf = inbuf };
static FILE err = { .fd = 2, .writes = 1, .by_line = 1, .buf = errbuf,
    .next = &in };
static FILE out = { .fd = 1, .writes = 1, .by_line = -1, .buf = outbuf,
    .next = &err };
static FILE *first = &out;

FILE *const stdin = &in;
FILE *const stdout = &out;
FILE *const stderr = &err;

static int
flush(FILE *f)
{
	size_t done = 0;

	while (f->writes && done < f->length) {
		ssize_t n = write(f->fd, f->buf + done, f->length - done);
		if (n < 0) {
			f->error = 1;
			break;
		}
		done += n;
	}
	if (f->writes)
		f->length = 0;
	return f->error ? EOF : 0;
}

int
fflush(FILE *f)
{
	if (f)
		return flush(f);
	for (f = first; f; f = f->next)
		flush(f);
	return 0;
}

int
fputc(int c, FILE *f)
{
	if (f->by_line < 0)
		f->by_line = isatty(f->fd);
	if (f->length == BUFSIZ)
		flush(f);
	f->buf[f->length++] = c;
	if (c == '\n' && f->by_line)
		flush(f);
	return f->error ? EOF : (unsigned char) c;
}

size_t
fwrite(const void *from, size_t size, size_t n, FILE *f)
{
	const char *p = from;

	for (size_t i = 0; i < size * n; i++)
		if (fputc(p[i], f) == EOF)
			return i / size;
	return n;
}

static int
fill(FILE *f)
{
	ssize_t n;

	if (f == stdin)
		fflush(stdout);
	n = read(f->fd, f->buf, BUFSIZ);
	f->at = 0;
	f->length = n > 0 ? n : 0;
	f->at_end = n == 0;
	f->error = n < 0;
	return n > 0;
}

int
fgetc(FILE *f)
{
	if (f->at == f->length && !fill(f))
		return EOF;
	return (unsigned char) f->buf[f->at++];
}

int
ungetc(int c, FILE *f)
{
	if (c == EOF || f->at == 0)
		return EOF;
	f->buf[--f->at] = c;
	return c;
}

size_t
fread(void *to, size_t size, size_t n, FILE *f)
{
	char *p = to;
	int c;

	for (size_t i = 0; i < size * n; i++) {
		if ((c = fgetc(f)) == EOF)
			return i / size;
		p[i] = c;
	}
	return n;
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

FILE *
fdopen(int fd, const char *mode)
{
	FILE *f = calloc(1, sizeof *f);
	char *buf = malloc(BUFSIZ);

	if (!f || !buf) {
		free(f);
		free(buf);
		return 0;
	}
	f->fd = fd;
	f->buf = buf;
	f->reads = *mode == 'r';
	f->writes = *mode != 'r';
	f->next = first;
	first = f;
	return f;
}

FILE *
fopen(const char *path, const char *mode)
{
	int flags = *mode == 'r' ? O_RDONLY :
	    O_WRONLY | O_CREAT | (*mode == 'a' ? O_APPEND : O_TRUNC);
	int fd = open(path, flags, 0666);
	FILE *f = fd < 0 ? 0 : fdopen(fd, mode);

	if (fd >= 0 && !f)
		close(fd);
	return f;
}

int
fclose(FILE *f)
{
	FILE **at = &first;
	int result = flush(f);

	if (close(f->fd) < 0)
		result = EOF;
	while (*at != f)
		at = &(*at)->next;
	*at = f->next;
	if (f != &in && f != &out && f != &err) {
		free(f->buf);
		free(f);
	}
	return result;
}

int fileno(FILE *f) { return f->fd; }
int feof(FILE *f) { return f->at_end; }
int ferror(FILE *f) { return f->error; }
int getchar(void) { return fgetc(stdin); }
int putchar(int c) { return fputc(c, stdout); }
int remove(const char *path) { return unlink(path); }

int
fputs(const char *s, FILE *f)
{
	return fwrite(s, 1, strlen(s), f) == strlen(s) ? 0 : EOF;
}

int
puts(const char *s)
{
	return fputs(s, stdout) == EOF ? EOF : fputc('\n', stdout);
}

struct file_sink {
	struct sink sink;
	FILE *f;
};

static void
put_file(struct sink *sink, const char *text, size_t n)
{
	fwrite(text, 1, n, ((struct file_sink *) sink)->f);
}

int
vfprintf(FILE *f, const char *format, va_list args)
{
	struct file_sink s = { { put_file }, f };

	return format_text(&s.sink, format, args);
}

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
