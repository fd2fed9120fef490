	.set	noreorder
	.set	noat
	.equ	COUNT, 10
start:
	la	$4, message
	la	$5, table + 4
	lw	$6, table
	lui	$7, %hi(far)
	addiu	$7, $7, %lo(far)
	ori	$8, $0, %lo(far)
	ld	$8, %lo(far)($7)
	.set	at
	sw	$6, table
	lw	$6, table+8($6)
	sd	$6, far($7)
	l.d	$f2, far
	.set	at=$27
	sw	$6, far
	.set	at
1:	addiu	$9, $9, -1
	bnez	$9, 1b
	 nop
	beq	$9, $10, 2f
	 li	$9, COUNT * 2
1:	b	1b
	 nop
2:	j	start
	 nop
	jal	far
	 nop
	bgez	$4, 1f
	 nop
	.set	push
	.set	reorder
	beqz	$4, start
	bgt	$4, $5, 1f
	jr	$31
	.set	pop
1:
	bal	start
	 nop
	li	$2, . - start
	li	$2, 2b - start
end:
	.byte	1
message:
	.asciiz	"hello\t\"world\"\n"
table:
	.word	start, end - start, far + 4, . , -1
	.byte	5
aligned:
	.half	6
	.byte	1
lab2:
	.align	3
lab3:	.dword	0x123456789abcdef
	.space	5, 0xaa
	.word	aligned, lab2, lab3
	.org	0x180
far:
	.word	COUNT
	.equ	COUNT, 11
	.word	COUNT
	COUNT = 12
	.word	COUNT
	.balign	16
