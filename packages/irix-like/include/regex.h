/* Regular expressions, basic and extended, as in POSIX. */
#ifndef REGEX_H
#define REGEX_H

#include <stddef.h>

#define REG_EXTENDED 1
#define REG_ICASE 2
#define REG_NOSUB 4
#define REG_NOTBOL 1 /* of regexec: the string does not begin a line */

#define REG_NOMATCH 1
#define REG_BADPAT 2
#define REG_EBRACK 7
#define REG_EPAREN 8
#define REG_EBRACE 9
#define REG_ESPACE 12
#define REG_BADRPT 13

typedef long regoff_t;

typedef struct {
	size_t re_nsub; /* groups */
	int re_flags;
	struct regex_node *re_nodes;
} regex_t;

typedef struct {
	regoff_t rm_so, rm_eo; /* -1: not part of the match */
} regmatch_t;

int regcomp(regex_t *re, const char *pattern, int flags);
int regexec(const regex_t *re, const char *s, size_t n, regmatch_t *m,
    int flags);
size_t regerror(int error, const regex_t *re, char *to, size_t room);
void regfree(regex_t *re);

#endif
