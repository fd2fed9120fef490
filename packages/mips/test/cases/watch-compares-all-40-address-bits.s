# WatchHi holds physical address bits 39:32: the same low bits elsewhere are not watched (R10000 UM 14.16).
        dla  $t0, data
        li   $t1, 0x1fffffff
        and  $t1, $t0, $t1
        ori  $t1, $t1, 3
        li   $t2, 1
        mtc0 $t2, $19
        mtc0 $t1, $18
        lw   $v0, 0($t0)        # bit 32 differs
        mtc0 $zero, $19
        li   $t2, -1
here:   lw   $v0, 4($t0)
        .align 3
data:   .word 21, 22
#? stop == general
#? exc == WATCH
#? c0_epc == here
#? $v0 == 21
