# TLBP: Index of the entry that matches EntryHi, or P, bit 31 (R10000 UM 14.1).
        dli  $t0, 0x400012
        dmtc0 $t0, $10
        dmtc0 $zero, $2
        dmtc0 $zero, $3
        mtc0 $zero, $5
        li   $t1, 17
        mtc0 $t1, $0
        tlbwi
        mtc0 $zero, $0
        tlbp                            # V does not matter
        mfc0 $v0, $0
        dli  $t0, 0x400013              # another ASID
        dmtc0 $t0, $10
        tlbp
        mfc0 $v1, $0
        dli  $t0, 0x4000000000400012    # another region
        dmtc0 $t0, $10
        tlbp
        mfc0 $a0, $0
        gate 0
#? $v0 == 17
#? $v1 & 0x80000000 == 0x80000000
#? $a0 & 0x80000000 == 0x80000000
