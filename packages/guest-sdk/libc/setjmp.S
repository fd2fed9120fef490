/* int setjmp(jmp_buf env); void longjmp(jmp_buf env, int value);
 * n32: callee-saved are s0-s7, s8, sp, and the even FPRs from f20. */
	.set noreorder
	.text

	.globl setjmp
	.ent setjmp
setjmp:
	sd	$31, 0($4)
	sd	$29, 8($4)
	sd	$16, 16($4)
	sd	$17, 24($4)
	sd	$18, 32($4)
	sd	$19, 40($4)
	sd	$20, 48($4)
	sd	$21, 56($4)
	sd	$22, 64($4)
	sd	$23, 72($4)
	sd	$30, 80($4)
	sdc1	$f20, 88($4)
	sdc1	$f22, 96($4)
	sdc1	$f24, 104($4)
	sdc1	$f26, 112($4)
	sdc1	$f28, 120($4)
	sdc1	$f30, 128($4)
	jr	$31
	move	$2, $0		/* delay slot */
	.end setjmp

	.globl longjmp
	.ent longjmp
longjmp:
	ld	$31, 0($4)
	ld	$29, 8($4)
	ld	$16, 16($4)
	ld	$17, 24($4)
	ld	$18, 32($4)
	ld	$19, 40($4)
	ld	$20, 48($4)
	ld	$21, 56($4)
	ld	$22, 64($4)
	ld	$23, 72($4)
	ld	$30, 80($4)
	ldc1	$f20, 88($4)
	ldc1	$f22, 96($4)
	ldc1	$f24, 104($4)
	ldc1	$f26, 112($4)
	ldc1	$f28, 120($4)
	ldc1	$f30, 128($4)
	sltiu	$2, $5, 1	/* longjmp(env, 0) returns 1 */
	jr	$31
	or	$2, $2, $5	/* delay slot */
	.end longjmp
