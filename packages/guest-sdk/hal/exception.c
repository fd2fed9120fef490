/* Installing the vectors and reporting what came to them. */
#include "exception.h"

#include <disco/boot.h>
#include <disco/cpu.h>
#include <disco/hal.h>
#include <disco/machine.h>
#include <stdio.h>
#include <string.h>

extern const char exception_stub[], exception_stub_end[];

int exception_claimed;
struct exception_frame exception_frame;

/* exception.S knows these offsets. */
#define AT(field) __builtin_offsetof(struct exception_frame, field)
_Static_assert(AT(status) == FRAME_STATUS, "exception.S");
_Static_assert(AT(cause) == FRAME_CAUSE, "exception.S");
_Static_assert(AT(epc) == FRAME_EPC, "exception.S");
_Static_assert(AT(bad_address) == FRAME_BADVADDR, "exception.S");

/* Cause.ExcCode (R10000 User's Manual, table 14-14). */
static const char *const names[32] = {
	[0] = "interrupt", "TLB modification",
	[2] = "TLB miss on a load or fetch", "TLB miss on a store",
	[4] = "address error on a load or fetch", "address error on a store",
	[6] = "bus error on a fetch", "bus error on a load or store",
	[8] = "system call", "breakpoint", "reserved instruction",
	[11] = "coprocessor unusable", "arithmetic overflow", "trap",
	[15] = "floating point", [23] = "watch",
};

void
exception_install(char *base)
{
	size_t n = exception_stub_end - exception_stub;

	memcpy(base + DISCO_VECTOR_TLB_REFILL, exception_stub, n);
	memcpy(base + DISCO_VECTOR_XTLB_REFILL, exception_stub, n);
	memcpy(base + DISCO_VECTOR_CACHE_ERROR, exception_stub, n);
	memcpy(base + DISCO_VECTOR_GENERAL, exception_stub, n);
}

_Noreturn void
exception_report(const struct exception_frame *f)
{
	/* The stack may lie in any page; this has been loaded. */
	static char text[512];
	const char *name = names[f->cause >> 2 & 31];
	const struct line *line;
	int n;

	n = snprintf(text, sizeof text,
	    "exception: %s (cause %08x, status %08x) at %016llx, "
	    "address %016llx, ra %016llx, sp %016llx\n",
	    name ? name : "unknown", (unsigned) f->cause, (unsigned) f->status,
	    (long long) f->epc, (long long) f->bad_address,
	    (long long) f->gpr[31], (long long) f->gpr[29]);
	hal_console_write(text, n);
	/* What the CPU was about to print; gp may be wrong, so this is last. */
	line = this_cpu()->line;
	if (line->length > 0) {
		n = snprintf(text, sizeof text, "it was printing: %.*s\n",
		    line->length, line->text);
		hal_console_write(text, n);
	}
	hal_power_off(DISCO_EXIT_EXCEPTION);
}
