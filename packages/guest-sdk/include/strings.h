#ifndef STRINGS_H
#define STRINGS_H

#include <string.h>

#define bzero(to, n) ((void) memset((to), 0, (n)))
#define bcopy(from, to, n) ((void) memmove((to), (from), (n)))

int strcasecmp(const char *a, const char *b);
int strncasecmp(const char *a, const char *b, size_t n);

#endif
