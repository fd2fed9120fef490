/* What privileged.c and its exception handlers share. */
#ifndef PRIVILEGED_H
#define PRIVILEGED_H

/* Offsets in struct trap. */
#define TRAP_COUNT 0
#define TRAP_CAUSE 8
#define TRAP_EPC 16
#define TRAP_BADVADDR 24
#define TRAP_STATUS 32

/* Offsets in struct refill. */
#define REFILL_COUNT 0
#define REFILL_CONTEXT 8
#define REFILL_LO0 16
#define REFILL_LO1 24

#define EXC_CODE(cause) ((cause) >> 2 & 31)

#ifndef __ASSEMBLER__
#include <stdint.h>

/* What the last exception was, and how many there were. */
struct trap {
	int64_t count, cause, epc, bad_address, status;
};

/* How many refills there were, and what the next one is to write. */
struct refill {
	int64_t count, context, lo0, lo1;
};
#endif

#endif
