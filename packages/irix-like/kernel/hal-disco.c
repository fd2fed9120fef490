/* A virtual machine: the supervisor segment, the special page, and for
 * everything else monitor calls. */
#include "hal.h"
#include "defs.h"

#define WIRED_BYTES (16u << 20)              /* of a page, two to an entry */
#define WIRED_MASK ((WIRED_BYTES - 1) << 1 & ~0x1fffu) /* its PageMask */

extern const char utlbmiss[], utlbmiss_end[], exception[], exception_end[];

static char bytes[256]; /* each of them, where the monitor finds it */

/* All virtual CPUs see the same vectors. Nothing there has been fetched. */
void
hal_init_cpu(void)
{
	char *base = PHYS_TO_K0(0);

	if (!booted) {
		memcpy(base + DISCO_VECTOR_TLB_REFILL, utlbmiss,
		    utlbmiss_end - utlbmiss);
		memcpy(base + DISCO_VECTOR_XTLB_REFILL, utlbmiss,
		    utlbmiss_end - utlbmiss);
		memcpy(base + DISCO_VECTOR_GENERAL, exception,
		    exception_end - exception);
	}
	mtc0(12, KERNEL_SR);
}

/* From the first TLB write on this CPU has its kernel's memory by these entries
 * only: until the last one is written, no memory is touched. */
int
hal_map_memory(int first, uint32_t bytes)
{
	int last = first + (bytes + 2 * WIRED_BYTES - 1) / (2 * WIRED_BYTES);
	int64_t hi = (int32_t) K0BASE;
	uint64_t lo = (PTE_C | PTE_D | PTE_V | PTE_G) >> 6;

	mtc0(5, WIRED_MASK);
	for (int i = first; i < last; i++) {
		mtc0(0, i);
		dmtc0(10, hi);
		dmtc0(2, lo);
		dmtc0(3, lo + (WIRED_BYTES >> 6));
		__asm__ volatile("tlbwi" : : : "memory");
		hi += 2 * WIRED_BYTES;
		lo += 2 * WIRED_BYTES >> 6;
	}
	mtc0(5, 0);
	return last;
}

void
hal_ipi(int cpu)
{
	MONITOR_CALL(DISCO_CALL_IPI, 1ull << cpu, 0, 0);
}

void
hal_ipi_clear(void)
{
	MONITOR_CALL(DISCO_CALL_IPI_CLEAR, -1, 0, 0);
}

int
hal_cpu_start(int cpu, void (*entry)(void), void *argument)
{
	return MONITOR_CALL(DISCO_CALL_CPU_START, cpu, (int32_t) entry,
	    (int32_t) argument);
}

void
hal_cons_putc(int c)
{
	MONITOR_CALL(DISCO_CALL_CONSOLE_WRITE, K0_TO_PHYS(&bytes[c & 0xff]), 1,
	    0);
}

int
hal_cons_getc(void)
{
	return MONITOR_CALL(DISCO_CALL_CONSOLE_READ, 0, 0, 0);
}

void
hal_cons_init(void)
{
	for (int c = 0; c < 256; c++)
		bytes[c] = c;
}

int
hal_cons_polled(void)
{
	return 1;
}

uint64_t
hal_time(void)
{
	return MONITOR_CALL(DISCO_CALL_CLOCK, 0, 0, 0);
}

_Noreturn void
hal_power_off(int code)
{
	for (;;)
		MONITOR_CALL(DISCO_CALL_POWER_OFF, code, 0, 0);
}

void
hal_annotate(uint64_t value)
{
	MONITOR_CALL(DISCO_CALL_ANNOTATE, value, 0, 0);
}

void
hal_page_zero(void *page)
{
	MONITOR_CALL(DISCO_CALL_ZERO_PAGE, K0_TO_PHYS(page), 0, 0);
}

void
hal_page_free(void *page)
{
	MONITOR_CALL(DISCO_CALL_FREE_PAGE, K0_TO_PHYS(page), 0, 0);
}
