/** The fixed code of every lockstep program: setup, exception handler, and the reading of all that no trace shows. */
import { SLOT } from "./state.ts";
import { CODE, CODE_BYTES, FIRST_VALUES, KSEG0, LOW_MAPPED, START, TABLES, TUPLES, WIRED } from "./layout.ts";

const hex = (v: bigint): string => `0x${v.toString(16)}`;
const low = (physical: number): string => hex(KSEG0 + BigInt(physical));
const lines = (count: number, line: (n: number) => string): string => Array.from({ length: count }, (_, n) => `        ${line(n)}\n`).join("");

/**
 * At the vectors. Every exception takes fuel, so that programs end. What faulted is skipped, with its branch if it was in a
 * slot; a fetch that faulted goes on behind the jump, near which $31 points; SYSCALL chooses a mode by its address.
 */
export const handler = (modes: boolean): string => `
        .set noreorder
        .set noat
        b       general         # TLB refill
        nop
        .org    0x80
        b       general         # XTLB refill
        nop
        .org    0x180
  general:
        dmfc0   $k0, $8         # to be compared: BadVAddr, Context, XContext, EntryHi
        dmfc0   $k0, $4
        dmfc0   $k0, $20
        dmfc0   $k0, $10
        addiu   $28, $28, -1
        blez    $28, tail
        mfc0    $k0, $13
        andi    $k0, $k0, 0x7c
        beqz    $k0, interrupt
        dmfc0   $k1, $14
        xori    $k0, $k0, 0x18
        beqz    $k0, landing    # bus error of a fetch
        dmfc0   $k0, $8
        beq     $k0, $k1, landing
        mfc0    $k0, $13
        bltz    $k0, resume
        daddiu  $k1, $k1, 8
        daddiu  $k1, $k1, -4
        andi    $k0, $k0, 0x7c
        xori    $k0, $k0, 0x24
        bnez    $k0, 1f
        mfc0    $k0, $13
        lw      $k0, 0($18)     # BREAK: an exception within this one, perhaps
        sw      $k1, 4($18)
  1:
${modes ? `
        andi    $k0, $k0, 0x7c
        xori    $k0, $k0, 0x20
        bnez    $k0, resume
        mfc0    $24, $12
        andi    $k0, $k1, 0x18  # the mode: 3 is reserved
        xori    $25, $k0, 0x18
        movz    $k0, $0, $25
        ori     $24, $24, 0x18
        xori    $24, $24, 0x18
        or      $24, $24, $k0
        lui     $25, 0x8000     # XX, which QEMU has not
        or      $24, $24, $25
        mtc0    $24, $12
` : ""}
  resume:
        dmtc0   $k1, $14
        eret
  landing:
        daddiu  $k1, $31, 12
        dmtc0   $k1, $14
        eret
  interrupt:
        mtc0    $0, $13
        eret

  tail: mfc0    $1, $0          # all registers and the TLB
        dmfc0   $2, $2
        dmfc0   $3, $3
        dmfc0   $4, $4
        mfc0    $5, $5
        mfc0    $6, $6
        dmfc0   $7, $8
        dmfc0   $8, $10
        mfc0    $9, $12
        mfc0    $10, $13
        dmfc0   $11, $14
        dmfc0   $12, $20
        dmfc0   $13, $30
        li      $1, 63
  1:    mtc0    $1, $0
        nop
        tlbr
        dmfc0   $2, $10
        dmfc0   $3, $2
        dmfc0   $4, $3
        mfc0    $5, $5
        bgtz    $1, 1b
        addiu   $1, $1, -1
  end:  b       end
        nop
        .org    ${START}
  start:
        move    $k0, $0
        lui     $1, 0x3440      # CU1, CU0, FR, BEV; then without BEV
        ori     $1, $1, 0xe2
        mtc0    $1, $12
        lui     $1, 0x3400
        ori     $1, $1, 0xe2
        mtc0    $1, $12
        mtc0    $0, $13
        dmtc0   $0, $4
        dmtc0   $0, $20
        dmtc0   $0, $30
        li      $1, ${WIRED}
        mtc0    $1, $6
        dla     $2, ${low(TABLES + TUPLES.at)}
        li      $1, 64
  1:    ld      $3, 0($2)
        mtc0    $3, $0
        ld      $3, 8($2)
        dmtc0   $3, $10
        ld      $3, 16($2)
        dmtc0   $3, $2
        ld      $3, 24($2)
        dmtc0   $3, $3
        ld      $3, 32($2)
        mtc0    $3, $5
        tlbwi
        addiu   $1, $1, -1
        bgtz    $1, 1b
        daddiu  $2, $2, ${TUPLES.bytes}
        dla     $k1, ${low(FIRST_VALUES)}
        ld      $k0, ${8 * SLOT.status}($k1)
        lui     $1, 0x2000      # CU1, for a while
        or      $1, $1, $k0
        mtc0    $1, $12
        ctc1    $0, $31
${lines(16, (n) => `ldc1    $f${2 * n}, ${8 * (SLOT.fpr + 2 * n)}($k1)`)}
        sll     $k0, $k0, 5     # Status.FR: the odd ones, too
        bgez    $k0, 1f
        nop
${lines(16, (n) => `ldc1    $f${2 * n + 1}, ${8 * (SLOT.fpr + 2 * n + 1)}($k1)`)}
  1:    ld      $1, ${8 * SLOT.fcsr}($k1)
        ctc1    $1, $31
        ld      $k0, ${8 * SLOT.status}($k1)
        mtc0    $k0, $12
        ld      $1, ${8 * SLOT.hi}($k1)
        mthi    $1
        ld      $1, ${8 * SLOT.lo}($k1)
        mtlo    $1
        ld      $1, ${8 * SLOT.epc}($k1)
        dmtc0   $1, $14
${lines(25, (n) => `ld      $${n + 1}, ${8 * (n + 1)}($k1)`)}
${lines(4, (n) => `ld      $${n + 28}, ${8 * (n + 28)}($k1)`)}
        eret
        .org    ${CODE}
`;
export const codeAddress = (mapped: boolean): bigint => (mapped ? LOW_MAPPED : KSEG0) + BigInt(CODE);
export const CODE_WORDS = CODE_BYTES / 4;
