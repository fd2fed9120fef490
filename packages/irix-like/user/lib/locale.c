/* The C locale. */
#include <locale.h>
#include <string.h>

char *
setlocale(int category, const char *name)
{
	if (category < LC_CTYPE || category > LC_ALL)
		return 0;
	return !name || !*name || strcmp(name, "C") == 0 ||
	    strcmp(name, "POSIX") == 0 ? "C" : 0;
}

struct lconv *
localeconv(void)
{
	static struct lconv c = { ".", "", "" };

	return &c;
}
