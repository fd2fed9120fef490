/* What the kernel is compiled with for the machine itself; see hal.h. */
#ifndef HAL_BARE_H
#define HAL_BARE_H

#define K0BASE 0x80000000u

#define cp0_getw(reg) mfc0(reg)
#define cp0_setw(reg, value) mtc0(reg, value)
#define cp0_set(reg, value) dmtc0(reg, value)

static inline void
hal_unmasked(void)
{
}

#endif
