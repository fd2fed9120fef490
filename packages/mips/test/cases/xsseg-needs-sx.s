# xksseg, from kernel mode: mapped with SX set, an address error without (R10000 UM 16.2).
        dli  $t0, 0x4000000000000000
        dmtc0 $t0, $10
        li   $t1, 5 << 6 | 3 << 3 | 7
        dmtc0 $t1, $2
        dmtc0 $zero, $3
        mtc0 $zero, $5
        mtc0 $zero, $0
        tlbwi
        li   $t2, 0x717
        sw   $t2, 0x5000 + K0
        lw   $v0, 0($t0)
        li   $t1, START & ~SX
        mtc0 $t1, $12
here:   lw   $v1, 0($t0)
#? stop == general
#? exc == AdEL
#? c0_epc == here
#? c0_badvaddr == 0x4000000000000000
#? $v0 == 0x717
