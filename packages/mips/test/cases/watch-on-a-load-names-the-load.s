# WatchLo.R: a load of the physical doubleword is a Watch exception, code 23, before it happens (R10000 UM 14.16, chapter 17).
        dla  $t0, data
        li   $t1, 0x1fffffff
        and  $t1, $t0, $t1
        ori  $t1, $t1, 2        # R
        mtc0 $zero, $19
        mtc0 $t1, $18
        sw   $zero, 0($t0)      # W is clear: stores pass
        lw   $v1, 8($t0)        # the next doubleword passes
        lw   $v1, -4($t0)
        li   $v0, 77
here:   lbu  $v0, 7($t0)
        .align 3
        .word 0x1111, 0x2222
data:   .word 5, 6, 7, 8
#? stop == general
#? exc == WATCH
#? bd == 0
#? c0_epc == here
#? $v0 == 77
#? $v1 == 0x2222
#? c0_badvaddr == 0
