import { POWER_OFF } from "./programs.ts";

/**
 * CPU 0 starts the others; all count one counter up by LL/SC, `rounds` times each; CPU 0 powers off with 0 if the sum
 * is right. Registers at the end: s0 = the counter.
 */
export const counting = (rounds: number): string => `
        dli     $s7, cpus_startEntry
        dli     $t0, self_count
        ld      $s6, 0($t0)         # CPUs
        dla     $s5, count
        li      $s4, 1
start:  beq     $s4, $s6, work
        daddiu  $s7, $s7, cpus_stride
        sd      $s5, 0($s7)         # entry
        sd      $s4, 8($s7)         # a0 = its number
        sd      $0, 16($s7)         # go
        b       start
        addiu   $s4, $s4, 1
work:   move    $a0, $0
count:  dla     $s0, counter
        li      $s1, ${rounds}
again:  ll      $t0, 0($s0)
        addiu   $t0, $t0, 1
        sc      $t0, 0($s0)
        beqz    $t0, again
        nop
        addiu   $s1, $s1, -1
        bnez    $s1, again
        nop
        dla     $s2, ready
finish: ll      $t0, 0($s2)
        addiu   $t0, $t0, 1
        sc      $t0, 0($s2)
        beqz    $t0, finish
        nop
        bnez    $a0, .
        nop
wait:   lw      $t0, 0($s2)
        bne     $t0, $s6, wait
        nop
        lw      $s0, 0($s0)
        li      $t1, ${rounds}
        mult    $t1, $s6
        mflo    $t1
        bne     $t1, $s0, wrong
        li      $v0, 1
        li      $v0, 0
wrong:  ${POWER_OFF}
        .align  7
counter: .word  0
        .align  7
ready:  .word   0
`;
