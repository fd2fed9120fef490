/* Virtual addresses below 0x600000 are the physical ones, in pairs of 4 KB pages. System call 0 does nothing, 1 ends the program. */
	.set	noreorder
	.set	noat
	.globl	refill, refill_end, general, general_end, enter_user
refill:
	dmfc0	$k0, $8			/* BadVAddr */
	dsrl	$k0, $k0, 13
	dsll	$k0, $k0, 7		/* the frame of the even page, in place */
	ori	$k0, $k0, 0x1f		/* cached, dirty, valid, global */
	dmtc0	$k0, $2
	daddiu	$k0, $k0, 0x40
	dmtc0	$k0, $3
	mfc0	$k1, $0			/* entries 16 to 31 in turn: TLBWR differs between CPUs */
	addiu	$k1, $k1, 1
	andi	$k1, $k1, 15
	ori	$k1, $k1, 16
	mtc0	$k1, $0
	tlbwi
	lui	$k0, %hi(misses)
	lw	$k1, %lo(misses)($k0)
	addiu	$k1, $k1, 1
	sw	$k1, %lo(misses)($k0)
	eret
refill_end:
general:
	lui	$k0, %hi(calls)
	lw	$k1, %lo(calls)($k0)
	addiu	$k1, $k1, 1
	bnez	$v0, 1f
	sw	$k1, %lo(calls)($k0)
	dmfc0	$k1, $14		/* EPC */
	daddiu	$k1, $k1, 4
	dmtc0	$k1, $14
	eret
1:	lui	$k0, %hi(end_user)
	daddiu	$k0, $k0, %lo(end_user)
	jr	$k0
	nop
general_end:

enter_user:
	mfc0	$t0, $12
	ori	$t0, $t0, 0x12		/* EXL, user mode */
	mtc0	$t0, $12
	dmtc0	$a0, $14
	lui	$t0, %hi(kernel_ra)
	sd	$ra, %lo(kernel_ra)($t0)
	eret
end_user:
	mfc0	$t0, $12
	ori	$t0, $t0, 0x12
	xori	$t0, $t0, 0x12
	mtc0	$t0, $12
	lui	$t0, %hi(kernel_ra)
	ld	$ra, %lo(kernel_ra)($t0)
	jr	$ra
	move	$v0, $a0

	.comm	kernel_ra, 8, 8
