/* What C cannot say: vectors, the way into the kernel and out of it, switching
 * stacks, copying from and to user memory. */
#include <disco/annotate.h>
#include "asm.h"
#include "hal-asm.h"
#include "param.h"

	.set noreorder
	.set noat
	.text

/* ---------------------------------------------------------------------
 * First instructions of CPU 0: main(a0 = marker, a1 = device tree).
 * ------------------------------------------------------------------ */
	.section .text.start, "ax"
	.globl _start
_start:
	la	sp, boot_stack_end
	la	v0, main
	jr	v0		/* does not return */
	nop			/* delay slot */
	.text

/* Another CPU: a0 = its struct cpustart. */
	.globl cpu_entry
cpu_entry:
	lw	sp, 0(a0)
	la	v0, cpu_main
	jr	v0
	lw	a0, 4(a0)	/* delay slot: its number */

/* ---------------------------------------------------------------------
 * Vectors, copied to where the processor looks.
 *
 * UTLB_MISS: Context holds PTWIN * 2 + the pair's number * 16; half of that is
 * where its two PTEs are. If that page of PTWIN is not mapped, the general
 * vector hears of it, with EPC as it is.
 * ------------------------------------------------------------------ */
	.globl utlbmiss, utlbmiss_end, exception, exception_end
utlbmiss:
	UTLB_REFILL 1f
	tlbwr
2:	eret
1:	lui	k0, %hi(trap_entry)
	addiu	k0, k0, %lo(trap_entry)
	jr	k0
	nop			/* delay slot */
utlbmiss_end:

exception:
	lui	k0, %hi(trap_entry)
	addiu	k0, k0, %lo(trap_entry)
	jr	k0
	nop			/* delay slot */
exception_end:

	.macro ANNOTATE_REFILL vector
	ANNOTATE_AT "\vector", "enter UTLB_MISS"
	ANNOTATE_AT "\vector + (2b - utlbmiss)", "leave after"
	ANNOTATE_AT "\vector + (1b - utlbmiss)", "enter trap over UTLB_MISS"
	.endm
	ANNOTATE_REFILL VECTORS+DISCO_VECTOR_TLB_REFILL
	ANNOTATE_REFILL VECTORS+DISCO_VECTOR_XTLB_REFILL
	ANNOTATE_AT VECTORS+DISCO_VECTOR_GENERAL, "enter trap over UTLB_MISS"

/* ---------------------------------------------------------------------
 * Every trap and interrupt. From user mode, wired entry 0 first becomes u-area
 * and kernel stack.
 * ------------------------------------------------------------------ */
	.globl trap_entry
trap_entry:
	CP0_BASE k1
	CP0_GETW k0, C0_SR, k1
	andi	k0, k0, SR_KSU
	beqz	k0, 1f
	lui	k1, KVTOP_HI	/* delay slot */
	ld	k0, PDA_OFF + P_UHI(k1)
	CP0_SET k0, C0_HI, k1
	ld	k0, PDA_OFF + P_ULO0(k1)
	CP0_SET k0, C0_LO0, k1
	ld	k0, PDA_OFF + P_ULO1(k1)
	CP0_SET k0, C0_LO1, k1
	CP0_SETW zero, C0_INX, k1
	tlbwi
	b	2f
	addiu	k0, k1, UTOP_OFF - EF_SIZE	/* delay slot */
1:	addiu	k0, sp, -EF_SIZE
2:	sd	sp, 8*29(k0)
	move	sp, k0
	sd	$1, 8*1(sp)
	sd	$2, 8*2(sp)
	sd	$3, 8*3(sp)
	sd	$4, 8*4(sp)
	sd	$5, 8*5(sp)
	sd	$6, 8*6(sp)
	sd	$7, 8*7(sp)
	sd	$8, 8*8(sp)
	sd	$9, 8*9(sp)
	sd	$10, 8*10(sp)
	sd	$11, 8*11(sp)
	sd	$12, 8*12(sp)
	sd	$13, 8*13(sp)
	sd	$14, 8*14(sp)
	sd	$15, 8*15(sp)
	sd	$16, 8*16(sp)
	sd	$17, 8*17(sp)
	sd	$18, 8*18(sp)
	sd	$19, 8*19(sp)
	sd	$20, 8*20(sp)
	sd	$21, 8*21(sp)
	sd	$22, 8*22(sp)
	sd	$23, 8*23(sp)
	sd	$24, 8*24(sp)
	sd	$25, 8*25(sp)
	sd	$28, 8*28(sp)
	sd	$30, 8*30(sp)
	sd	$31, 8*31(sp)
	mflo	t0
	mfhi	t1
	sd	t0, EF_LO(sp)
	sd	t1, EF_HI(sp)
	CP0_GETW t0, C0_SR, k1
	CP0_GETW t1, C0_CAUSE, k1
	CP0_GET	t2, C0_EPC, k1
	CP0_GET	t3, C0_BADVADDR, k1
	sd	t0, EF_SR(sp)
	sd	t1, EF_CAUSE(sp)
	sd	t2, EF_EPC(sp)
	sd	t3, EF_BADVADDR(sp)
	/* Kernel mode, interrupts off. */
	ori	t0, t0, SR_IE | SR_EXL | SR_KSU
	xori	t0, t0, SR_IE | SR_EXL | SR_KSU
	CP0_SETW t0, C0_SR, k1
	la	v0, trap
	jalr	v0
	move	a0, sp		/* delay slot */

/* Back to where the frame at sp came from; interrupts are off. The saved SR
 * has EXL set: the kernel's mode lasts until ERET. */
	.globl trap_return
trap_return:
	ld	t0, EF_SR(sp)
	ld	t2, EF_EPC(sp)
	ld	t1, EF_LO(sp)
	ld	t3, EF_HI(sp)
	mtlo	t1
	mthi	t3
	CP0_BASE k1
	CP0_SETW t0, C0_SR, k1
	CP0_SET	t2, C0_EPC, k1
	andi	k0, t0, SR_KSU
	ld	$1, 8*1(sp)
	ld	$2, 8*2(sp)
	ld	$3, 8*3(sp)
	ld	$4, 8*4(sp)
	ld	$5, 8*5(sp)
	ld	$6, 8*6(sp)
	ld	$7, 8*7(sp)
	ld	$8, 8*8(sp)
	ld	$9, 8*9(sp)
	ld	$10, 8*10(sp)
	ld	$11, 8*11(sp)
	ld	$12, 8*12(sp)
	ld	$13, 8*13(sp)
	ld	$14, 8*14(sp)
	ld	$15, 8*15(sp)
	ld	$16, 8*16(sp)
	ld	$17, 8*17(sp)
	ld	$18, 8*18(sp)
	ld	$19, 8*19(sp)
	ld	$20, 8*20(sp)
	ld	$21, 8*21(sp)
	ld	$22, 8*22(sp)
	ld	$23, 8*23(sp)
	ld	$24, 8*24(sp)
	ld	$25, 8*25(sp)
	ld	$28, 8*28(sp)
	ld	$30, 8*30(sp)
	ld	$31, 8*31(sp)
	beqz	k0, 1f
	ld	sp, 8*29(sp)	/* delay slot */
	lui	k1, KVTOP_HI
	ld	k0, PDA_OFF + P_PTHI(k1)
	CP0_SET k0, C0_HI, k1
	ld	k0, PDA_OFF + P_PTLO0(k1)
	CP0_SET k0, C0_LO0, k1
	ld	k0, PDA_OFF + P_PTLO1(k1)
	CP0_SET k0, C0_LO1, k1
	CP0_SETW zero, C0_INX, k1
	tlbwi
1:	ANNOTATE "leave after"
	eret

/* ---------------------------------------------------------------------
 * int save(struct label *l): 0; and 1 when l is resumed.
 * ------------------------------------------------------------------ */
	.globl save
save:
	sd	$16, L_S0(a0)
	sd	$17, L_S0+8(a0)
	sd	$18, L_S0+16(a0)
	sd	$19, L_S0+24(a0)
	sd	$20, L_S0+32(a0)
	sd	$21, L_S0+40(a0)
	sd	$22, L_S0+48(a0)
	sd	$23, L_S0+56(a0)
	sd	$30, L_S0+64(a0)
	sd	sp, L_SP(a0)
	sd	ra, L_RA(a0)
	jr	ra
	move	v0, zero	/* delay slot */

/* void resume(void): the PDA names a u-area; goes on where its label says.
 * Interrupts are off. */
	.globl resume
resume:
	lui	t0, KVTOP_HI
	ld	t1, PDA_OFF + P_UHI(t0)
	CP0_SET t1, C0_HI, t0
	ld	t1, PDA_OFF + P_ULO0(t0)
	ANNOTATE "thread $13"
	CP0_SET t1, C0_LO0, t0
	ld	t1, PDA_OFF + P_ULO1(t0)
	CP0_SET t1, C0_LO1, t0
	CP0_SETW zero, C0_INX, t0
	tlbwi
	addiu	a0, t0, UTOP_OFF - UBYTES	/* u.u_save */
	ld	$16, L_S0(a0)
	ld	$17, L_S0+8(a0)
	ld	$18, L_S0+16(a0)
	ld	$19, L_S0+24(a0)
	ld	$20, L_S0+32(a0)
	ld	$21, L_S0+40(a0)
	ld	$22, L_S0+48(a0)
	ld	$23, L_S0+56(a0)
	ld	$30, L_S0+64(a0)
	ld	sp, L_SP(a0)
	ld	ra, L_RA(a0)
	jr	ra
	li	v0, 1		/* delay slot */

/* Where a new process begins: function s0 with argument s1, and if that
 * returns, in user mode as the frame at the top of its stack says. */
	.globl proc_begin
proc_begin:
	ANNOTATE "begin process"
	la	v0, switch_done
	jalr	v0
	nop			/* delay slot */
	jalr	s0
	move	a0, s1		/* delay slot */
	la	v0, user_return
	jalr	v0
	move	a0, sp		/* delay slot */
	b	trap_return
	nop			/* delay slot */

/* ---------------------------------------------------------------------
 * User memory. A fault that cannot be satisfied, of an instruction between
 * ucopy and ucopy_end, goes on at ucopy_fault.
 *
 * int ucopy(void *to, const void *from, size_t n): 0, or -1.
 * ------------------------------------------------------------------ */
	.globl ucopy, ucopy_end, ucopy_fault, ustrcpy
ucopy:
	or	t0, a0, a1
	andi	t0, t0, 7
	bnez	t0, 3f
	sltiu	t1, a2, 32	/* delay slot */
	bnez	t1, 2f
	nop			/* delay slot */
1:	ld	t0, 0(a1)
	ld	t1, 8(a1)
	ld	t2, 16(a1)
	ld	t3, 24(a1)
	addiu	a2, a2, -32
	sltiu	v0, a2, 32
	sd	t0, 0(a0)
	sd	t1, 8(a0)
	sd	t2, 16(a0)
	sd	t3, 24(a0)
	addiu	a1, a1, 32
	beqz	v0, 1b
	addiu	a0, a0, 32	/* delay slot */
2:	sltiu	t1, a2, 8
	bnez	t1, 3f
	nop			/* delay slot */
	ld	t0, 0(a1)
	addiu	a1, a1, 8
	addiu	a2, a2, -8
	sd	t0, 0(a0)
	b	2b
	addiu	a0, a0, 8	/* delay slot */
3:	beqz	a2, 5f
	nop			/* delay slot */
4:	lbu	t0, 0(a1)
	addiu	a2, a2, -1
	addiu	a1, a1, 1
	sb	t0, 0(a0)
	bnez	a2, 4b
	addiu	a0, a0, 1	/* delay slot */
5:	jr	ra
	move	v0, zero	/* delay slot */

/* int ustrcpy(char *to, const char *from, size_t n): the length without the
 * closing 0; n if there is none among n bytes; or -1. */
ustrcpy:
	move	v0, zero
1:	beq	v0, a2, 2f
	nop			/* delay slot */
	lbu	t0, 0(a1)
	addiu	a1, a1, 1
	sb	t0, 0(a0)
	beqz	t0, 2f
	addiu	a0, a0, 1	/* delay slot */
	b	1b
	addiu	v0, v0, 1	/* delay slot */
2:	jr	ra
	nop			/* delay slot */
ucopy_end:
ucopy_fault:
	jr	ra
	li	v0, -1		/* delay slot */

/* ---------------------------------------------------------------------
 * void fpsave(uint64_t *f), void fprestore(const uint64_t *f): $f0 to $f31,
 * FCSR. The kernel itself uses none of them.
 * ------------------------------------------------------------------ */
	.set hardfloat
	.macro FPREGS move
	.irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	\move	$f\n, 8*\n(a0)
	.endr
	.irp n, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	\move	$f\n, 8*\n(a0)
	.endr
	.endm

	.globl fpsave, fprestore
fpsave:
	FPREGS	sdc1
	cfc1	t0, $31
	jr	ra
	sd	t0, 256(a0)	/* delay slot */

fprestore:
	FPREGS	ldc1
	ld	t0, 256(a0)
	ctc1	t0, $31
	jr	ra
	nop			/* delay slot */

	.bss
	.align	4
	.space	8192
boot_stack_end:
