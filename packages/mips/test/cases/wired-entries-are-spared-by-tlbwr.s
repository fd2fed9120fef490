# TLBWR writes the entry of Random, which never falls below Wired (R10000 UM 14.2, 14.6).
        li   $t0, 60
        mtc0 $t0, $6
        mtc0 $zero, $5
        dmtc0 $zero, $2
        dmtc0 $zero, $3
        dli  $t0, 0x400000
        li   $s0, 100
1:      dmtc0 $t0, $10
        tlbwr
        tlbp
        mfc0 $t1, $0
        sltiu $t2, $t1, 60
        bnez $t2, bad
        sltiu $t2, $t1, 64
        beqz $t2, bad
        li   $t3, 1
        sllv $t3, $t3, $t1
        or   $s1, $s1, $t3              # bits 28 to 31: entries 60 to 63
        daddiu $t0, $t0, 0x2000
        addiu $s0, $s0, -1
        bnez $s0, 1b
        mfc0 $a4, $1
        sltiu $a4, $a4, 60
        bnez $a4, bad
        nop
        gate 0
bad:    gate 51
#? $s0 == 0
#? $s1 != 0
#? tlb59.used == 0
