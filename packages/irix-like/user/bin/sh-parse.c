/* The shell's grammar: from text to a tree. */
#include <ctype.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "sh.h"

#define MAXWORDS 512

static const char *at;      /* what is not read yet */
static char *token;         /* the next word or operator; 0: the end */
static int is_word;         /* the token is a word, quotes still in it */
static jmp_buf failed;
static const char *message;
static int unfinished;

static struct node *list(void);

static _Noreturn void
fail(const char *why)
{
	message = why;
	longjmp(failed, 1);
}

static char *
copy(const char *from, int n)
{
	char *s = alloc(n + 1);

	memcpy(s, from, n);
	s[n] = 0;
	return s;
}

/* Over a word: quotes hide what is in them. */
static const char *
skip_word(const char *p)
{
	while (*p && !isspace(*p) && !strchr(";&|<>()", *p)) {
		if (*p == '\\' && p[1])
			p += 2;
		else if (*p == '\'' || *p == '"') {
			char quote = *p++;
			while (*p && *p != quote)
				p += *p == '\\' && quote == '"' && p[1] ? 2 : 1;
			if (!*p) {
				unfinished = 1;
				fail("a quote is not closed");
			}
			p++;
		} else
			p++;
	}
	return p;
}

/* Reads the next token. A newline is one, as ";" is. */
static void
next(void)
{
	const char *start;

	while (*at == ' ' || *at == '\t')
		at++;
	if (*at == '#')
		while (*at && *at != '\n')
			at++;
	start = at;
	is_word = 0;
	if (*at == 0) {
		token = 0;
		return;
	}
	if (*at == '\n')
		at++;
	else if (strchr(";&|<>()", *at)) {
		at++;
		if ((*start == '&' || *start == '|' || *start == '>') &&
		    *at == *start)
			at++;
		else if (*start == '>' && *at == '&')
			at++;
	} else if (isdigit(*at) && (at[1] == '>' || at[1] == '<'))
		at++; /* the descriptor in front of a redirection */
	else {
		is_word = 1;
		at = skip_word(at);
	}
	token = copy(start, at - start);
}

static int
is(const char *s)
{
	return token && strcmp(token, s) == 0;
}

static void
expect(const char *s)
{
	if (!is(s)) {
		unfinished = !token;
		fail("a keyword is missing");
	}
	next();
}

static void
skip_newlines(void)
{
	while (is("\n") || is(";"))
		next();
}

static struct node *
node(enum node_type type, struct node *a, struct node *b)
{
	struct node *n = alloc(sizeof *n);

	memset(n, 0, sizeof *n);
	n->type = type;
	n->a = a;
	n->b = b;
	return n;
}

static int
is_redirect(void)
{
	return token && ((isdigit(token[0]) && !is_word) || token[0] == '<' ||
	    token[0] == '>');
}

static void
redirect(struct node *n)
{
	struct redirect *r = alloc(sizeof *r), **end = &n->redirects;

	memset(r, 0, sizeof *r);
	r->fd = -1;
	if (isdigit(token[0])) {
		r->fd = token[0] - '0';
		next();
	}
	r->dup = is(">&");
	r->flags = is("<") ? O_RDONLY :
	    O_WRONLY | O_CREAT | (is(">>") ? O_APPEND : O_TRUNC);
	if (r->fd < 0)
		r->fd = is("<") ? 0 : 1;
	next();
	if (!token || (!is_word && !isdigit(token[0])))
		fail("a file name is missing");
	r->word = token;
	next();
	while (*end)
		end = &(*end)->next;
	*end = r;
}

static void
words_into(struct node *n)
{
	char *words[MAXWORDS];

	while (is_word || is_redirect())
		if (is_redirect())
			redirect(n);
		else {
			if (n->nwords == MAXWORDS)
				fail("too many words");
			words[n->nwords++] = token;
			next();
		}
	n->words = alloc((n->nwords + 1) * sizeof words[0]);
	memcpy(n->words, words, n->nwords * sizeof words[0]);
}

static struct node *
if_clause(void)
{
	struct node *n = node(IF, list(), 0);

	expect("then");
	n->b = list();
	if (is("elif")) {
		next();
		n->c = if_clause();
		return n;
	}
	if (is("else")) {
		next();
		n->c = list();
	}
	expect("fi");
	return n;
}

static struct node *
for_clause(void)
{
	struct node *n = node(FOR, 0, 0);

	n->name = token;
	next();
	if (is("in")) {
		next();
		words_into(n);
	}
	skip_newlines();
	expect("do");
	n->a = list();
	expect("done");
	return n;
}

static struct node *
command(void)
{
	struct node *n;

	if (is("if")) {
		next();
		n = if_clause();
	} else if (is("while")) {
		next();
		n = node(WHILE, list(), 0);
		expect("do");
		n->b = list();
		expect("done");
	} else if (is("for")) {
		next();
		n = for_clause();
	} else if (is("(")) {
		next();
		n = node(GROUP, list(), 0);
		expect(")");
	} else {
		n = node(SIMPLE, 0, 0);
		words_into(n);
		if (n->nwords == 0 && !n->redirects)
			fail("a command is missing");
		return n;
	}
	while (is_redirect())
		redirect(n);
	return n;
}

static struct node *
pipeline(void)
{
	struct node *n = command();

	if (!is("|"))
		return n;
	next();
	skip_newlines();
	return node(PIPE, n, pipeline());
}

static struct node *
and_or(void)
{
	struct node *n = pipeline();

	while (is("&&") || is("||")) {
		enum node_type type = is("&&") ? AND : OR;
		next();
		skip_newlines();
		n = node(type, n, pipeline());
	}
	return n;
}

static int
ends_list(void)
{
	static const char *const words[] = { ")", "then", "elif", "else", "fi",
	    "do", "done" };

	for (unsigned i = 0; i < sizeof words / sizeof words[0]; i++)
		if (is(words[i]))
			return 1;
	return !token;
}

/* Commands up to a word that ends them. */
static struct node *
list(void)
{
	struct node *n = 0;

	for (skip_newlines(); !ends_list(); skip_newlines()) {
		struct node *one = and_or();
		if (is("&")) {
			next();
			one = node(BACKGROUND, one, 0);
		}
		n = n ? node(LIST, n, one) : one;
	}
	return n;
}

struct node *
parse(const char *text, const char **error, int *more)
{
	struct node *n;

	at = text;
	message = 0;
	unfinished = 0;
	*error = 0;
	*more = 0;
	if (setjmp(failed)) {
		*error = message;
		*more = unfinished;
		return 0;
	}
	next();
	n = list();
	if (token)
		fail("unexpected word");
	return n;
}
