# D clear, V set: loads pass, a store is TLB Modified, code 1, common vector (R10000 UM, chapter 17, TLB Modified).
        li   $t0, 0x400055
        dmtc0 $t0, $10
        li   $t1, 4 << 6 | 3 << 3 | 2   # frame 4, cacheable, valid
        dmtc0 $t1, $2
        dmtc0 $zero, $3
        mtc0 $zero, $5
        mtc0 $zero, $0
        tlbwi
        li   $t2, 0x77
        sw   $t2, 0x4000 + K0
        lui  $t0, 0x40
        lw   $v0, 0($t0)
        addiu $t2, $t2, 1
here:   sw   $t2, 8($t0)
#? stop == general
#? exc == Mod
#? c0_epc == here
#? c0_badvaddr == 0x400008
#? c0_entryhi == 0x400055
#? $v0 == 0x77
#? w(0x4008) == 0
