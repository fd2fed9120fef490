# G must be set in both EntryLo to make an entry global (R10000 UM 14.3).
        dli  $t0, 0x400001
        dmtc0 $t0, $10
        li   $t1, 5 << 6 | 3 << 3 | 7
        dmtc0 $t1, $2
        li   $t2, 6 << 6 | 3 << 3 | 6   # not global
        dmtc0 $t2, $3
        mtc0 $zero, $5
        mtc0 $zero, $0
        tlbwi
        dli  $t0, 0x400000
        li   $t3, 0xfee
        sw   $t3, 0x5000 + K0
        lw   $v0, 0($t0)
        li   $t3, 2
        dmtc0 $t3, $10                  # another ASID
here:   lw   $v1, 0($t0)
#? stop == xtlb
#? c0_epc == here
#? $v0 == 0xfee
#? c0_entryhi == 0x400002
