/* Giving up. */
#include <assert.h>
#include <disco/boot.h>
#include <stdio.h>
#include <stdlib.h>

_Noreturn void
assert_failed(const char *file, int line, const char *condition)
{
	printf("%s:%d: assertion failed: %s\n", file, line, condition);
	exit(DISCO_EXIT_PANIC);
}

_Noreturn void
abort(void)
{
	printf("aborted\n");
	exit(DISCO_EXIT_PANIC);
}
