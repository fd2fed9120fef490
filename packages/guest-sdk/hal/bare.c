/* The machine itself: kernel mode in kseg0, devices through kseg1. */
#include <disco/atomic.h>
#include <disco/cpu.h>
#include <disco/hal.h>
#include <disco/machine.h>

#include "exception.h"

/* A device register of type t. */
#define DEVICE(t, address) (*(volatile t *) (DISCO_KSEG1 + (address)))

char *const hal_memory = (char *) DISCO_KSEG0;
const uint32_t hal_memory_bytes = DISCO_RAM_LOW_END;
__attribute__((weak)) const int library_os = 1;

/* Keeps the bytes of two CPUs' lines apart. */
static struct spin_lock console_lock = SPIN_LOCK_INIT;

/* CACHE operations (R10000 User's Manual, chapter 10): data written to memory,
 * then no stale instructions. */
void
hal_code_written(void *code, size_t bytes)
{
	for (char *p = code; p < (char *) code + bytes; p += 32)
		__asm__ volatile("cache 0x15, 0(%0)\n\tcache 0x10, 0(%0)"
		    : : "r"(p) : "memory");
	__asm__ volatile("sync" : : : "memory");
}

void
hal_init_cpu(int first)
{
	(void) first;
	/* Each node has its own vectors, seen by its own CPUs only. */
	exception_install(hal_memory);
	hal_code_written(hal_memory, EXCEPTION_BYTES);
}

static uint8_t
line_status(void)
{
	return DEVICE(uint8_t, DISCO_CONSOLE + DISCO_CONSOLE_LSR);
}

void
hal_console_write(const char *text, size_t length)
{
	spin_acquire(&console_lock);
	for (; length > 0; length--) {
		while (!(line_status() & DISCO_CONSOLE_LSR_THR_EMPTY))
			;
		DEVICE(uint8_t, DISCO_CONSOLE + DISCO_CONSOLE_THR) = *text++;
	}
	spin_release(&console_lock);
}

int
hal_console_read(void)
{
	if (!(line_status() & DISCO_CONSOLE_LSR_DATA_READY))
		return -1;
	return DEVICE(uint8_t, DISCO_CONSOLE + DISCO_CONSOLE_RBR);
}

_Noreturn void
hal_power_off(int code)
{
	DEVICE(uint32_t, DISCO_POWER + DISCO_POWER_OFF) = code;
	for (;;)
		;
}

uint64_t
hal_clock(void)
{
	return DEVICE(uint64_t, DISCO_RTC + DISCO_RTC_TIME);
}

void
hal_annotate(uint64_t value)
{
	DEVICE(uint64_t, DISCO_ANNOTATION + DISCO_ANNOTATION_MARK) = value;
}

/* Physical address of a CPU's registers. */
static uint32_t
block_of(int number)
{
	return DISCO_CPUS + number * DISCO_CPUS_STRIDE;
}

int
hal_start_cpu(struct cpu *cpu)
{
	uint32_t block = block_of(cpu->number);

	DEVICE(int64_t, block + DISCO_CPUS_START_ENTRY) = (int32_t) secondary;
	DEVICE(int64_t, block + DISCO_CPUS_START_ARG) = (int32_t) cpu;
	__asm__ volatile("sync" : : : "memory");
	DEVICE(uint64_t, block + DISCO_CPUS_START) = 1;
	return 0;
}

void
hal_interrupt_cpu(int number)
{
	DEVICE(uint64_t, block_of(number) + DISCO_CPUS_IPI_SET) = 1;
}
