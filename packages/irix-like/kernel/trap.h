/* What a trap leaves on the kernel stack. */
#ifndef TRAP_H
#define TRAP_H

#include <stdint.h>

struct eframe {
	uint64_t ef_gpr[32];
	uint64_t ef_lo, ef_hi;
	uint64_t ef_sr, ef_cause, ef_epc, ef_badvaddr;
};

enum { R_V0 = 2, R_V1, R_A0, R_A1, R_A2, R_A3, R_T9 = 25, R_GP = 28, R_SP,
    R_FP, R_RA };

/* Cause.ExcCode (R10000 User's Manual, table 14-14). */
enum {
	EXC_INT = 0, EXC_MOD = 1, EXC_RMISS = 2, EXC_WMISS = 3, EXC_RADE = 4,
	EXC_WADE = 5, EXC_IBE = 6, EXC_DBE = 7, EXC_SYSCALL = 8, EXC_BREAK = 9,
	EXC_II = 10, EXC_CPU = 11, EXC_OV = 12, EXC_TRAP = 13, EXC_FPE = 15,
};

#define CAUSE_BD 0x80000000u
#define SR_KSU_USER 0x10
#define SR_KSU 0x18
#define SR_IM (1 << (8 + DISCO_IP_CONSOLE) | 1 << (8 + DISCO_IP_IPI) | \
    1 << (8 + DISCO_IP_IO) | 1 << (8 + DISCO_IP_COUNT))
#define KERNEL_SR (DISCO_BOOT_STATUS | SR_IM)
/* User mode: 64-bit operations, MIPS IV; no coprocessor until it is used. */
#define USER_SR (SR_IM | DISCO_STATUS_KX | DISCO_STATUS_SX | DISCO_STATUS_UX | \
    DISCO_STATUS_FR | DISCO_STATUS_XX | SR_KSU_USER | DISCO_STATUS_EXL | \
    DISCO_STATUS_IE)

#define usermode(ef) (((ef)->ef_sr & SR_KSU) != 0)

#endif
