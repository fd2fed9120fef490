/* The one place where bare metal and a virtual machine differ. hal-bare.c is
 * the machine itself; the contract for a virtual machine is in the comments.
 *
 * Privileged instructions that a monitor emulates correctly but slowly (TLB,
 * EntryHi, EPC) are used as they are on both. */
#ifndef HAL_H
#define HAL_H

#include <stddef.h>
#include <stdint.h>
#include <disco/boot.h>
#include <disco/machine.h>

/* Where all of memory is seen. A virtual machine has no kseg0: its kernel is
 * linked to the supervisor segment, which hal_init_cpu maps with wired entries
 * of 16 MB pages from `hal_wired` on. */
#ifdef DISCO_GUEST
#define K0BASE 0xc0000000u
#else
#define K0BASE 0x80000000u
#endif

#define PHYS_TO_K0(x) ((void *) (K0BASE + (uint32_t) (x)))
#define K0_TO_PHYS(p) ((uint32_t) (p) - K0BASE)
#define MAXMEM DISCO_SSEG_DIRECT_BYTES

#define mfc0(reg) ({ uint32_t v_; \
	__asm__ volatile("mfc0 %0, $" #reg : "=r"(v_)); v_; })
#define mtc0(reg, value) \
	__asm__ volatile("mtc0 %0, $" #reg : : "r"(value) : "memory")
#define dmfc0(reg) ({ uint64_t v_; \
	__asm__ volatile("dmfc0 %0, $" #reg : "=r"(v_)); v_; })
#define dmtc0(reg, value) __asm__ volatile("dmtc0 %0, $" #reg \
	: : "r"((uint64_t) (value)) : "memory")

/* Interrupts off; what to give to splx to have them as they were. In a virtual
 * machine: Status in the special page, no trap. */
static inline int
splhi(void)
{
	uint32_t sr = mfc0(12);

	mtc0(12, sr & ~DISCO_STATUS_IE);
	return sr & DISCO_STATUS_IE;
}

/* In a virtual machine: a store to the special page, and DELIVER if PENDING
 * then says that an interrupt waits. */
static inline void
splx(int s)
{
	if (s)
		mtc0(12, mfc0(12) | DISCO_STATUS_IE);
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

void hal_init_cpu(void);        /* vectors, interrupt mask */
void hal_idle(void);            /* until an interrupt is pending */
void hal_clock_set(uint32_t count); /* next clock interrupt */
void hal_ipi(int cpu);
void hal_ipi_clear(void);
int hal_cpu_start(int cpu, void (*entry)(void), void *argument);
void hal_cons_putc(int c);
int hal_cons_getc(void);        /* -1: nothing there */
void hal_cons_init(void);       /* interrupts for what is typed */
uint64_t hal_time(void);        /* nanoseconds since power-on */
_Noreturn void hal_power_off(int code);
void hal_annotate(uint64_t value);

/* A page is cleared, or copied. In a virtual machine: ZERO_PAGE and, for file
 * data, remap. */
void hal_page_zero(void *page);
void hal_page_copy(void *to, const void *from);
/* The page's contents are not needed: FREE_PAGE in a virtual machine. */
void hal_page_free(void *page);

#endif
