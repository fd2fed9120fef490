# ksseg and kseg3 are mapped in kernel mode (R10000 UM 16.2).
        li   $t1, 5 << 6 | 3 << 3 | 7
        dmtc0 $t1, $2
        dmtc0 $t1, $3
        mtc0 $zero, $5
        lui  $t0, 0xc100
        dmtc0 $t0, $10
        mtc0 $zero, $0
        tlbwi
        lui  $t2, 0xe000
        dmtc0 $t2, $10
        li   $t3, 1
        mtc0 $t3, $0
        tlbwi
        sw   $t3, 0($t0)
        lw   $v0, 0($t2)
        gate 0
#? $v0 == 1
#? w(0x5000) == 1
