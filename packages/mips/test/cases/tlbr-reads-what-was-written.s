# TLBR gives EntryHi, PageMask and EntryLo; G in both EntryLo is the entry's one G (R10000 UM 14.3).
        dli  $t0, 0xc00000123457e0a5 & ~0x1e000
        dmtc0 $t0, $10
        dli  $t1, 0x40000000003f8000 | 0x3b     # UC 1, C 7, D clear, V set, G set
        dmtc0 $t1, $2
        li   $t2, 0x1e                          # G clear
        dmtc0 $t2, $3
        li   $t3, 0x1e000
        mtc0 $t3, $5
        li   $a4, 40
        mtc0 $a4, $0
        tlbwi
        dmtc0 $zero, $2
        dmtc0 $zero, $3
        dmtc0 $zero, $10
        mtc0 $zero, $5
        tlbr
        dmfc0 $v0, $10
        dmfc0 $v1, $2
        dmfc0 $a0, $3
        mfc0 $a1, $5
        gate 0
#? $v0 == 0xc0000012345600a5
#? $v1 == 0x40000000003f803a
#? $a0 == 0x1e
#? $a1 == 0x1e000
