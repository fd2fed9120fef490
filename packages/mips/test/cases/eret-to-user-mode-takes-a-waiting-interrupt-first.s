# An interrupt that was held back by EXL is taken before the first instruction after ERET (R10000 UM 14.10).
        li   $t0, 0x100
        mtc0 $t0, $13
        li   $a0, START | USER | IM0 | IE
        dla  $a1, user
        j    enter
        nop
user:   addiu $v0, $v0, 1
#? stop == general
#? exc == Int
#? c0_epc == user - K0
#? $v0 == 0
