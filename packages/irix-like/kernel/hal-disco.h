/* What the kernel is compiled with for a virtual machine; see hal.h. */
#ifndef HAL_DISCO_H
#define HAL_DISCO_H

#include <disco/monitor-call.h>

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

/* An interrupt that came while Status held it back. */
static inline void
hal_unmasked(void)
{
	if (SPECIAL(DISCO_SPECIAL_PENDING))
		MONITOR_CALL(DISCO_CALL_DELIVER, 0, 0, 0);
}

#endif
