/* Registers, and the offsets of C structures that assembly uses; checked by
 * _Static_assert in main.c. */
#ifndef ASM_H
#define ASM_H

#include <disco/machine.h>

#define zero $0
#define v0 $2
#define v1 $3
#define a0 $4
#define a1 $5
#define a2 $6
#define a3 $7
#define t0 $12
#define t1 $13
#define t2 $14
#define t3 $15
#define s0 $16
#define s1 $17
#define k0 $26
#define k1 $27
#define sp $29
#define ra $31

/* CP0 registers, by number. */
#define C0_INX 0
#define C0_LO0 2
#define C0_LO1 3
#define C0_CTXT 4
#define C0_BADVADDR 8
#define C0_HI 10
#define C0_SR 12
#define C0_CAUSE 13
#define C0_EPC 14

/* struct eframe: $n is at 8 * n. */
#define EF_LO 256
#define EF_HI 264
#define EF_SR 272
#define EF_CAUSE 280
#define EF_EPC 288
#define EF_BADVADDR 296
#define EF_SIZE 304

/* struct percpu */
#define P_UHI 0
#define P_ULO0 8
#define P_ULO1 16
#define P_PTHI 24
#define P_PTLO0 32
#define P_PTLO1 40

/* struct label at the start of struct user */
#define L_S0 0
#define L_SP 72
#define L_RA 80

#define SR_IE 0x1
#define SR_EXL 0x2
#define SR_KSU 0x18

#endif
