/* The way from an exception vector to the report. The first CPU that comes
 * reports; another one, or the same one again, waits and then ends the run. */
#include <disco/boot.h>
#include "exception.h"

#define STACK_BYTES 8192
#define PATIENCE 10000000 /* rounds of the waiting loop */

	.set noreorder
	.set noat
	.text

/* Copied to each vector: k0 and k1 are the kernel's. */
	.globl exception_stub, exception_stub_end
exception_stub:
	lui	$26, %hi(exception_entry)
	addiu	$26, $26, %lo(exception_entry)
	jr	$26
	nop			/* delay slot */
exception_stub_end:

	.globl exception_entry
	.ent exception_entry
exception_entry:
	la	$26, exception_claimed
1:	ll	$27, 0($26)
	bnez	$27, 2f
	li	$27, 1		/* delay slot */
	sc	$27, 0($26)
	beqz	$27, 1b
	nop			/* delay slot */

	la	$26, exception_frame
	sd	$1, 8($26)
	sd	$2, 16($26)
	sd	$3, 24($26)
	sd	$4, 32($26)
	sd	$5, 40($26)
	sd	$6, 48($26)
	sd	$7, 56($26)
	sd	$8, 64($26)
	sd	$9, 72($26)
	sd	$10, 80($26)
	sd	$11, 88($26)
	sd	$12, 96($26)
	sd	$13, 104($26)
	sd	$14, 112($26)
	sd	$15, 120($26)
	sd	$16, 128($26)
	sd	$17, 136($26)
	sd	$18, 144($26)
	sd	$19, 152($26)
	sd	$20, 160($26)
	sd	$21, 168($26)
	sd	$22, 176($26)
	sd	$23, 184($26)
	sd	$24, 192($26)
	sd	$25, 200($26)
	sd	$28, 224($26)
	sd	$29, 232($26)
	sd	$30, 240($26)
	sd	$31, 248($26)
	mfc0	$2, $12
	sd	$2, FRAME_STATUS($26)
	mfc0	$2, $13
	sd	$2, FRAME_CAUSE($26)
	dmfc0	$2, $14
	sd	$2, FRAME_EPC($26)
	dmfc0	$2, $8
	sd	$2, FRAME_BADVADDR($26)
	move	$4, $26
	la	$29, exception_stack_end
	la	$2, exception_report
	jalr	$2		/* does not return */
	nop			/* delay slot */

2:	li	$27, PATIENCE
3:	bnez	$27, 3b
	addiu	$27, $27, -1	/* delay slot */
	la	$29, exception_stack_end
	la	$2, hal_power_off
	jalr	$2		/* does not return */
	li	$4, DISCO_EXIT_EXCEPTION
	.end exception_entry

	.bss
	.align	4
	.space	STACK_BYTES
exception_stack_end:
