/* What locore.S has of the platform: see hal.h.
 *
 * In a virtual machine CP0 registers are cells of the special page. A load or a
 * store there does not trap; `base` is a register that CP0_BASE has set. What
 * is stored comes into force with the next TLB instruction or ERET, which trap.
 * The page is memory: where two registers are few, a cell is a third. */
#ifndef HAL_ASM_H
#define HAL_ASM_H

#include <disco/machine.h>
#include <disco/monitor.h>
#include "param.h"

#ifdef DISCO_GUEST

/* Where hal_init_cpu copies the vectors to. */
#define VECTORS DISCO_SSEG
/* From the base to the cell of register rd, and to its lower word. */
#define CELL(rd) (DISCO_SPECIAL_CP0(rd) + SPECIAL_OFF)
#define CELL_LOW(rd) (CELL(rd) + 4)

	.macro CP0_BASE base
	lui	\base, KVTOP_HI
	.endm
	.macro CP0_GETW rt, rd, base
	lw	\rt, CELL_LOW(\rd)(\base)
	.endm
	.macro CP0_GET rt, rd, base
	ld	\rt, CELL(\rd)(\base)
	.endm
	.macro CP0_SETW rt, rd, base
	sd	\rt, CELL(\rd)(\base)
	.endm
	.macro CP0_SET rt, rd, base
	sd	\rt, CELL(\rd)(\base)
	.endm

	/* UTLB_MISS up to TLBWR: both PTEs are loaded at once, and wait in
	 * EntryLo1 for the base. */
	.macro UTLB_REFILL elsewhere
	lui	k1, KVTOP_HI
	lw	k0, CELL(C0_BADVADDR)(k1)
	bnez	k0, \elsewhere
	ld	k0, CELL(C0_CTXT)(k1)	/* delay slot */
	dsra	k0, k0, 1
	ld	k0, 0(k0)
	sd	k0, CELL(C0_LO1)(k1)
	dsrl32	k0, k0, 6
	sd	k0, CELL(C0_LO0)(k1)
	lwu	k0, CELL_LOW(C0_LO1)(k1)
	dsrl	k0, k0, 6
	sd	k0, CELL(C0_LO1)(k1)
	.endm

#else

#define VECTORS DISCO_KSEG0

	.macro CP0_BASE base
	.endm
	.macro CP0_GETW rt, rd, base
	mfc0	\rt, $\rd
	.endm
	.macro CP0_GET rt, rd, base
	dmfc0	\rt, $\rd
	.endm
	.macro CP0_SETW rt, rd, base
	mtc0	\rt, $\rd
	.endm
	.macro CP0_SET rt, rd, base
	dmtc0	\rt, $\rd
	.endm

	/* UTLB_MISS up to TLBWR. */
	.macro UTLB_REFILL elsewhere
	dmfc0	k1, $C0_BADVADDR
	dmfc0	k0, $C0_CTXT
	dsrl32	k1, k1, 0
	bnez	k1, \elsewhere	/* not below 4 GB: no PTE in the window */
	dsra	k0, k0, 1	/* delay slot */
	lwu	k1, 0(k0)
	lwu	k0, 4(k0)
	dsrl	k1, k1, 6
	dmtc0	k1, $C0_LO0
	dsrl	k0, k0, 6
	dmtc0	k0, $C0_LO1
	.endm

#endif
#endif
