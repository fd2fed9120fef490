# A program with every kind of symbol and a segment of zeros, for the ELF loader.
	.set	noreorder
	.text
	.globl	start
	.type	start, @function
start:
	addiu	$2, $0, 42
	jr	$31
	 nop
	.size	start, . - start
	.type	helper, @function
helper:
	jr	$31
	 nop
	.size	helper, . - helper
label:
	nop
	nop
	.data
	.globl	greeting
	.type	greeting, @object
greeting:
	.asciiz	"hello"
	.size	greeting, 6
	.bss
	.globl	buffer
	.type	buffer, @object
	.size	buffer, 4096
buffer:
	.space	4096
