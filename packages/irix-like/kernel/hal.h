/* The one place where bare metal and a virtual machine differ: this header with
 * hal-bare.h or hal-disco.h, hal-asm.h for locore.S, hal-bare.c with virtio.c
 * or hal-disco.c with vdisk.c. What each function asks of a monitor, and what
 * it may rely on: docs/decisions/0013-hal-contract.md. */
#ifndef HAL_H
#define HAL_H

#include <stddef.h>
#include <stdint.h>
#include <disco/boot.h>
#include <disco/machine.h>

/* The instructions themselves, which trap in a virtual machine. */
#define mfc0(reg) ({ uint32_t v_; \
	__asm__ volatile("mfc0 %0, $" #reg : "=r"(v_)); v_; })
#define mtc0(reg, value) \
	__asm__ volatile("mtc0 %0, $" #reg : : "r"(value) : "memory")
#define dmtc0(reg, value) __asm__ volatile("dmtc0 %0, $" #reg \
	: : "r"((uint64_t) (value)) : "memory")

/* The platform gives K0BASE, where all of memory is seen; CP0 registers without
 * a trap (cp0_getw, cp0_setw, cp0_set), whose changes come into force with the
 * next instruction that traps; and hal_unmasked, after interrupts have been let
 * in that way. */
#ifdef DISCO_GUEST
#include "hal-disco.h"
#else
#include "hal-bare.h"
#endif

#define PHYS_TO_K0(x) ((void *) (K0BASE + (uint32_t) (x)))
#define K0_TO_PHYS(p) ((uint32_t) (p) - K0BASE)
#define MAXMEM DISCO_SSEG_DIRECT_BYTES

/* Interrupts off; what to give to splx to have them as they were. */
static inline int
splhi(void)
{
	uint32_t sr = cp0_getw(12);

	cp0_setw(12, sr & ~DISCO_STATUS_IE);
	return sr & DISCO_STATUS_IE;
}

static inline void
splx(int s)
{
	if (s) {
		cp0_setw(12, cp0_getw(12) | DISCO_STATUS_IE);
		hal_unmasked();
	}
}

static inline void
spl0(void)
{
	splx(1);
}

/* The free-running counter, 200 MHz. */
static inline uint32_t
hal_count(void)
{
	return mfc0(9);
}

/* The next clock interrupt. */
static inline void
hal_clock_set(uint32_t count)
{
	mtc0(11, count);
}

/* Status bit 27: the CPU stops until an interrupt is pending, even one that is
 * not enabled. */
static inline void
hal_idle(void)
{
	mtc0(12, cp0_getw(12) | DISCO_STATUS_IDLE);
}

void hal_init_cpu(void);        /* vectors, interrupt mask */
/* Memory below `bytes` is at K0BASE whatever else is in the TLB: by wired
 * entries from `first` on, if the platform needs them; the first free one. */
int hal_map_memory(int first, uint32_t bytes);
void hal_ipi(int cpu);
void hal_ipi_clear(void);
int hal_cpu_start(int cpu, void (*entry)(void), void *argument);
void hal_cons_putc(int c);
int hal_cons_getc(void);        /* -1: nothing there */
void hal_cons_init(void);       /* interrupts for what is typed */
int hal_cons_polled(void);      /* there are none: ask at each tick */
uint64_t hal_time(void);        /* nanoseconds since power-on */
_Noreturn void hal_power_off(int code);
void hal_annotate(uint64_t value);

void hal_page_zero(void *page);
void hal_page_copy(void *to, const void *from);
/* The page's contents are not needed. */
void hal_page_free(void *page);

#endif
