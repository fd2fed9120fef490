/* The C library's own, and what only a system with processes has. */
#ifndef IRIX_STDLIB_H
#define IRIX_STDLIB_H

#include_next <stdlib.h>

int atexit(void (*f)(void));
char *getenv(const char *name);

#endif
