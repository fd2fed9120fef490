/* The shell's variables; those in the environment are the exported ones. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sh.h"

struct variable {
	struct variable *next;
	char *name, *value;
};

static struct variable *variables;
int last_status, last_background, shell_pid, shell_argc;
char **shell_argv;

/* $@ and $*: the arguments with blanks between. */
static const char *
joined_arguments(void)
{
	unsigned bytes = 1;
	char *s, *at;

	for (int i = 1; i < shell_argc; i++)
		bytes += strlen(shell_argv[i]) + 1;
	at = s = alloc(bytes);
	*s = 0;
	for (int i = 1; i < shell_argc; i++)
		at += sprintf(at, "%s%s", i > 1 ? " " : "", shell_argv[i]);
	return s;
}

static struct variable *
find(const char *name)
{
	struct variable *v = variables;

	while (v && strcmp(v->name, name) != 0)
		v = v->next;
	return v;
}

const char *
variable(const char *name)
{
	static char number[16];
	int special = name[0] && !name[1] ? name[0] : 0;
	struct variable *v;

	if (special && strchr("?$#!", special)) {
		snprintf(number, sizeof number, "%d",
		    special == '?' ? last_status :
		    special == '$' ? shell_pid :
		    special == '!' ? last_background :
		    shell_argc > 0 ? shell_argc - 1 : 0);
		return number;
	}
	if (special == '@' || special == '*')
		return joined_arguments();
	if (isdigit(*name))
		return atoi(name) < shell_argc ? shell_argv[atoi(name)] : "";
	v = find(name);
	return v ? v->value : getenv(name) ? getenv(name) : "";
}

void
set_variable(const char *name, const char *value)
{
	struct variable *v = find(name);

	if (getenv(name)) {
		setenv(name, value, 1);
		return;
	}
	if (!v) {
		v = malloc(sizeof *v);
		v->name = strdup(name);
		v->next = variables;
		variables = v;
	} else
		free(v->value);
	v->value = strdup(value);
}

void
unset_variable(const char *name)
{
	struct variable **at = &variables, *v = find(name);

	unsetenv(name);
	if (!v)
		return;
	while (*at != v)
		at = &(*at)->next;
	*at = v->next;
	free(v->name);
	free(v->value);
	free(v);
}

void
export_variable(const char *name)
{
	char *value = strdup(variable(name));

	unset_variable(name);
	setenv(name, value, 1);
	free(value);
}

/* How long the name is that a word begins with. */
int
name_length(const char *word)
{
	int n = 0;

	if (isdigit(*word))
		return 0;
	while (isalnum(word[n]) || word[n] == '_')
		n++;
	return n;
}
