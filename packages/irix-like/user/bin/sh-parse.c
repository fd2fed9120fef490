/* The shell's grammar: from text to a tree. */
#include <ctype.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sh.h"

#define MAXWORDS 512

static jmp_buf failed;
static const char *message;
static int unfinished, parsing;

static struct node *list(void);
static struct node *command(void);

_Noreturn void
fail(const char *why)
{
	if (!parsing) { /* a here-document, when it is expanded */
		fprintf(stderr, "sh: %s\n", why);
		exit(2);
	}
	message = why;
	longjmp(failed, 1);
}

/* More text may make it right. */
_Noreturn void
fail_unfinished(const char *why)
{
	unfinished = 1;
	fail(why);
}

static void
expect(const char *s)
{
	if (!token)
		fail_unfinished("a keyword is missing");
	if (!is(s))
		fail("a keyword is missing");
	next();
}

static void
skip_newlines(void)
{
	while (is("\n"))
		next();
}

static void
skip_separators(void)
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
	return token && !is_word && (isdigit(token[0]) || token[0] == '<' ||
	    token[0] == '>');
}

static int
flags_of(const char *operator)
{
	if (strcmp(operator, "<>") == 0)
		return O_RDWR | O_CREAT;
	if (*operator == '<')
		return O_RDONLY;
	return O_WRONLY | O_CREAT |
	    (strcmp(operator, ">>") == 0 ? O_APPEND : O_TRUNC);
}

static void
redirect(struct node *n)
{
	struct redirect *r = alloc(sizeof *r), **end = &n->redirects;
	char *operator;

	memset(r, 0, sizeof *r);
	r->fd = -1;
	if (isdigit(token[0])) {
		r->fd = token[0] - '0';
		next();
	}
	operator = token;
	if (r->fd < 0)
		r->fd = *operator == '>';
	r->flags = flags_of(operator);
	r->type = strchr(operator, '&') ? R_DUP :
	    strncmp(operator, "<<", 2) == 0 ? R_HERE : R_FILE;
	next();
	if (!token || (!is_word && !isdigit(token[0])))
		fail("a file name is missing");
	r->word = token;
	if (r->type == R_HERE)
		here_document(r, token, operator[2] == '-');
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
loop(enum node_type type)
{
	struct node *n = node(type, list(), 0);

	expect("do");
	n->b = list();
	expect("done");
	return n;
}

static struct node *
for_clause(void)
{
	static char *arguments[] = { "\"$@\"" };
	struct node *n = node(FOR, 0, 0);

	if (!is_word)
		fail("a name is missing");
	n->name = token;
	next();
	skip_newlines();
	if (is("in")) {
		next();
		words_into(n);
	} else {
		n->words = arguments;
		n->nwords = 1;
	}
	skip_separators();
	expect("do");
	n->a = list();
	expect("done");
	return n;
}

/* pattern | pattern ) commands ;; */
static struct node *
case_item(void)
{
	struct node *n = node(ITEM, 0, 0);
	char *patterns[MAXWORDS];

	if (is("("))
		next();
	for (;;) {
		if (!is_word || n->nwords == MAXWORDS)
			fail("a pattern is missing");
		patterns[n->nwords++] = token;
		next();
		if (!is("|"))
			break;
		next();
	}
	n->words = alloc(n->nwords * sizeof patterns[0]);
	memcpy(n->words, patterns, n->nwords * sizeof patterns[0]);
	expect(")");
	n->a = list();
	return n;
}

static struct node *
case_clause(void)
{
	struct node *n = node(CASE, 0, 0), **at = &n->a;

	if (!is_word)
		fail("a word is missing");
	n->words = alloc(sizeof n->words[0]);
	n->words[0] = token;
	next();
	skip_newlines();
	expect("in");
	for (skip_newlines(); token && !is("esac"); skip_newlines()) {
		*at = case_item();
		at = &(*at)->b;
		if (!is(";;"))
			break;
		next();
	}
	expect("esac");
	return n;
}

static struct node *
simple_command(void)
{
	struct node *n = node(SIMPLE, 0, 0);

	words_into(n);
	if (n->nwords == 0 && !n->redirects)
		fail("a command is missing");
	if (n->nwords != 1 || n->redirects || !is("("))
		return n;
	next();
	expect(")");
	skip_newlines();
	n->type = FUNCTION;
	n->name = n->words[0];
	n->a = command();
	return n;
}

static int
accept(const char *word)
{
	if (!is(word))
		return 0;
	next();
	return 1;
}

static struct node *
enclosed(enum node_type type, const char *end)
{
	struct node *n = node(type, list(), 0);

	expect(end);
	return n;
}

static struct node *
command(void)
{
	struct node *n;

	if (accept("if"))
		n = if_clause();
	else if (accept("while"))
		n = loop(WHILE);
	else if (accept("until"))
		n = loop(UNTIL);
	else if (accept("for"))
		n = for_clause();
	else if (accept("case"))
		n = case_clause();
	else if (accept("("))
		n = enclosed(GROUP, ")");
	else if (accept("{"))
		n = enclosed(BRACE, "}");
	else
		return simple_command();
	while (is_redirect())
		redirect(n);
	return n;
}

static struct node *
pipeline(void)
{
	const char *start = token_start;
	struct node *n;

	if (accept("!"))
		return node(NOT, pipeline(), 0);
	n = command();
	if (accept("|")) {
		skip_newlines();
		n = node(PIPE, n, pipeline());
	}
	n->text = copy_text(start, token_end - start);
	return n;
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
	static const char *const words[] = { ")", "}", "then", "elif", "else",
	    "fi", "do", "done", "esac", ";;" };

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

	for (skip_separators(); !ends_list(); skip_separators()) {
		const char *start = token_start;
		struct node *one = and_or();
		if (is("&")) {
			one = node(BACKGROUND, one, 0);
			one->text = copy_text(start, token_end - start);
			next();
		} else if (token && !is("\n") && !is(";") && !ends_list())
			fail("unexpected word");
		n = n ? node(LIST, n, one) : one;
	}
	return n;
}

struct node *
parse(const char *text, const char **error, int *more)
{
	struct node *n;

	message = 0;
	unfinished = 0;
	*error = 0;
	*more = 0;
	if (setjmp(failed)) {
		parsing = 0;
		*error = message;
		*more = unfinished;
		return 0;
	}
	parsing = 1;
	lex_begin(text);
	n = list();
	if (token)
		fail("unexpected word");
	parsing = 0;
	return n;
}
