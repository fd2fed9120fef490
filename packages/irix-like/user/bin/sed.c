/* sed [-n] [-E] SCRIPT [FILE...], sed [-n] [-E] [-e SCRIPT]... [-f FILE]...
 * [FILE...]: the commands of POSIX. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sed.h"

extern int extended;

static char *pattern, *hold;    /* the spaces */
static long line_number;
static int silent, quits, status;
static char **files;
static FILE *in;
static char *appended;          /* goes out at the end of the cycle */
static const regex_t *last_regex;

_Noreturn void
die(const char *why, const char *what)
{
	fprintf(stderr, "sed: %s%s%s\n", what ? what : "", what ? ": " : "",
	    why);
	exit(1);
}

/* A longer string in the place of `old`. */
static char *
joined(char *old, const char *a, const char *between, const char *b)
{
	size_t n = strlen(a), m = strlen(between);
	char *s = malloc(n + m + strlen(b) + 1);

	if (!s)
		die("no memory", 0);
	memcpy(s, a, n);
	memcpy(s + n, between, m);
	strcpy(s + n + m, b);
	free(old);
	return s;
}

/* The stream that the next line comes from; 0: there is none. */
static FILE *
input(void)
{
	for (;;) {
		int c;
		if (in && (c = getc(in)) != EOF) {
			ungetc(c, in);
			return in;
		}
		if (in && in != stdin)
			fclose(in);
		in = 0;
		if (!*files)
			return 0;
		in = strcmp(*files, "-") == 0 ? stdin : fopen(*files, "r");
		if (!in) {
			perror(*files);
			status = 2;
		}
		files++;
	}
}

static int
read_line(char **line)
{
	static size_t room;
	static char *text;
	ssize_t n;

	if (!input() || (n = getline(&text, &room, in)) < 0)
		return 0;
	if (text[n - 1] == '\n')
		text[n - 1] = 0;
	*line = text;
	line_number++;
	return 1;
}

static int
matches(const regex_t *re, const char *s, regmatch_t *m, int flags)
{
	if (!re && !(re = last_regex))
		die("there is no expression yet", 0);
	last_regex = re;
	return regexec(re, s, 10, m, flags) == 0;
}

static int
is_at(const struct address *a)
{
	regmatch_t m[10];

	switch (a->type) {
	case A_LINE: return line_number == a->line;
	case A_LAST: return !input();
	case A_REGEX: return matches(a->re, pattern, m, 0);
	default: return 1;
	}
}

static int
is_selected(struct command *c)
{
	if (c->to.type == A_NONE)
		return is_at(&c->from);
	if (!c->active) {
		if (!is_at(&c->from))
			return 0;
		c->active = !(c->to.type == A_LINE &&
		    c->to.line <= line_number);
		return 1;
	}
	if (c->to.type == A_LINE ? line_number >= c->to.line : is_at(&c->to))
		c->active = 0;
	return 1;
}

/* What & \1 and \n in a replacement stand for; adds it to out. */
static char *
replaced(char *out, const char *with, const char *s, const regmatch_t *m)
{
	for (; *with; with++) {
		char one[2] = { *with, 0 };
		int group = *with == '&' ? 0 : -1;
		if (*with == '\\' && with[1]) {
			one[0] = *++with == 'n' ? '\n' : *with;
			if (isdigit(*with))
				group = *with - '0';
		}
		if (group < 0)
			out = joined(out, out, one, "");
		else if (m[group].rm_so >= 0) {
			char *part = strdup(s + m[group].rm_so);
			part[m[group].rm_eo - m[group].rm_so] = 0;
			out = joined(out, out, part, "");
			free(part);
		}
	}
	return out;
}

static int
substitute(struct command *c)
{
	regmatch_t m[10];
	const char *s = pattern;
	char *out = strdup("");
	int count = 0, done = 0;

	while (matches(c->re, s, m, s > pattern ? REG_NOTBOL : 0)) {
		char *before = strdup(s);
		int empty = m[0].rm_eo == m[0].rm_so;
		count++;
		before[m[0].rm_so] = 0;
		out = joined(out, out, before, "");
		free(before);
		if (count == (c->nth ? c->nth : 1) ||
		    (c->every && count > c->nth)) {
			out = replaced(out, c->with, s, m);
			done = 1;
		} else {
			before = strdup(s + m[0].rm_so);
			before[m[0].rm_eo - m[0].rm_so] = 0;
			out = joined(out, out, before, "");
			free(before);
		}
		s += m[0].rm_eo;
		if ((done && !c->every) || *s == 0)
			break;
		if (empty) {
			char one[2] = { *s++, 0 };
			out = joined(out, out, one, "");
		}
	}
	if (done)
		pattern = joined(pattern, out, s, "");
	free(out);
	if (done && c->print)
		puts(pattern);
	if (done && c->file)
		fprintf(c->file, "%s\n", pattern);
	return done;
}

static void
transform(const struct command *c)
{
	for (char *p = pattern; *p; p++) {
		const char *found = strchr(c->text, *p);
		if (found)
			*p = c->with[found - c->text];
	}
}

static void
append_file(const char *name)
{
	char *line = 0;
	size_t room = 0;
	FILE *f = fopen(name, "r");

	while (f && getline(&line, &room, f) > 0)
		appended = joined(appended, appended, line, "");
	free(line);
	if (f)
		fclose(f);
}

/* l: so that everything can be seen. */
static void
list(void)
{
	static const char from[] = "\\\a\b\f\n\r\t\v", to[] = "\\abfnrtv";

	for (const char *p = pattern; *p; p++) {
		const char *known = strchr(from, *p);
		if (known)
			printf("\\%c", to[known - from]);
		else if (isprint((unsigned char) *p))
			putchar(*p);
		else
			printf("\\%03o", (unsigned char) *p);
	}
	puts("$");
}

static void
end_cycle(int print)
{
	if (print && !silent)
		puts(pattern);
	fputs(appended, stdout);
	*appended = 0;
}

enum outcome { NEXT, JUMP, END, DELETE, RESTART };

/* n and N without a next line end the run. */
static enum outcome
next_line(int append)
{
	char *line;

	if (!input()) {
		quits = 1;
		return END;
	}
	if (!append)
		end_cycle(1);
	read_line(&line);
	pattern = append ? joined(pattern, pattern, "\n", line) :
	    joined(pattern, line, "", "");
	return NEXT;
}

static enum outcome
execute(struct command *c, int *substituted)
{
	char *newline = strchr(pattern, '\n');

	switch (c->name) {
	case 's': *substituted |= substitute(c); break;
	case 'y': transform(c); break;
	case 'p': puts(pattern); break;
	case 'P':
		printf("%.*s\n", newline ? (int) (newline - pattern) :
		    (int) strlen(pattern), pattern);
		break;
	case 'd': return DELETE;
	case 'D':
		if (!newline)
			return DELETE;
		pattern = joined(pattern, newline + 1, "", "");
		return RESTART;
	case 'n': return next_line(0);
	case 'N': return next_line(1);
	case 'g': pattern = joined(pattern, hold, "", ""); break;
	case 'G': pattern = joined(pattern, pattern, "\n", hold); break;
	case 'h': hold = joined(hold, pattern, "", ""); break;
	case 'H': hold = joined(hold, hold, "\n", pattern); break;
	case 'x': {
		char *other = hold;
		hold = pattern;
		pattern = other;
		break;
	}
	case 'l': list(); break;
	case '=': printf("%ld\n", line_number); break;
	case 'a': appended = joined(appended, appended, c->text, ""); break;
	case 'i': fputs(c->text, stdout); break;
	case 'c':
		if (!c->active)
			fputs(c->text, stdout);
		return DELETE;
	case 'r': append_file(c->text); break;
	case 'w': fprintf(c->file, "%s\n", pattern); break;
	case 'q': quits = 1; return END;
	case 'b': return JUMP;
	case 't':
		if (!*substituted)
			break;
		*substituted = 0;
		return JUMP;
	}
	return NEXT;
}

/* The commands on one line; 1: again without reading a new one. */
static int
cycle(void)
{
	int substituted = 0;

	for (struct command *c = program; c;) {
		enum outcome o = NEXT;
		if (is_selected(c) != c->inverted)
			o = execute(c, &substituted);
		else if (c->name == '{')
			c = c->target;
		if (o == DELETE || o == RESTART) {
			end_cycle(0);
			return o == RESTART;
		}
		if (o == END)
			break;
		c = o == JUMP ? c->target : c->next;
	}
	end_cycle(1);
	return 0;
}

static void
add_file(const char *name)
{
	char *text = strdup(""), *line = 0;
	size_t room = 0;
	FILE *f = fopen(name, "r");

	if (!f)
		die("cannot be read", name);
	while (getline(&line, &room, f) > 0)
		text = joined(text, text, line, "");
	fclose(f);
	add_script(text);
}

int
main(int argc, char **argv)
{
	static char *standard_input[] = { "-", 0 };
	int c, scripts = 0, again = 0;
	char *line;

	while ((c = getopt(argc, argv, "nEre:f:")) != -1)
		switch (c) {
		case 'n': silent = 1; break;
		case 'E': case 'r': extended = 1; break;
		case 'e': add_script(optarg); scripts++; break;
		case 'f': add_file(optarg); scripts++; break;
		default: return 1;
		}
	if (!scripts && optind == argc) {
		fprintf(stderr, "usage: sed [-nE] SCRIPT [FILE...]\n");
		return 1;
	}
	if (!scripts)
		add_script(argv[optind++]);
	end_script();
	files = optind < argc ? argv + optind : standard_input;
	pattern = strdup("");
	hold = strdup("");
	appended = strdup("");
	while (!quits && (again || read_line(&line))) {
		if (!again)
			pattern = joined(pattern, line, "", "");
		again = cycle();
	}
	return status;
}
