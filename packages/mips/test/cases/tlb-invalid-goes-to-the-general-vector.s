# An entry that matches with V clear: TLBL or TLBS through the common vector (R10000 UM, chapter 17, TLB Invalid).
        li   $t0, 0x400000
        dmtc0 $t0, $10
        dmtc0 $zero, $2
        dmtc0 $zero, $3
        mtc0 $zero, $5
        mtc0 $zero, $0
        tlbwi
here:   sw   $v0, 0($t0)
#? stop == general
#? exc == TLBS
#? c0_epc == here
#? c0_badvaddr == 0x400000
#? c0_entryhi == 0x400000
