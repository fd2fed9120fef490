#ifndef SETJMP_H
#define SETJMP_H

/* ra, sp, s0-s8, and the n32 ABI's callee-saved f20, f22 ... f30. A threads
 * package may fill the first two itself. */
#define JMP_RA 0
#define JMP_SP 1

typedef unsigned long long jmp_buf[17];

int setjmp(jmp_buf env) __attribute__((returns_twice));
_Noreturn void longjmp(jmp_buf env, int value);

#endif
