/* What belongs to one CPU. The gp register of each CPU points to its own: all
 * code is built with -G0, so nothing else needs gp. */
#ifndef DISCO_CPU_H
#define DISCO_CPU_H

/* Offsets for start.S; checked in cpu.c. */
#define CPU_STACK 0
#define CPU_FUNCTION 4
#define CPU_ARGUMENT 8

#ifndef __ASSEMBLER__

#define LINE_BYTES 248

/* A console line being collected; written in one piece. */
struct line {
	int length;
	char text[LINE_BYTES];
};

struct cpu {
	void *stack; /* where sp starts: its highest address */
	void (*function)(void *);
	void *argument;
	int number;
	struct line *line; /* of the thread that runs here */
	void *thread;      /* for a threads package */
	struct line own_line;
} __attribute__((aligned(128)));

static inline struct cpu *
this_cpu(void)
{
	struct cpu *cpu;

	__asm__ volatile("move %0, $28" : "=r"(cpu));
	return cpu;
}

/* CPUs of the machine, halted ones included. */
int cpu_count(void);

/* Starts halted CPU `number` at function(argument) on a stack of its own.
 * 0, or -1 if there is no such CPU or it has been started before. A CPU whose
 * function returns stays in a loop. */
int cpu_start(int number, void (*function)(void *), void *argument);

#endif
#endif
