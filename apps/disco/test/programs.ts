/** Small programs for the bare machine: docs/bare-metal.md. */

/** Ends with the exit code in v0. */
const POWER_OFF = `
        dli     $t9, 0xffffffffbf001000
        sw      $v0, 0($t9)
        b       .
        nop
`;

/** Prints every byte there is, and ends with code 42. */
export const ALL_BYTES = `
_start: dli     $t0, 0xffffffffbf000000
        li      $t1, 0
next:   sb      $t1, 0($t0)
        addiu   $t1, $t1, 1
        bne     $t1, 256, next
last:   li      $v0, 42
${POWER_OFF}`;

/** Prints what is typed in upper case up to a full stop or the end of input, and ends with the number of letters. */
export const ECHO = `
        dli     $t0, 0xffffffffbf000000
        li      $v0, 0
wait:   lbu     $t1, 5($t0)
        andi    $t1, $t1, 1
        beqz    $t1, wait
        lbu     $t1, 0($t0)
        beq     $t1, '.', done
        xori    $t1, $t1, 0x20
        sb      $t1, 0($t0)
        addiu   $v0, $v0, 1
        b       wait
done:
${POWER_OFF}`;

/** Sets Status bit 27 with nothing to come. */
export const SLEEP_FOR_EVER = `
        mfc0    $t0, $12
        li      $t1, 0x08000000
        or      $t0, $t0, $t1
        mtc0    $t0, $12
        b       .
        nop
`;

export const LOOP = `
spin:   b       spin
        nop
`;
