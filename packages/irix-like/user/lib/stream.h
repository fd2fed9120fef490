/* A stream: a buffer in front of a descriptor. */
#ifndef STREAM_H
#define STREAM_H

#include <stdio.h>

#define PUSHBACK 8 /* so many characters ungetc takes for sure */

struct file {
	int fd, writes, reads, append;
	int by_line;       /* flush after a newline; -1: if it is a terminal */
	int unbuffered;
	int writing;       /* what is in buf was put there, not read */
	int at_end, error;
	size_t at, length; /* of what is in buf */
	size_t room;
	char *buf;
	char *own;         /* the buffer to be freed */
	int pid;           /* popen */
	struct file *next;
};

extern FILE *first_stream;
int stream_flush(FILE *f);
FILE *stream_open(FILE *f, int fd, const char *mode);

#endif
