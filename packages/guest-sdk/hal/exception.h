/* Exceptions are nobody's here: they are reported, and end the run. */
#ifndef EXCEPTION_H
#define EXCEPTION_H

/* What lies at the vectors. */
#define EXCEPTION_BYTES 0x200

/* Offsets in struct exception_frame for exception.S. */
#define FRAME_STATUS 256
#define FRAME_CAUSE 264
#define FRAME_EPC 272
#define FRAME_BADVADDR 280

#ifndef __ASSEMBLER__
#include <stdint.h>

struct exception_frame {
	int64_t gpr[32];
	int64_t status, cause, epc, bad_address;
};

/* Puts code at the vectors of the memory that begins at `base`. */
void exception_install(char *base);
#endif

#endif
