# The same with a refill handler: branch and slot are executed once each, in the end.
        dli  $t0, 0x400000
        dmtc0 $t0, $10
        li   $t1, 6 << 6 | 3 << 3 | 7
        dmtc0 $t1, $2
        dmtc0 $zero, $3
        mtc0 $zero, $5
        mtc0 $zero, $0
        tlbwi
        dli  $t2, 0x400ff8
        jr   $t2
        nop
on_general:                     # TLB invalid for the odd page: map it to frame 7
        mfc0 $s1, $13
        tlbp
        tlbr
        li   $k0, 7 << 6 | 3 << 3 | 7
        dmtc0 $k0, $3
        tlbwi
        addiu $s0, $s0, 1
        eret
        .org 0x6ff8
        li   $v1, 1
        beq  $v1, $zero, 1f     # not taken
        addiu $v0, $v0, 1
        addiu $v0, $v0, 0x10
1:      gate 0
#? $s0 == 1
#? $s1 & 0x80000000 == 0x80000000
#? $v0 == 0x11
