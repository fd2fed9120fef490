/* $((...)): the operators of C on numbers and variables, but for those with
 * side effects other than =. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sh.h"

static const char *at;

/* By how strongly they bind; longer ones before their beginnings. */
static const struct operator {
	const char *text;
	int binds;
} operators[] = {
	{ "||", 1 }, { "&&", 2 }, { "==", 6 }, { "!=", 6 }, { "<<", 8 },
	{ ">>", 8 }, { "<=", 7 }, { ">=", 7 }, { "<", 7 }, { ">", 7 },
	{ "|", 3 }, { "^", 4 }, { "&", 5 }, { "+", 9 }, { "-", 9 },
	{ "*", 10 }, { "/", 10 }, { "%", 10 },
};

static long expression(int binds);

static _Noreturn void
die(const char *why)
{
	fprintf(stderr, "sh: arithmetic: %s\n", why);
	exit(2);
}

static int
accept(const char *s)
{
	at += strspn(at, " \t\n");
	if (strncmp(at, s, strlen(s)) != 0)
		return 0;
	at += strlen(s);
	return 1;
}

static long
operand(void)
{
	char *end;
	long value;
	int n;

	if (accept("(")) {
		value = expression(0);
		if (!accept(")"))
			die(") is missing");
		return value;
	}
	if (accept("-"))
		return -operand();
	if (accept("+"))
		return operand();
	if (accept("!"))
		return !operand();
	if (accept("~"))
		return ~operand();
	if ((n = name_length(at)) > 0) {
		char *name = copy_text(at, n), number[16];
		at += n;
		at += strspn(at, " \t\n");
		if (at[0] != '=' || at[1] == '=')
			return strtol(variable(name), 0, 0);
		at++;
		value = expression(0);
		snprintf(number, sizeof number, "%ld", value);
		set_variable(name, number);
		return value;
	}
	value = strtol(at, &end, 0);
	if (end == at)
		die("a number is missing");
	at = end;
	return value;
}

static long
apply(const char *o, long a, long b)
{
	if ((*o == '/' || *o == '%') && b == 0)
		die("division by zero");
	switch (*o) {
	case '|': return o[1] ? a || b : a | b;
	case '&': return o[1] ? a && b : a & b;
	case '=': return a == b;
	case '!': return a != b;
	case '<': return o[1] == '<' ? a << b : o[1] ? a <= b : a < b;
	case '>': return o[1] == '>' ? a >> b : o[1] ? a >= b : a > b;
	case '^': return a ^ b;
	case '+': return a + b;
	case '-': return a - b;
	case '*': return a * b;
	case '/': return a / b;
	default: return a % b;
	}
}

/* The operator that is next, if it binds stronger. */
static const struct operator *
next_operator(int binds)
{
	at += strspn(at, " \t\n");
	for (unsigned i = 0; i < sizeof operators / sizeof operators[0]; i++)
		if (strncmp(at, operators[i].text,
		    strlen(operators[i].text)) == 0)
			return operators[i].binds > binds ? &operators[i] : 0;
	return 0;
}

static long
expression(int binds)
{
	const struct operator *o;
	long value = operand(), yes;

	while ((o = next_operator(binds))) {
		at += strlen(o->text);
		value = apply(o->text, value, expression(o->binds));
	}
	if (binds > 0 || !accept("?"))
		return value;
	yes = expression(0);
	if (!accept(":"))
		die(": is missing");
	return value ? (expression(0), yes) : expression(0);
}

const char *
arithmetic(const char *text)
{
	static char number[16];
	const char *before = at;

	at = text;
	snprintf(number, sizeof number, "%ld", expression(0));
	if (at[strspn(at, " \t\n")])
		die("unexpected characters");
	at = before;
	return number;
}
