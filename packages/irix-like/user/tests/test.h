/* What a test is written with. */
#ifndef TEST_H
#define TEST_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

/* Each test runs in a process of its own, in an empty directory of its own; it
 * has passed if it returns. */
struct test {
	const char *name;
	void (*run)(void);
};

/* The lists end with a name of 0. */
extern const struct test process_tests[], signal_tests[], memory_tests[],
    file_tests[], name_tests[], pipe_tests[], thread_tests[], hostile_tests[],
    shell_tests[], race_tests[], tool_tests[], scarcity_tests[];

#define CHECK(condition) do { \
	if (!(condition)) \
		test_failed(__FILE__, __LINE__, #condition); \
} while (0)

/* The call fails with that error. */
#define FAILS(call, error) do { \
	errno = 0; \
	if ((int) (call) != -1 || errno != (error)) \
		test_failed(__FILE__, __LINE__, #call " fails with " #error); \
} while (0)

/* Random tests: where their numbers begin, and how much they do. */
extern unsigned test_seed, test_rounds;

/* An address that the compiler knows nothing of. */
static inline void *
address(uintptr_t at)
{
	__asm__("" : "+r"(at));
	return (void *) at;
}

/* Runs a script of the shell; what it prints is compared, its status returned. */
int script(const char *text, const char *expected);

_Noreturn void test_failed(const char *file, int line, const char *what);

/* The wait status of a child that runs f. */
int child_status(void (*f)(void));
/* A file with that text; its descriptor, open for reading and writing. */
int make_file(const char *name, const char *text);

#endif
