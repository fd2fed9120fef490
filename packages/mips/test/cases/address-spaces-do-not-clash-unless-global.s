# Entries of other ASIDs do not match the same address; a global entry matches in all (R10000 UM 14.3, 14.9, 14.10).
        li   $t1, 5 << 6 | 3 << 3 | 6
        dmtc0 $t1, $2
        dmtc0 $t1, $3
        mtc0 $zero, $5
        dli  $t0, 0x400001
        dmtc0 $t0, $10
        mtc0 $zero, $0
        tlbwi
        dli  $t0, 0x400002
        dmtc0 $t0, $10
        li   $t2, 1
        mtc0 $t2, $0
        tlbwi
        mfc0 $v0, $12
        ori  $t1, $t1, 1
        dmtc0 $t1, $2
        dmtc0 $t1, $3
        dli  $t0, 0x400003
        dmtc0 $t0, $10
        li   $t2, 2
        mtc0 $t2, $0
        tlbwi
        mfc0 $v1, $12
        gate 0
#? $v0 & TS == 0
#? $v1 & TS == TS
#? tlb0.used == 0
#? tlb1.used == 0
#? tlb2.used == 1
