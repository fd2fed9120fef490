/**
 * What a handler cannot do for nothing and so asks of the vector code: clearing and copying pages, the floating-point
 * registers of a virtual CPU that goes and of one that comes. All guest registers are in frames, so that any may be used.
 */
import { PAGE, VCPU_AREA, WORK } from "../layout.ts";

const LINE = 128;
const doublewords = Array.from({ length: LINE / 8 }, (_, i) => 8 * i);
const fprs = Array.from({ length: 32 }, (_, n) => n);

/** Unless the bit is set, goes on behind. The bits fit an immediate operand. */
const step = (bit: { readonly mask: bigint }, name: string, body: string): string => `
        andi    $t0, $s0, ${bit.mask}
        beq     $t0, $0, past_${name}
        nop
${body}
past_${name}:`;

export const workCode = `
work:
        move    $s0, $k0
        sd      $0, WORK($0)
${step(WORK.fpSave, "fp_save", `
        jal     use_fpu
        ld      $t0, FP_SAVE($0)
        cfc1    $t1, $31
        sd      $t1, ${VCPU_AREA.fcsr}($t0)
${fprs.map((n) => `        sdc1    $f${n}, ${VCPU_AREA.fpr + 8 * n}($t0)`).join("\n")}`)}
${step(WORK.readFcsr, "read_fcsr", `
        jal     use_fpu
        ld      $t0, FP_SAVE($0)
        cfc1    $t1, $31
        sd      $t1, ${VCPU_AREA.fcsr}($t0)`)}
${step(WORK.fpLoad, "fp_load", `
        jal     use_fpu
        ld      $t0, FP_LOAD($0)
${fprs.map((n) => `        ldc1    $f${n}, ${VCPU_AREA.fpr + 8 * n}($t0)`).join("\n")}
        ld      $t1, ${VCPU_AREA.fcsr}($t0)
        ld      $t2, FRAME($0)
        daddiu  $t3, $0, SCRATCH
        sd      $t3, FRAME($0)          # CTC1 traps if Cause and Enables of the guest say so, having written FCSR
        ctc1    $t1, $31
after_ctc1:
        sd      $t2, FRAME($0)`)}
${step(WORK.clear, "clear", `
        ld      $t0, WORK_TO($0)
        daddiu  $t1, $t0, ${PAGE}
1:
${doublewords.slice(0, -1).map((d) => `        sd      $0, ${d}($t0)`).join("\n")}
        daddiu  $t0, $t0, ${LINE}
        bne     $t0, $t1, 1b
        sd      $0, -8($t0)`)}
${step(WORK.copy, "copy", `
        ld      $t0, WORK_TO($0)
        ld      $t2, WORK_FROM($0)
        daddiu  $t1, $t0, ${PAGE}
1:
${doublewords.slice(0, -1).map((d) => `        ld      $t3, ${d}($t2)\n        sd      $t3, ${d}($t0)`).join("\n")}
        ld      $t3, ${LINE - 8}($t2)
        daddiu  $t2, $t2, ${LINE}
        daddiu  $t0, $t0, ${LINE}
        bne     $t0, $t1, 1b
        sd      $t3, -8($t0)`)}
        andi    $t0, $s0, ${WORK.again.mask}
        bne     $t0, $0, again
        andi    $t0, $s0, ${WORK.idle.mask}
        bne     $t0, $0, idle
        nop
        b       restore
        ld      $k1, FRAME($0)
again:
        gate    GATE_AGAIN
        b       leave
        nop
use_fpu:
        mfc0    $t1, $12
        lui     $t2, 0x2400             # CU1 and FR
        or      $t1, $t1, $t2
        jr      $ra
        mtc0    $t1, $12
cache_error:
        gate    GATE_CACHE_ERROR
        eret
`;
