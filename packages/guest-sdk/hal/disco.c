/* A virtual machine: supervisor mode, memory linear from sseg, everything else
 * by monitor calls. On its normal path a program uses no other privileged
 * instruction, no interrupt and no special page. */
#include <disco/cpu.h>
#include <disco/hal.h>
#include <disco/machine.h>
#include <disco/monitor-call.h>

#include "exception.h"

char *const hal_memory = (char *) DISCO_SSEG;
const uint32_t hal_memory_bytes = DISCO_SSEG_DIRECT_BYTES;
__attribute__((weak)) const int library_os = 1;

static uint32_t
physical(const void *p)
{
	return (const char *) p - hal_memory;
}

void
hal_init_cpu(int first)
{
	if (!first)
		return;
	if (library_os)
		MONITOR_CALL(DISCO_CALL_LIBRARY_OS, 0, 0, 0);
	exception_install(hal_memory);
}

void
hal_console_write(const char *text, size_t length)
{
	MONITOR_CALL(DISCO_CALL_CONSOLE_WRITE, physical(text), length, 0);
}

int
hal_console_read(void)
{
	return MONITOR_CALL(DISCO_CALL_CONSOLE_READ, 0, 0, 0);
}

_Noreturn void
hal_power_off(int code)
{
	for (;;)
		MONITOR_CALL(DISCO_CALL_POWER_OFF, code, 0, 0);
}

uint64_t
hal_clock(void)
{
	return MONITOR_CALL(DISCO_CALL_CLOCK, 0, 0, 0);
}

void
hal_annotate(uint64_t value)
{
	MONITOR_CALL(DISCO_CALL_ANNOTATE, value, 0, 0);
}

int
hal_start_cpu(struct cpu *cpu)
{
	return MONITOR_CALL(DISCO_CALL_CPU_START, cpu->number,
	    (int32_t) secondary, (int32_t) cpu);
}

void
hal_interrupt_cpu(int number)
{
	MONITOR_CALL(DISCO_CALL_IPI, 1ull << number, 0, 0);
}

void
hal_code_written(void *code, size_t bytes)
{
	/* Nothing there has been fetched before; no privileged instruction. */
	(void) code;
	(void) bytes;
}
