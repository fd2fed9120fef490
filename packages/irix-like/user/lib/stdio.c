/* Streams: reading, writing, where they are. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "format.h"
#include "stream.h"

static char inbuf[BUFSIZ], outbuf[BUFSIZ], errbuf[BUFSIZ];
static FILE in = { .fd = 0, .reads = 1, .buf = inbuf, .room = BUFSIZ };
static FILE err = { .fd = 2, .writes = 1, .by_line = 1, .buf = errbuf,
    .room = BUFSIZ, .next = &in };
static FILE out = { .fd = 1, .writes = 1, .by_line = -1, .buf = outbuf,
    .room = BUFSIZ, .next = &err };
FILE *first_stream = &out;

FILE *const stdin = &in;
FILE *const stdout = &out;
FILE *const stderr = &err;

/* What was put goes out; what was read and is not used yet is forgotten. */
int
stream_flush(FILE *f)
{
	size_t done = 0;

	if (!f->writing && f->at < f->length)
		lseek(f->fd, (off_t) f->at - (off_t) f->length, SEEK_CUR);
	while (f->writing && done < f->length) {
		ssize_t n = write(f->fd, f->buf + done, f->length - done);
		if (n < 0) {
			f->error = 1;
			break;
		}
		done += n;
	}
	f->at = f->length = 0;
	return f->error ? EOF : 0;
}

int
fflush(FILE *f)
{
	int result = 0;

	if (f)
		return f->writing ? stream_flush(f) : 0;
	for (f = first_stream; f; f = f->next)
		if (f->writing && stream_flush(f) == EOF)
			result = EOF;
	return result;
}

static int
begin_writing(FILE *f)
{
	if (!f->writes) {
		errno = EBADF;
		f->error = 1;
		return EOF;
	}
	if (!f->writing) {
		stream_flush(f);
		f->writing = 1;
	}
	if (f->by_line < 0)
		f->by_line = isatty(f->fd);
	return 0;
}

int
fputc(int c, FILE *f)
{
	if (begin_writing(f) == EOF)
		return EOF;
	if (f->length == f->room)
		stream_flush(f);
	f->buf[f->length++] = c;
	if (f->unbuffered || (c == '\n' && f->by_line))
		stream_flush(f);
	return f->error ? EOF : (unsigned char) c;
}

size_t
fwrite(const void *from, size_t size, size_t n, FILE *f)
{
	const char *p = from;
	size_t bytes = size * n;

	if (bytes == 0 || begin_writing(f) == EOF)
		return 0;
	for (size_t done = 0; done < bytes;) {
		size_t some = f->room - f->length;
		if (some > bytes - done)
			some = bytes - done;
		memcpy(f->buf + f->length, p + done, some);
		f->length += some;
		if ((f->length == f->room || f->unbuffered || (f->by_line &&
		    memchr(p + done, '\n', some))) && stream_flush(f) == EOF)
			return done / size;
		done += some;
	}
	return n;
}

static int
fill(FILE *f)
{
	ssize_t n;

	if (!f->reads || f->at_end) {
		f->error |= !f->reads;
		return 0;
	}
	if (f->writing)
		stream_flush(f);
	if (f == stdin)
		fflush(stdout);
	n = read(f->fd, f->buf + PUSHBACK, f->room - PUSHBACK);
	f->writing = 0;
	f->at = PUSHBACK;
	f->length = PUSHBACK + (n > 0 ? n : 0);
	f->at_end = n == 0;
	f->error |= n < 0;
	return n > 0;
}

int
fgetc(FILE *f)
{
	if ((f->writing || f->at == f->length) && !fill(f))
		return EOF;
	return (unsigned char) f->buf[f->at++];
}

int
ungetc(int c, FILE *f)
{
	if (c == EOF || f->writing)
		return EOF;
	if (f->length == 0)
		f->at = f->length = PUSHBACK;
	if (f->at == 0)
		return EOF;
	f->buf[--f->at] = c;
	f->at_end = 0;
	return (unsigned char) c;
}

size_t
fread(void *to, size_t size, size_t n, FILE *f)
{
	char *p = to;
	size_t bytes = size * n;

	for (size_t done = 0; done < bytes;) {
		size_t some;
		if ((f->writing || f->at == f->length) && !fill(f))
			return done / size;
		some = f->length - f->at;
		if (some > bytes - done)
			some = bytes - done;
		memcpy(p + done, f->buf + f->at, some);
		f->at += some;
		done += some;
	}
	return size ? n : 0;
}

int
fseek(FILE *f, long offset, int whence)
{
	if (stream_flush(f) == EOF || lseek(f->fd, offset, whence) < 0)
		return -1;
	f->at_end = 0;
	return 0;
}

long
ftell(FILE *f)
{
	off_t at = lseek(f->fd, 0, SEEK_CUR);

	if (at < 0)
		return -1;
	return f->writing ? at + f->length : at - (f->length - f->at);
}

void
rewind(FILE *f)
{
	fseek(f, 0, SEEK_SET);
	f->error = 0;
}

int
fgetpos(FILE *f, fpos_t *position)
{
	*position = ftell(f);
	return *position < 0 ? -1 : 0;
}

int
fsetpos(FILE *f, const fpos_t *position)
{
	return fseek(f, *position, SEEK_SET);
}

int fileno(FILE *f) { return f->fd; }
int feof(FILE *f) { return f->at_end; }
int ferror(FILE *f) { return f->error; }
void clearerr(FILE *f) { f->at_end = f->error = 0; }

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
	int n = format_text(&s.sink, format, args);

	return f->error ? -1 : n;
}

struct file_source {
	struct source source;
	FILE *f;
};

static int
get_file(struct source *source)
{
	return fgetc(((struct file_source *) source)->f);
}

static void
unget_file(struct source *source, int c)
{
	ungetc(c, ((struct file_source *) source)->f);
}

int
vfscanf(FILE *f, const char *format, va_list args)
{
	struct file_source s = { { get_file, unget_file }, f };

	return scan_text(&s.source, format, args);
}
