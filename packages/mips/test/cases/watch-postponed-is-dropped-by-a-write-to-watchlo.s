# A postponed Watch exception is cleared by a write of WatchLo, whatever the value (R10000 UM, chapter 17, Watch).
        dla  $t0, data
        li   $t1, 0x1fffffff
        and  $t1, $t0, $t1
        ori  $t1, $t1, 3
        mtc0 $t1, $18
        li   $t2, START | EXL
        mtc0 $t2, $12
        lw   $v0, 0($t0)
        mtc0 $t1, $18
        li   $t2, START
        mtc0 $t2, $12
        addiu $v1, $v1, 1
here:   lw   $v0, 0($t0)        # it still watches
        .align 3
data:   .word 9, 10
#? stop == general
#? exc == WATCH
#? c0_epc == here
#? $v0 == 9
#? $v1 == 1
