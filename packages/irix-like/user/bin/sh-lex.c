/* The shell's words and operators. */
#include <ctype.h>
#include <setjmp.h>
#include <string.h>

#include "sh.h"

#define OPERATORS ";&|<>()"
#define MAXHERE 8

char *token;
int is_word;
const char *token_start, *token_end;
static const char *at; /* what is not read yet */

/* Here-documents whose text begins behind the next newline. */
static struct {
	struct redirect *redirect;
	char *delimiter;
	int tabs; /* those in front of lines go */
} pending[MAXHERE];
static int npending;

char *
copy_text(const char *from, int n)
{
	char *s = alloc(n + 1);

	memcpy(s, from, n);
	s[n] = 0;
	return s;
}

/* Behind the quote that closes the one at p. */
static const char *
skip_quote(const char *p)
{
	char quote = *p++;

	while (*p && *p != quote)
		if (quote == '"' && (*p == '$' || *p == '`'))
			p = skip_substitution(p);
		else if (quote == '"' && *p == '\\' && p[1])
			p += 2;
		else
			p++;
	if (!*p)
		fail_unfinished("a quote is not closed");
	return p + 1;
}

/* Behind $name, ${...}, $(...) or `...`; only the dollar if it is none of
 * these. */
const char *
skip_substitution(const char *p)
{
	int depth = 0;

	if (*p == '`') {
		for (p++; *p && *p != '`'; p++)
			p += *p == '\\' && p[1];
		if (!*p)
			fail_unfinished("a ` is not closed");
		return p + 1;
	}
	if (p[1] == '{') {
		p += strcspn(p, "}");
		if (!*p)
			fail_unfinished("a { is not closed");
		return p + 1;
	}
	if (*++p != '(')
		return p;
	do {
		if (*p == '\'' || *p == '"') {
			p = skip_quote(p);
			continue;
		}
		depth += *p == '(';
		depth -= *p == ')';
		p += *p == '\\' && p[1] ? 2 : 1;
	} while (depth > 0 && *p);
	if (depth > 0)
		fail_unfinished("a ( is not closed");
	return p;
}

/* Over a word: quotes hide what is in them. */
static const char *
skip_word(const char *p)
{
	while (*p && !isspace(*p) && !strchr(OPERATORS, *p)) {
		if (*p == '\\' && p[1])
			p += 2;
		else if (*p == '\'' || *p == '"')
			p = skip_quote(p);
		else if (*p == '$' || *p == '`')
			p = skip_substitution(p);
		else
			p++;
	}
	return p;
}

/* Reads the here-documents that begin here. */
static void
read_here_documents(void)
{
	for (int i = 0; i < npending; i++) {
		const char *delimiter = pending[i].delimiter;
		char *body = copy_text(at, strlen(at)), *to = body;
		for (;;) {
			size_t n;
			if (pending[i].tabs)
				at += strspn(at, "\t");
			n = strcspn(at, "\n");
			if (n == strlen(delimiter) &&
			    strncmp(at, delimiter, n) == 0) {
				at += n + (at[n] == '\n');
				break;
			}
			if (at[n] == 0)
				fail_unfinished("a here-document has no end");
			memmove(to, at, n + 1);
			to += n + 1;
			at += n + 1;
		}
		*to = 0;
		pending[i].redirect->word = body;
	}
	npending = 0;
}

/* The redirection's text ends in a line that is the delimiter. */
void
here_document(struct redirect *r, char *delimiter, int tabs)
{
	char *plain = delimiter;

	if (npending == MAXHERE)
		fail("too many here-documents");
	r->literal = delimiter[strcspn(delimiter, "\\'\"")] != 0;
	for (char *p = delimiter; *p; p++)
		if (!strchr("\\'\"", *p))
			*plain++ = *p;
	*plain = 0;
	pending[npending].redirect = r;
	pending[npending].delimiter = delimiter;
	pending[npending++].tabs = tabs;
}

static int
operator_length(const char *p)
{
	static const char *const long_ones[] = { "<<-", "<<", "<&", "<>", ">>",
	    ">&", ">|", "&&", "||", ";;" };

	for (unsigned i = 0; i < sizeof long_ones / sizeof long_ones[0]; i++)
		if (strncmp(p, long_ones[i], strlen(long_ones[i])) == 0)
			return strlen(long_ones[i]);
	return 1;
}

/* Reads the next token. A newline is one, as ";" is. */
void
next(void)
{
	token_end = at;
	while (*at == ' ' || *at == '\t' || (at[0] == '\\' && at[1] == '\n'))
		at += *at == '\\' ? 2 : 1;
	if (*at == '#')
		at += strcspn(at, "\n");
	token_start = at;
	is_word = 0;
	if (*at == 0) {
		if (npending > 0)
			fail_unfinished("a here-document is missing");
		token = 0;
		return;
	}
	if (*at == '\n') {
		token = "\n";
		at++;
		read_here_documents();
		return;
	}
	if (strchr(OPERATORS, *at))
		at += operator_length(at);
	else if (isdigit(*at) && (at[1] == '>' || at[1] == '<'))
		at++; /* the descriptor in front of a redirection */
	else {
		is_word = 1;
		at = skip_word(at);
	}
	token = copy_text(token_start, at - token_start);
}

int
is(const char *s)
{
	return token && strcmp(token, s) == 0;
}

void
lex_begin(const char *text)
{
	at = text;
	npending = 0;
	next();
}
