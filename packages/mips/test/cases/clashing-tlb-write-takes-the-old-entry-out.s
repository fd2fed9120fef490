# A write that clashes invalidates the older entry, wired or not, and sets TS; one that does not clears it (R10000 UM 14.10).
        li   $t0, 32
        mtc0 $t0, $6                    # entry 5 is wired
        dli  $t0, 0x400000
        dmtc0 $t0, $10
        li   $t1, 5 << 6 | 3 << 3 | 7
        dmtc0 $t1, $2
        dmtc0 $t1, $3
        mtc0 $zero, $5
        li   $t2, 5
        mtc0 $t2, $0
        tlbwi
        mfc0 $s0, $12
        sw   $t2, 0x5000 + K0
        sw   $t0, 0x6000 + K0
        lw   $v0, 0($t0)                # 5
        li   $t1, 6 << 6 | 3 << 3 | 7
        dmtc0 $t1, $2
        li   $t2, 50
        mtc0 $t2, $0
        tlbwi                           # the same page again
        mfc0 $s1, $12
        lw   $v1, 0($t0)                # the new frame
        tlbp
        mfc0 $a0, $0
        tlbwi                           # itself: no clash
        mfc0 $s2, $12
        gate 0
#? $v0 == 5
#? $v1 == 0x400000
#? $a0 == 50
#? $s0 & TS == 0
#? $s1 & TS == TS
#? $s2 & TS == 0
#? tlb5.used == 0
