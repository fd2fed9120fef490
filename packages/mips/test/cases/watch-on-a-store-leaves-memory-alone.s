# WatchLo.W: a store does not happen, and the branch is named when it is in a slot (R10000 UM 14.16, chapter 17).
        dla  $t0, data
        li   $t1, 0x1fffffff
        and  $t1, $t0, $t1
        ori  $t1, $t1, 1        # W
        mtc0 $zero, $19
        mtc0 $t1, $18
        li   $s0, 40
1:      lw   $v0, 0($t0)        # R is clear: loads pass, again and again
        addu $v1, $v1, $v0
        sw   $v1, 8($t0)
        addiu $s0, $s0, -1
        bnez $s0, 1b
        nop
here:   b    2f
        swr  $s0, 6($t0)
2:      gate 40
        .align 3
data:   .word 5, 6, 0, 0
#? stop == general
#? exc == WATCH
#? bd == 1
#? c0_epc == here
#? d(data) == 5 << 32 | 6
#? w(data + 8) == 200
