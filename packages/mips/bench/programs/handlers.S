/* Virtual 0x400000 to 0x5fffff is physical 0x400000 to 0x5fffff, in pairs of 4 KB pages. */
	.set	noreorder
	.set	noat
	.globl	refill, refill_end, general, general_end
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
	sw	$k1, %lo(calls)($k0)
	dmfc0	$k1, $14
	daddiu	$k1, $k1, 4
	dmtc0	$k1, $14
	eret
general_end:
