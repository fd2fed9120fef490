/* The C locale is the only one. */
#ifndef LOCALE_H
#define LOCALE_H

#define LC_ALL 6
#define LC_COLLATE 3
#define LC_CTYPE 0
#define LC_MONETARY 4
#define LC_NUMERIC 1
#define LC_TIME 2

struct lconv {
	char *decimal_point, *thousands_sep, *grouping;
};

char *setlocale(int category, const char *name);
struct lconv *localeconv(void);

#endif
