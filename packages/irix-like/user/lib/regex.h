/* A regular expression as a tree: regcomp makes it, regexec goes over it. */
#ifndef REGEX_NODE_H
#define REGEX_NODE_H

#include <regex.h>

#define MAXGROUPS 10
#define FOREVER 0x7fff

struct regex_node {
	enum { RE_CHAR, RE_ANY, RE_SET, RE_BOL, RE_EOL, RE_GROUP, RE_SAME } type;
	short min, max;             /* how often it comes */
	unsigned char c;            /* CHAR; GROUP, SAME: the number */
	unsigned char set[32];      /* SET: a bit for each character */
	struct regex_node *next;    /* what follows */
	struct regex_node *inner;   /* GROUP: the first branch */
	struct regex_node *branch;  /* in front of a branch: the next one */
	struct regex_node *all;     /* for regfree */
};

#endif
