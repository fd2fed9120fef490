#include "platform.h"
	.set	noreorder
	.globl	__start
__start:
	mfc0	$t0, $12
	dli	$t1, 0xb40000e0		/* XX, CU1, CU0, FR, KX, SX, UX */
	or	$t0, $t0, $t1
	dli	$t1, ~0x00400006	/* BEV, ERL, EXL */
	and	$t0, $t0, $t1
	mtc0	$t0, $12
	ctc1	$0, $31
	dli	$sp, STACK
	jal	main
	nop
	/* Eight hexadecimal digits of the result, a newline, and the end. */
	dli	$t0, CONSOLE
	li	$t2, 28
1:	srlv	$t1, $v0, $t2
	andi	$t1, $t1, 15
	sltiu	$t3, $t1, 10
	bnez	$t3, 2f
	addiu	$t1, $t1, 48
	addiu	$t1, $t1, 39
2:	sb	$t1, 0($t0)
	bgtz	$t2, 1b
	addiu	$t2, $t2, -4
	li	$t1, 10
	sb	$t1, 0($t0)
	dli	$t0, HALT
	li	$t1, HALT_WORD
	sw	$t1, 0($t0)
3:	b	3b
	nop
