# The overlap decides, not the page size (R10000 UM 14.10): a 1 MB pair takes out 4 KB pairs within it and no others.
        li   $t1, 3 << 3 | 7
        dmtc0 $t1, $2
        dmtc0 $t1, $3
        mtc0 $zero, $5
        dli  $t0, 0x40000000
        dmtc0 $t0, $10
        mtc0 $zero, $0
        tlbwi
        dli  $t0, 0x401fe000
        dmtc0 $t0, $10
        li   $t2, 1
        mtc0 $t2, $0
        tlbwi
        dli  $t0, 0x40200000
        dmtc0 $t0, $10
        li   $t2, 2
        mtc0 $t2, $0
        tlbwi
        dli  $t0, 0x40000000
        dmtc0 $t0, $10
        li   $t3, 0x1fe000
        mtc0 $t3, $5
        li   $t2, 3
        mtc0 $t2, $0
        tlbwi
        mfc0 $v0, $12
        gate 0
#? $v0 & TS == TS
#? tlb0.used == 0
#? tlb1.used == 0
#? tlb2.used == 1
#? tlb3.used == 1
