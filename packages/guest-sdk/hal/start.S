/* First instructions, the same on bare metal and in a virtual machine. BSS is
 * zero already: the loader sees to that (ELF), and clearing it here would
 * touch pages on behalf of whoever ought to touch them first. */
#include <disco/cpu.h>

	.set noreorder
	.text

/* Entry of the image: a0 = DISCO_BOOT_MARKER, a1 = device tree. */
	.globl _start
	.ent _start
_start:
	la	$28, boot_cpu
	lw	$29, CPU_STACK($28)
	move	$30, $0
	la	$2, start
	jalr	$2		/* does not return */
	move	$6, $0		/* delay slot */
	.end _start

/* void secondary(void): where a started CPU begins, a0 = its struct cpu. */
	.globl secondary
	.ent secondary
secondary:
	move	$28, $4
	lw	$29, CPU_STACK($28)
	move	$30, $0
	la	$2, start_secondary
	jalr	$2
	nop			/* delay slot */
	.end secondary
