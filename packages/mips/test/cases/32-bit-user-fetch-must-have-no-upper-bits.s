# UX clear: a fetch with any of the upper 33 bits set is an address error (R10000 UM 16.2).
        li   $a0, CU1 | USER
        dla  $a1, user
        j    enter
        nop
user:   lui  $t0, 0x8000
        jr   $t0
        addiu $v0, $zero, 3
#? stop == general
#? exc == AdEL
#? c0_epc == 0xffffffff80000000
#? c0_badvaddr == 0xffffffff80000000
#? $v0 == 3
