/* Every system call by its name, which the library may replace, and by
 * __sys_ and its name. */
#include <sys/syscall.h>

	.set noreorder
	.text

#define ENTRY(number, name, args) \
	.section .text.sys_##name, "ax"; \
	.weak name; .globl __sys_##name; \
	name: __sys_##name: \
	li $2, number; syscall; bnez $7, 1f; nop; jr $31; nop; \
	1: lui $3, %hi(errno); sw $2, %lo(errno)($3); jr $31; li $2, -1;

SYSCALLS(ENTRY)

/* A signal handler returns here; its frame is at sp. */
	.text
	.globl __sigreturn
__sigreturn:
	move	$4, $29
	li	$2, SYS_sigreturn
	syscall

/* A thread's function returns here. */
	.globl __thread_end
__thread_end:
	move	$4, $0
	li	$2, SYS_exit
	syscall
