# Event 0 counts cycles, on both counters; an instruction takes one here, the MTPS that starts it included (R10000 UM 14.20, event 0).
#? memory flat
        li   $t0, 2             # event 0, K
        mtps $t0, 0
        mtps $t0, 1
        li   $s0, 40
1:      addiu $s0, $s0, -1
        bnez $s0, 1b
        addu $v0, $v0, $s0
        mtps $zero, 0
        mtps $zero, 1
        mfpc $v0, 0
        mfpc $v1, 1
        nop
        mfpc $a0, 0             # stopped
        gate 0
#? $v0 == 1 + 1 + 3 * 40 + 1
#? $v1 == 1 + 1 + 3 * 40 + 1
#? $a0 == 1 + 1 + 3 * 40 + 1
