/* asm.h says where assembly finds things in C structures: held to it here. */
#ifndef ASM_CHECK_H
#define ASM_CHECK_H

#include <stddef.h>
#include "pda.h"
#include "proc.h"
#include "trap.h"

#define CHECK(type, field, offset) \
	_Static_assert(offsetof(type, field) == offset, "asm.h")

CHECK(struct eframe, ef_lo, 256);
CHECK(struct eframe, ef_sr, 272);
CHECK(struct eframe, ef_badvaddr, 296);
_Static_assert(sizeof(struct eframe) == 304, "asm.h");
CHECK(struct percpu, p_uhi, 0);
CHECK(struct percpu, p_ulo1, 16);
CHECK(struct percpu, p_pthi, 24);
CHECK(struct percpu, p_ptlo1, 40);
CHECK(struct user, u_save, 0);
CHECK(struct label, l_sp, 72);
CHECK(struct label, l_ra, 80);

#undef CHECK
#endif
