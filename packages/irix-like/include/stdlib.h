/* The C library's own, and what only a system with processes has. */
#ifndef IRIX_STDLIB_H
#define IRIX_STDLIB_H

#include_next <stdlib.h>

int atexit(void (*f)(void));
char *getenv(const char *name);
int setenv(const char *name, const char *value, int replace);
int unsetenv(const char *name);
int putenv(char *text);
int system(const char *command);

#endif
