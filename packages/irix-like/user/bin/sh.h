/* A shell: what parsing makes and running takes. */
#ifndef SH_H
#define SH_H

#include <signal.h>
#include <sys/types.h>

enum node_type { SIMPLE, PIPE, LIST, AND, OR, NOT, BACKGROUND, IF, WHILE, UNTIL,
    FOR, CASE, ITEM, GROUP, BRACE, FUNCTION };

struct redirect {
	struct redirect *next;
	enum { R_FILE, R_DUP, R_HERE } type;
	int fd, flags;
	char *word;  /* a file, a descriptor's number, or the text itself */
	int literal; /* R_HERE: variables stay */
};

struct node {
	enum node_type type;
	struct node *a, *b, *c;    /* parts; IF: condition, then, else; CASE: the
				      items; ITEM: commands, the next one */
	char **words;              /* SIMPLE, FOR: the list; CASE: what it is
				      about; ITEM: patterns */
	int nwords;
	char *name;                /* FOR: the variable; FUNCTION */
	char *text;                /* as it was typed, for jobs */
	struct redirect *redirects;
};

/* sh-lex.c: words and operators of a text. */
extern char *token;             /* the next one; 0: the end */
extern int is_word;             /* it is a word, quotes still in it */
extern const char *token_start; /* in the text */
extern const char *token_end;   /* of the one before */
void lex_begin(const char *text);
void next(void);
int is(const char *s);
void here_document(struct redirect *r, char *delimiter, int tabs);
_Noreturn void fail(const char *why);
_Noreturn void fail_unfinished(const char *why);
char *copy_text(const char *from, int n);
const char *skip_substitution(const char *p);

/* sh-parse.c: the tree of a text, 0 if it is empty; *error if it is wrong,
 * *more if it ends too early. */
struct node *parse(const char *text, const char **error, int *more);

/* sh-expand.c */
char **expand(char **words, int n, int *count);
char *expand_one(const char *word);
char *expand_pattern(const char *word);
char *expand_here(const char *text);

/* sh-variable.c */
void set_variable(const char *name, const char *value);
void unset_variable(const char *name);
void export_variable(const char *name);
const char *variable(const char *name);
int name_length(const char *word);
extern int last_status, last_background, shell_pid, shell_argc;
extern char **shell_argv;

/* sh-run.c */
int run(struct node *n);
int status_of(int status);
extern enum jump { NO_JUMP, BREAK, CONTINUE, RETURN } jump;
extern int jump_levels, loop_depth, function_depth;
extern int interactive, is_child;

/* sh-builtin.c: -1: not one of them. */
int builtin(int argc, char **argv);
int is_builtin(const char *name);

/* sh-job.c */
int wait_for(pid_t pid, const char *text);
void job_started(pid_t pid, const char *text);
void job_notify(void);
int jobs_stopped(void);
int job_builtin(int argc, char **argv);

/* sh-test.c */
int test_builtin(int argc, char **argv);

/* sh-arith.c: the value of $((text)), in digits. */
const char *arithmetic(const char *text);

/* sh.c: ^C has been typed. */
extern volatile sig_atomic_t interrupted;
/* Runs a text; 1 if it ends in the middle of a command. */
int run_text(const char *text);
int run_file(const char *name);

/* Memory that is given back when what it was got for has ended: the chunks
 * behind a mark. What a function is made of is kept. */
void *alloc(unsigned bytes);
void *memory_mark(void);
void memory_release(void *mark);
void memory_keep(void);

#endif
