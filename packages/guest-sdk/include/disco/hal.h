/* Hardware, as software in kernel mode sees it on bare metal (hal/bare.c) or
 * as a guest in a virtual machine does (hal/disco.c). An image is linked with
 * one of the two; nothing above this line knows which. */
#ifndef DISCO_HAL_H
#define DISCO_HAL_H

#include <stddef.h>
#include <stdint.h>

struct cpu;

/* Virtual address of physical 0 as this software sees memory, and how much of
 * it can be seen at most. */
extern char *const hal_memory;
extern const uint32_t hal_memory_bytes;

/* A program that keeps a TLB of its own defines this as 0; all others leave
 * virtual memory to the monitor. Without meaning on bare metal. */
extern const int library_os;

/* Called once per CPU, before anything else. */
void hal_init_cpu(int first);

void hal_console_write(const char *text, size_t length);
int hal_console_read(void); /* a byte, or -1 if none was typed */
_Noreturn void hal_power_off(int code);
uint64_t hal_clock(void); /* nanoseconds since the start */
void hal_annotate(uint64_t value);
int hal_start_cpu(struct cpu *cpu); /* 0, or -1; runs secondary() there */
void hal_code_written(void *code, size_t bytes); /* it will be executed */
void hal_interrupt_cpu(int number);

/* start.S: what a started CPU executes, with its struct cpu in a0. */
void secondary(void);

/* Marks regions and points in the trace; identifiers in disco/boot.h. */
void region_begin(unsigned region);
void region_end(unsigned region);
void mark(unsigned identifier);

#endif
