/* Where a program begins: a0 = argc, a1 = argv, a2 = environment. */
	.set noreorder
	.section .text.start, "ax"
	.globl _start
_start:
	lui	$2, %hi(environ)
	sw	$6, %lo(environ)($2)
	move	$30, $0
	la	$2, main
	jalr	$2
	nop			/* delay slot */
	la	$3, exit
	jalr	$3		/* does not return */
	move	$4, $2		/* delay slot */
