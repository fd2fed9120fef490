# Instructions can be fetched through xkphys (R10000 UM 16.2).
        dli  $t0, 0xa800000000000000
        dla  $t1, there
        li   $t2, 0x1fffffff
        and  $t1, $t1, $t2
        daddu $t0, $t0, $t1
        jr   $t0
        nop
there:  addiu $v0, $zero, 1
here:   syscall
#? stop == general
#? exc == Sys
#? $v0 == 1
#? c0_epc == 0xa800000000000000 + (here - K0)
