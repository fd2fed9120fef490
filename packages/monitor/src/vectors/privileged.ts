/**
 * Privileged instructions without a handler: moves from and to virtual registers without side effects, ERET, and the
 * Status and EntryHi writes of an ordinary kernel. The virtual registers are in the special page, so that all of it is
 * loads, stores and masks. What is not clear at once goes to `slow`, with the instruction in its cell.
 *
 * Everywhere: k0, k1 and at are saved in their cells; k0 = instruction until said otherwise.
 */
import { SPECIAL_PAGE } from "@disco-vm/abi";
import { COLOUR_BITS, SPECIAL_DISPLACEMENT } from "../layout.ts";
import type { SecondShape } from "../plan.ts";
import { colourShift } from "../second-level.ts";
import { CP0, CP0_WRITES, KSU, STATUS } from "../structures/cp0.ts";

/** Handlers by register: four tables of 32 addresses. Bytes from one to the next. */
const TABLE_BYTES = 32 * 8;
export const TABLES = { mfc0: 0, dmfc0: TABLE_BYTES, mtc0: 2 * TABLE_BYTES, dmtc0: 3 * TABLE_BYTES } as const;
const special = (register: number): number => SPECIAL_DISPLACEMENT + SPECIAL_PAGE.cp0 + 8 * register;
/** Big-endian: the low word of a doubleword. */
const LOW = 4;
const numbers = Array.from({ length: 32 }, (_, n) => n);
const SLOW_TO_READ: ReadonlySet<number> = new Set([CP0.random, CP0.performance]);
/** Written with a mask alone. The software may only read them back, so that nothing else depends on them. */
const plainWrites = Object.keys(CP0_WRITES).map(Number);

/** What a fast write may change of Status: interrupt masks and enable, EXL, KSU. */
const FAST_STATUS = STATUS.im.mask | STATUS.ksu.mask | STATUS.exl.mask | STATUS.ie.mask;
export const SLOW_STATUS = 0xffff_ffffn & ~FAST_STATUS;

export const privilegedDispatch = `
        lui     $at, 0x4000
        xor     $at, $at, $k0           # 0 in the opcode field: COP0
        ld      $k1, EMULATION($0)
        beq     $k1, $0, slow           # not the guest's kernel
        srl     $at, $at, 21            # rs, or more than 31 for another opcode
        beq     $at, $0, mfc0
        addiu   $at, $at, -4
        beq     $at, $0, mtc0
        addiu   $at, $at, 3
        beq     $at, $0, dmfc0
        addiu   $at, $at, -4
        beq     $at, $0, dmtc0
        lui     $at, 0x4200
        ori     $at, $at, 0x18
        beq     $at, $k0, eret_
        nop
slow:
        sd      $k0, INSTRUCTION($0)
        j       save
        ld      $at, AT($0)
slow_again:
        dmfc0   $k0, $14
        b       slow
        lw      $k0, 0($k0)

mfc0:
        andi    $at, $k0, 0x7f8         # reserved bits
        bne     $at, $0, slow
        srl     $at, $k0, 8
        andi    $at, $at, 0xf8          # rd * 8
        daddu   $k1, $k1, $at
        ld      $k1, ${TABLES.mfc0}($k1)
        jr      $k1
        lw      $k1, ${SPECIAL_DISPLACEMENT + SPECIAL_PAGE.cp0 + LOW}($at)
dmfc0:
        andi    $at, $k0, 0x7f8         # reserved bits
        bne     $at, $0, slow
        srl     $at, $k0, 8
        andi    $at, $at, 0xf8
        daddu   $k1, $k1, $at
        ld      $k1, ${TABLES.dmfc0}($k1)
        jr      $k1
        ld      $k1, ${SPECIAL_DISPLACEMENT + SPECIAL_PAGE.cp0}($at)
read_count:
        mfc0    $k1, $9
        lw      $at, COUNT_OFFSET+${LOW}($0)
        subu    $k1, $k1, $at
read:                                   # k1 = the value: to register rt
        srl     $k0, $k0, 13
        andi    $k0, $k0, 0xf8
        lui     $at, %hi(set_0)
        daddu   $at, $at, $k0
        daddiu  $at, $at, %lo(set_0)
        jr      $at
        dmfc0   $k0, $14
`;

/** `set_n`: register n = k1. `get_n`: at = register n, then to k1. Two instructions each. */
const SAVED: Readonly<Record<number, string>> = { 1: "AT", 26: "K0", 27: "K1" };
const setters = numbers.map((n) => `set_${n}:
        b       done
        ${n === 0 ? "nop" : n in SAVED ? `sd      $k1, ${SAVED[n]}($0)` : `move    $${n}, $k1`}`).join("\n");
const getters = numbers.map((n) => `get_${n}:
        jr      $k1
        ${n in SAVED ? `ld      $at, ${SAVED[n]}($0)` : `move    $at, $${n}`}`).join("\n");

export const privilegedRest = (shape: SecondShape): string => `
done:                                   # k0 = EPC
        daddiu  $k0, $k0, 4
        dmtc0   $k0, $14
        ld      $at, AT($0)
        ld      $k0, K0($0)
        ld      $k1, K1($0)
        eret
${setters}
${getters}

mtc0:
        b       write
        addiu   $k1, $k1, ${TABLES.mtc0}
dmtc0:
        addiu   $k1, $k1, ${TABLES.dmtc0}
write:
        andi    $at, $k0, 0x7f8
        bne     $at, $0, slow
        srl     $at, $k0, 8
        andi    $at, $at, 0xf8
        daddu   $k1, $k1, $at
        ld      $k1, 0($k1)             # where the value is wanted
        srl     $k0, $k0, 13
        andi    $k0, $k0, 0xf8
        lui     $at, %hi(get_0)
        daddu   $at, $at, $k0
        daddiu  $at, $at, %lo(get_0)
        jr      $at
        dmfc0   $k0, $14                # k0 = EPC, at = the value from here on
${plainWrites.map(plainWrite).join("\n")}
write_${CP0.entryHi}w:
        sll     $at, $at, 0
write_${CP0.entryHi}:
        ld      $k1, MASKS+${8 * CP0.entryHi}($0)
        and     $at, $at, $k1
        sd      $at, ${special(CP0.entryHi)}($0)
        dmtc0   $at, $10
        andi    $at, $at, ${2 ** COLOUR_BITS - 1}
        ${shape.entries === 0 ? "nop" : `dsll    $at, $at, ${colourShift(shape)}`}
        ld      $k1, SECOND_GLOBAL($0)
        xor     $k1, $k1, $at
        b       done
        sd      $k1, SECOND_ASID($0)
write_${CP0.status}:
        sll     $at, $at, 0
        lw      $k1, ${special(CP0.status) + LOW}($0)
        lw      $k0, MASKS+${8 * CP0.status + LOW}($0)
        xor     $k1, $k1, $at
        and     $k1, $k1, $k0
        bne     $k1, $0, slow_again     # more than interrupt masks and mode bits
        lw      $k1, LINES+${LOW}($0)
        and     $k1, $k1, $at
        bne     $k1, $0, slow_again     # an interrupt may have been let in
        andi    $k1, $at, ${STATUS.ksu.mask}
        beq     $k1, $0, 1f
        andi    $k1, $at, ${STATUS.exl.mask}
        beq     $k1, $0, slow_again     # leaves kernel mode without ERET
        nop
1:      lui     $k1, ${Number(STATUS.idle.mask >> 16n)}
        and     $k1, $k1, $at
        bne     $k1, $0, slow_again
        dmfc0   $k0, $14
        b       done
        sd      $at, ${special(CP0.status)}($0)

eret_:
        lw      $k0, ${special(CP0.status) + LOW}($0)
        andi    $at, $k0, ${STATUS.erl.mask}
        bne     $at, $0, slow_again
        lw      $at, LINES+${LOW}($0)
        and     $at, $at, $k0
        bne     $at, $0, slow_again
        ori     $k0, $k0, ${STATUS.exl.mask}
        xori    $k0, $k0, ${STATUS.exl.mask}
        andi    $at, $k0, ${STATUS.ksu.mask}
        beq     $at, $0, 1f
        xori    $at, $at, ${STATUS.ksu.of(KSU.user)}
        bne     $at, $0, slow_again
        ld      $k1, STATUS_USER($0)
        mtc0    $k1, $12
        sd      $0, EMULATION($0)
1:      sd      $k0, ${special(CP0.status)}($0)
        ld      $k0, ${special(CP0.epc)}($0)
        dmtc0   $k0, $14
        ld      $at, AT($0)
        ld      $k0, K0($0)
        ld      $k1, K1($0)
        eret

        .balign 8
tables:
${table((n) => (n === CP0.count ? "read_count" : SLOW_TO_READ.has(n) ? "slow" : "read"))}
${table((n) => (n === CP0.count ? "read_count" : SLOW_TO_READ.has(n) ? "slow" : "read"))}
${table((n) => (plainWrites.includes(n) || n === CP0.entryHi ? `write_${n}w` : n === CP0.status ? `write_${n}` : "slow_again"))}
${table((n) => (plainWrites.includes(n) || n === CP0.entryHi ? `write_${n}` : n === CP0.status ? `write_${n}` : "slow_again"))}
`;

function plainWrite(n: number): string {
  const keeps = CP0_WRITES[n]?.keeps !== undefined;
  return `write_${n}w:
        sll     $at, $at, 0
write_${n}:${CP0_WRITES[n]?.narrow ? `
        sll     $at, $at, 0` : ""}
        ld      $k1, MASKS+${8 * n}($0)
        and     $at, $at, $k1${keeps ? `
        nor     $k1, $k1, $0
        sd      $at, INSTRUCTION($0)    # a spare cell
        ld      $at, ${special(n)}($0)
        and     $k1, $k1, $at
        ld      $at, INSTRUCTION($0)
        or      $at, $at, $k1` : ""}
        b       done
        sd      $at, ${special(n)}($0)`;
}

function table(handler: (n: number) => string): string {
  return numbers.map((n) => `        .dword  ${handler(n)}`).join("\n");
}
