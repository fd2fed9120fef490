# FrameMask: ones force zeros into the upper frame number as an entry is written; EntryLo keeps them (R10000 UM 14.17).
        li   $t0, 0xffff
        mtc0 $t0, $21
        dli  $t1, 0x3fffc0000 | 5 << 6 | 3 << 3 | 7
        dmtc0 $t1, $2
        dmtc0 $zero, $3
        dli  $t2, 0x400000
        dmtc0 $t2, $10
        mtc0 $zero, $5
        mtc0 $zero, $0
        tlbwi
        dmfc0 $v1, $2
        li   $t3, 0x77
        sw   $t3, 0x5000 + K0
        lw   $v0, 0($t2)
        tlbr
        dmfc0 $a0, $2
        gate 0
#? $v0 == 0x77
#? $v1 == 0x3fffc0000 | 5 << 6 | 3 << 3 | 7
#? $a0 == 5 << 6 | 3 << 3 | 6
