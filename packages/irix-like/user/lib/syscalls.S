/* Every system call by __sys_ and its name; and by its name alone, if the C
 * library adds nothing to it. */
#include <sys/syscall.h>

	.set noreorder
	.text

#define ENTRY(number, name, args) \
	.section .text.sys_##name, "ax"; \
	.globl __sys_##name; \
	__sys_##name: \
	li $2, number; syscall; bnez $7, 1f; nop; jr $31; nop; \
	1: j __syscall_failed; move $4, $2;

SYSCALLS(ENTRY, ENTRY)

#define NAME(number, name, args) \
	.globl name; .set name, __sys_##name;

#define NO_NAME(number, name, args)

SYSCALLS(NAME, NO_NAME)

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
