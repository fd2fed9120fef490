/* An interpreter: a line is an expression, or name = expression. */
#include <ctype.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static jmp_buf again;
static const char *at;
static double variables[26];

static double expression(void);

static void
wrong(const char *why)
{
	printf("error: %s at \"%.5s\"\n", why, at);
	longjmp(again, 1);
}

static void
blanks(void)
{
	while (isspace((unsigned char) *at))
		at++;
}

static int
next(int c)
{
	blanks();
	if (*at != c)
		return 0;
	at++;
	return 1;
}

static double
primary(void)
{
	char *end;
	double value;

	blanks();
	if (next('(')) {
		value = expression();
		if (!next(')'))
			wrong("expected )");
		return value;
	}
	if (next('-'))
		return -primary();
	if (islower((unsigned char) *at))
		return variables[*at++ - 'a'];
	value = strtod(at, &end);
	if (end == at)
		wrong("expected a number");
	at = end;
	return value;
}

static double
term(void)
{
	double value = primary(), divisor;

	for (;;)
		if (next('*'))
			value *= primary();
		else if (next('/')) {
			if ((divisor = primary()) == 0)
				wrong("division by zero");
			value /= divisor;
		} else
			return value;
}

static double
expression(void)
{
	double value = term();

	for (;;)
		if (next('+'))
			value += term();
		else if (next('-'))
			value -= term();
		else
			return value;
}

int
main(void)
{
	static char line[256];
	volatile int errors = 0;

	if (setjmp(again))
		errors++;
	while (fgets(line, sizeof line, stdin)) {
		char name = 0;
		double value;
		at = line + strspn(line, " \t");
		if (islower((unsigned char) *at)) {
			const char *start = at++;
			if (next('='))
				name = *start;
			else
				at = start;
		}
		value = expression();
		if (!next('\0'))
			wrong("expected an operator");
		if (name)
			variables[name - 'a'] = value;
		else
			printf("%.10g\n", value);
	}
	return errors;
}
