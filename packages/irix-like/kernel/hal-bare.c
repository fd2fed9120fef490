/* The machine itself: kseg0, devices through kseg1. */
#include "hal.h"
#include "defs.h"

#define DEVICE(t, address) (*(volatile t *) (DISCO_KSEG1 + (address)))

extern const char utlbmiss[], utlbmiss_end[], exception[], exception_end[];

/* This CPU's vectors are in its node's memory; Status as the kernel has it. */
void
hal_init_cpu(void)
{
	char *base = (char *) DISCO_KSEG0;

	memcpy(base + DISCO_VECTOR_TLB_REFILL, utlbmiss,
	    utlbmiss_end - utlbmiss);
	memcpy(base + DISCO_VECTOR_XTLB_REFILL, utlbmiss,
	    utlbmiss_end - utlbmiss);
	memcpy(base + DISCO_VECTOR_GENERAL, exception,
	    exception_end - exception);
	for (char *p = base; p < base + 0x200; p += 32)
		__asm__ volatile("cache 0x15, 0(%0)\n\tcache 0x10, 0(%0)"
		    : : "r"(p) : "memory");
	mtc0(12, KERNEL_SR);
}

/* kseg0 needs no TLB. */
int
hal_map_memory(int first, uint32_t bytes)
{
	(void) bytes;
	return first;
}

static uint32_t
block_of(int cpu)
{
	return DISCO_CPUS + cpu * DISCO_CPUS_STRIDE;
}

void
hal_ipi(int cpu)
{
	DEVICE(uint64_t, block_of(cpu) + DISCO_CPUS_IPI_SET) = 1;
}

void
hal_ipi_clear(void)
{
	DEVICE(uint64_t, DISCO_SELF + DISCO_SELF_IPI_CLEAR) = 1;
}

int
hal_cpu_start(int cpu, void (*entry)(void), void *argument)
{
	uint32_t block = block_of(cpu);

	DEVICE(int64_t, block + DISCO_CPUS_START_ENTRY) = (int32_t) entry;
	DEVICE(int64_t, block + DISCO_CPUS_START_ARG) = (int32_t) argument;
	__asm__ volatile("sync" : : : "memory");
	DEVICE(uint64_t, block + DISCO_CPUS_START) = 1;
	return 0;
}

void
hal_cons_putc(int c)
{
	while (!(DEVICE(uint8_t, DISCO_CONSOLE + DISCO_CONSOLE_LSR) &
	    DISCO_CONSOLE_LSR_THR_EMPTY))
		;
	DEVICE(uint8_t, DISCO_CONSOLE + DISCO_CONSOLE_THR) = c;
}

int
hal_cons_getc(void)
{
	if (!(DEVICE(uint8_t, DISCO_CONSOLE + DISCO_CONSOLE_LSR) &
	    DISCO_CONSOLE_LSR_DATA_READY))
		return -1;
	return DEVICE(uint8_t, DISCO_CONSOLE + DISCO_CONSOLE_RBR);
}

void
hal_cons_init(void)
{
	DEVICE(uint8_t, DISCO_CONSOLE + DISCO_CONSOLE_FCR) =
	    DISCO_CONSOLE_FCR_ENABLE;
	DEVICE(uint8_t, DISCO_CONSOLE + DISCO_CONSOLE_IER) =
	    DISCO_CONSOLE_IER_ERBFI;
}

int
hal_cons_polled(void)
{
	return 0;
}

uint64_t
hal_time(void)
{
	return DEVICE(uint64_t, DISCO_RTC + DISCO_RTC_TIME);
}

_Noreturn void
hal_power_off(int code)
{
	DEVICE(uint32_t, DISCO_POWER + DISCO_POWER_OFF) = code;
	for (;;)
		;
}

void
hal_annotate(uint64_t value)
{
	DEVICE(uint64_t, DISCO_ANNOTATION + DISCO_ANNOTATION_MARK) = value;
}

void
hal_page_zero(void *page)
{
	uint64_t *p = page, *end = p + NBPP / sizeof *p;

	for (; p < end; p += 4)
		p[0] = p[1] = p[2] = p[3] = 0;
}

void
hal_page_free(void *page)
{
	(void) page;
}
