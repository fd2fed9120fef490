/** The general vector: to the fast path for privileged instructions, or to a handler with all registers in the frame. */
import { VCPU_AREA } from "../layout.ts";
import { EXCEPTION } from "../structures/cp0.ts";

const CODE = EXCEPTION.CpU << 2;
const K0 = 26, K1 = 27;
const frameRegisters = Array.from({ length: 31 }, (_, i) => i + 1).filter((n) => n !== K0 && n !== K1);
const gpr = (n: number): number => VCPU_AREA.gpr + 8 * n;

/**
 * Coprocessor 0 unusable, not in a delay slot, goes to `privileged` with k0 = the instruction. The load cannot miss the
 * TLB: the CPU has looked its page up since anything last wrote the TLB, as every write is followed by ERET.
 */
export const generalVector = `
general:
        sd      $k0, K0($0)
        mfc0    $k0, $13
        sd      $k1, K1($0)
        andi    $k1, $k0, 0x7c
        xori    $k1, $k1, ${CODE}
        bne     $k1, $0, save
        srl     $k0, $k0, 28            # BD and CE
        bne     $k0, $0, save
        dmfc0   $k0, $14
        lw      $k0, 0($k0)
        sd      $at, AT($0)
`;

/** Saves everything, enters the gate, does the work that the handler asks for, and returns to whom it has chosen. */
export const saveAndRestore = `
save:
        ld      $k1, FRAME($0)
${frameRegisters.map((n) => `        sd      $${n}, ${gpr(n)}($k1)`).join("\n")}
        ld      $k0, K0($0)
        sd      $k0, ${gpr(K0)}($k1)
        ld      $k0, K1($0)
        sd      $k0, ${gpr(K1)}($k1)
        mfhi    $k0
        sd      $k0, ${VCPU_AREA.hi}($k1)
        mflo    $k0
        sd      $k0, ${VCPU_AREA.lo}($k1)
        dmfc0   $k0, $14
        sd      $k0, ${VCPU_AREA.epc}($k1)
        mfc0    $k0, $12
        sd      $k0, ${VCPU_AREA.status}($k1)
        gate    GATE_EXCEPTION
leave:
        ld      $k0, WORK($0)
        bne     $k0, $0, work
        ld      $k1, FRAME($0)
restore:
        ld      $k0, SPECIAL_ENTRY_HI($0)
        dmtc0   $k0, $10
        ld      $k0, ${VCPU_AREA.epc}($k1)
        dmtc0   $k0, $14
        ld      $k0, ${VCPU_AREA.status}($k1)
        mtc0    $k0, $12
        ld      $k0, ${VCPU_AREA.hi}($k1)
        mthi    $k0
        ld      $k0, ${VCPU_AREA.lo}($k1)
        mtlo    $k0
${frameRegisters.map((n) => `        ld      $${n}, ${gpr(n)}($k1)`).join("\n")}
        ld      $k0, ${gpr(K0)}($k1)
        ld      $k1, ${gpr(K1)}($k1)
        eret
idle:
        gate    GATE_IDLE
        b       leave
        nop
`;
