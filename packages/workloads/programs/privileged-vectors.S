/* Exception handlers of privileged.c, in k0 and k1 alone. */
#include <disco/boot.h>
#include "privileged.h"

	.set noreorder
	.set noat
	.text

/* Copied to the vectors. */
	.globl trap_stub, refill_stub, stubs_end
trap_stub:
	lui	$26, %hi(trap_entry)
	addiu	$26, $26, %lo(trap_entry)
	jr	$26
	nop			/* delay slot */
refill_stub:
	lui	$26, %hi(refill_entry)
	addiu	$26, $26, %lo(refill_entry)
	jr	$26
	nop			/* delay slot */
stubs_end:

/* Notes the exception. After an interrupt, goes on with interrupts off; after
 * anything else, behind the instruction. */
trap_entry:
	la	$26, trap
	mfc0	$27, $12
	sd	$27, TRAP_STATUS($26)
	dmfc0	$27, $8
	sd	$27, TRAP_BADVADDR($26)
	ld	$27, TRAP_COUNT($26)
	daddiu	$27, $27, 1
	sd	$27, TRAP_COUNT($26)
	dmfc0	$27, $14
	sd	$27, TRAP_EPC($26)
	mfc0	$27, $13
	sd	$27, TRAP_CAUSE($26)
	andi	$27, $27, 0x7c
	bnez	$27, 1f
	nop			/* delay slot */
	mfc0	$27, $12
	ori	$27, $27, DISCO_STATUS_IE
	xori	$27, $27, DISCO_STATUS_IE
	mtc0	$27, $12
	eret
1:	dmfc0	$27, $14
	daddiu	$27, $27, 4
	dmtc0	$27, $14
	eret

/* Writes the pair that was prepared; EntryHi is set by the exception. */
refill_entry:
	la	$26, refill
	ld	$27, REFILL_COUNT($26)
	daddiu	$27, $27, 1
	sd	$27, REFILL_COUNT($26)
	dmfc0	$27, $4
	sd	$27, REFILL_CONTEXT($26)
	ld	$27, REFILL_LO0($26)
	dmtc0	$27, $2
	ld	$27, REFILL_LO1($26)
	dmtc0	$27, $3
	tlbwr
	eret
