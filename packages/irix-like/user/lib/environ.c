/* The environment. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char **environ;
static char **own; /* environ, once it has been changed */

/* Where name=... stands, of n bytes of name; or the 0 at the end. */
static char **
find(const char *name, size_t n)
{
	char **e = environ;

	while (*e && (strncmp(*e, name, n) != 0 || (*e)[n] != '='))
		e++;
	return e;
}

char *
getenv(const char *name)
{
	char **e = environ ? find(name, strlen(name)) : 0;

	return e && *e ? *e + strlen(name) + 1 : 0;
}

int
putenv(char *text)
{
	char **e = find(text, strcspn(text, "=")), **larger;
	size_t n = e - environ;

	if (*e) {
		*e = text;
		return 0;
	}
	if (!(larger = realloc(own, (n + 2) * sizeof *larger)))
		return -1;
	if (environ != own)
		memcpy(larger, environ, n * sizeof *larger);
	larger[n] = text;
	larger[n + 1] = 0;
	environ = own = larger;
	return 0;
}

int
setenv(const char *name, const char *value, int replace)
{
	size_t n = strlen(name);
	char *text;

	if (!replace && getenv(name))
		return 0;
	if (!(text = malloc(n + strlen(value) + 2)))
		return -1;
	memcpy(text, name, n);
	text[n] = '=';
	strcpy(text + n + 1, value);
	return putenv(text);
}

int
unsetenv(const char *name)
{
	char **e = find(name, strlen(name));

	for (; *e; e++)
		e[0] = e[1];
	return 0;
}
