/* The C library's own, and the names of errors and signals. */
#ifndef IRIX_STRING_H
#define IRIX_STRING_H

#include_next <string.h>

char *strerror(int n);
char *strsignal(int sig);

#endif
