/* A shell: what parsing makes and running takes. */
#ifndef SH_H
#define SH_H

enum node_type { SIMPLE, PIPE, LIST, AND, OR, BACKGROUND, IF, WHILE, FOR,
    GROUP };

struct redirect {
	struct redirect *next;
	int fd, flags;
	char *word; /* a file, or the number of a descriptor if `dup` */
	int dup;
};

struct node {
	enum node_type type;
	struct node *a, *b, *c;    /* parts; IF: condition, then, else */
	char **words;              /* SIMPLE; FOR: the list */
	int nwords;
	char *name;                /* FOR: the variable */
	struct redirect *redirects;
};

/* sh-parse.c: the tree of a text, 0 if it is empty; *error if it is wrong,
 * *more if it ends too early. */
struct node *parse(const char *text, const char **error, int *more);

/* sh-expand.c */
char **expand(char **words, int n, int *count);
char *expand_one(const char *word);
char *expand_pattern(const char *word);
char *expand_here(const char *text);
void set_variable(const char *name, const char *value);
const char *variable(const char *name);
extern int last_status, last_background, shell_pid, shell_argc;
extern char **shell_argv;

/* sh-run.c */
int run(struct node *n);

/* Memory that is not given back before the command has ended. */
void *alloc(unsigned bytes);
void free_all(void);

#endif
