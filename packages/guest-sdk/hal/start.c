/* From the first C function to main, on the first CPU and on the others. */
#include <disco/boot.h>
#include <disco/boot-info.h>
#include <disco/cpu.h>
#include <disco/hal.h>
#include <disco/heap.h>
#include <disco/machine.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define STACK_BYTES (64 * 1024)

int main(int argc, char **argv);

static char boot_stack[STACK_BYTES] __attribute__((aligned(4096)));

static struct cpu cpus[DISCO_MAX_CPUS]; /* but the first */

struct cpu boot_cpu = {
	.stack = boot_stack + sizeof boot_stack,
	.line = &boot_cpu.own_line,
};

/* start.S knows these offsets. */
_Static_assert(__builtin_offsetof(struct cpu, stack) == CPU_STACK, "start.S");
_Static_assert(__builtin_offsetof(struct cpu, function) == CPU_FUNCTION,
    "start.S");
_Static_assert(__builtin_offsetof(struct cpu, argument) == CPU_ARGUMENT,
    "start.S");

/* An R10000 leaves denormal results to the operating system by a trap. There
 * is none here: they become 0 (FCSR.FS; R10000 User's Manual, section 15.4). */
static void
flush_denormals(void)
{
	__asm__ volatile("ctc1 %0, $31" : : "r"(1 << 24));
}

_Noreturn void
start(int marker, const void *device_tree)
{
	hal_init_cpu(1);
	flush_denormals();
	if (marker != DISCO_BOOT_MARKER) {
		printf("start: expected a device tree (a0 = -2), got a0 = %d\n",
		    marker);
		exit(DISCO_EXIT_PANIC);
	}
	boot_read(device_tree);
	exit(main(boot_info.argc, boot_info.argv));
}

_Noreturn void
start_secondary(struct cpu *cpu)
{
	hal_init_cpu(0);
	flush_denormals();
	cpu->function(cpu->argument);
	fflush(stdout);
	for (;;)
		;
}

int
cpu_count(void)
{
	return boot_info.cpus;
}

int
cpu_start(int number, void (*function)(void *), void *argument)
{
	struct cpu *cpu;

	if (number <= 0 || number >= cpu_count() || number >= DISCO_MAX_CPUS)
		return -1;
	cpu = &cpus[number];
	if (cpu->stack)
		return -1;
	/* Nothing of the stack is touched here: its pages are to come from
	 * the node of the CPU that uses them. */
	cpu->stack = (char *) heap_pages(STACK_BYTES) + STACK_BYTES;
	cpu->function = function;
	cpu->argument = argument;
	cpu->number = number;
	cpu->line = &cpu->own_line;
	return hal_start_cpu(cpu);
}

void
region_begin(unsigned region)
{
	hal_annotate((uint64_t) DISCO_ANNOTATE_BEGIN << 32 | region);
}

void
region_end(unsigned region)
{
	hal_annotate((uint64_t) DISCO_ANNOTATE_END << 32 | region);
}

void
mark(unsigned identifier)
{
	hal_annotate((uint64_t) DISCO_ANNOTATE_POINT << 32 | identifier);
}
