/* A stream editor: what compiling makes and running takes. */
#ifndef SED_H
#define SED_H

#include <regex.h>
#include <stdio.h>

struct address {
	enum { A_NONE, A_LINE, A_LAST, A_REGEX } type;
	long line;
	regex_t *re;         /* A_REGEX; 0: the last one that was used */
};

struct command {
	struct address from, to;
	int inverted;        /* ! */
	int active;          /* inside the range */
	char name;
	char *text;          /* a i c: text; b t : label; r w: file; y: from */
	char *with;          /* s: replacement; y: to */
	regex_t *re;         /* s */
	int print;           /* s: p; */
	int every;           /*    g; */
	int nth;             /*    which match */
	FILE *file;          /* s, w: written to */
	struct command *target; /* b, t: where; {: its }; 0: the end */
	struct command *next;
};

/* sed-compile.c */
extern struct command *program;
void add_script(const char *text);
void end_script(void);

/* sed.c */
_Noreturn void die(const char *why, const char *what);

#endif
