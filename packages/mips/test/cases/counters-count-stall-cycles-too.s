# Cycles in which nothing graduates count as cycles, not as instructions (R10000 UM 14.20, events 0 and 15); a miss is counted once.
#? memory caches
        dla  $t0, far
        lw   $zero, 0x4000($t0) # takes the place of those lines, 16 KB being one way
        lw   $zero, 0x4040($t0)
        dla  $t3, code + 0x4000
        jalr $t3
        nop
        li   $t1, 9 << 5 | 2    # counter 1: misses of the primary data cache
        mtps $t1, 1
        li   $t1, 2             # counter 0: cycles
        mtps $t1, 0
        lw   $t2, 0($t0)
        lw   $t2, 4($t0)        # the same line
        lw   $t2, 64($t0)
        mtps $zero, 0
        mtps $zero, 1
        mfpc $v0, 0
        mfpc $v1, 1
        dla  $t3, code
        li   $t1, 9 << 5 | 2    # counter 0: misses of the primary instruction cache
        mtpc $zero, 0
        mtps $t1, 0
        jalr $t3
        nop
        mtps $zero, 0
        mfpc $a0, 0
        gate 0
        .org 0x6000
far:    .space 128
        .org 0x7008
code:   jr   $ra
        nop
        .org 0xb008
        jr   $ra
        nop
#? $v0 >= 4 + 2 * 7                     # two misses of at least 7 cycles
#? $v1 == 2
#? $a0 >= 1                             # and the line of what follows, perhaps
#? $a0 <= 2
