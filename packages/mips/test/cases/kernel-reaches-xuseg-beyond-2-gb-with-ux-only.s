# xkuseg beyond 2 GB needs UX (R10000 UM 16.2).
        dli  $t0, 0x100000000
        dmtc0 $t0, $10
        li   $t1, 5 << 6 | 3 << 3 | 7
        dmtc0 $t1, $2
        dmtc0 $t1, $3
        mtc0 $zero, $5
        mtc0 $zero, $0
        tlbwi
        lw   $v0, 0($t0)
        li   $t1, START & ~UX
        mtc0 $t1, $12
here:   sw   $v1, 0($t0)
#? stop == general
#? exc == AdES
#? c0_epc == here
