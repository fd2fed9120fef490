# Address errors load BadVAddr; EntryHi is for TLB exceptions (R10000 UM, chapter 17, Address Error).
        li   $t0, 0x2042
        dmtc0 $t0, $10
        dla  $t1, 1f
here:   ld   $v0, 4($t1)
        .align 3
1:      nop
#? stop == general
#? exc == AdEL
#? c0_badvaddr == 1b + 4
#? c0_entryhi == 0x2042
