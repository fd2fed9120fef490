/* What the kernel is compiled with for a virtual machine; see hal.h. */
#ifndef HAL_DISCO_H
#define HAL_DISCO_H

#include <disco/monitor.h>

#define K0BASE 0xc0000000u

#define SPECIAL(offset) \
	(*(volatile uint64_t *) (DISCO_SPECIAL_PAGE + (offset)))

#define cp0_getw(reg) ((uint32_t) SPECIAL(DISCO_SPECIAL_CP0(reg)))
#define cp0_setw(reg, value) cp0_set(reg, (int32_t) (value))
#define cp0_set(reg, value) ({ \
	__asm__ volatile("" : : : "memory"); \
	SPECIAL(DISCO_SPECIAL_CP0(reg)) = (value); \
	__asm__ volatile("" : : : "memory"); \
})

/* A monitor call: arguments in a0-a2, result in v0, the rest unchanged. The
 * code is part of the instruction, hence a macro. */
#define MONITOR_CALL(code, first, second, third) ({ \
	register int64_t v0_ __asm__("$2"); \
	register int64_t a0_ __asm__("$4") = (int64_t) (first); \
	register int64_t a1_ __asm__("$5") = (int64_t) (second); \
	register int64_t a2_ __asm__("$6") = (int64_t) (third); \
	__asm__ volatile(".word %1" : "=r"(v0_) : "i"(DISCO_GATE_WORD(code)), \
	    "r"(a0_), "r"(a1_), "r"(a2_) : "memory"); \
	v0_; \
})

/* An interrupt that came while Status held it back. */
static inline void
hal_unmasked(void)
{
	if (SPECIAL(DISCO_SPECIAL_PENDING))
		MONITOR_CALL(DISCO_CALL_DELIVER, 0, 0, 0);
}

#endif
