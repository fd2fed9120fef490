# CP0 hazards are interlocked: a load after TLBWI uses the new entry, a fetch too (r10000.md, section 1).
        dli  $t0, 0x400000
        dmtc0 $t0, $10
        li   $t1, 5 << 6 | 3 << 3 | 7
        dmtc0 $t1, $2
        dmtc0 $t1, $3
        mtc0 $zero, $5
        mtc0 $zero, $0
        tlbwi
        li   $s0, 5
        sw   $s0, 0x5000 + K0
        li   $s0, 6
        sw   $s0, 0x6000 + K0
        li   $s1, 4
1:      lw   $t2, 0($t0)
        addu $v0, $v0, $t2
        xori $t1, $t1, 5 << 6 ^ 6 << 6
        dmtc0 $t1, $2
        tlbwi
        lw   $t2, 0($t0)
        addu $v1, $v1, $t2
        addiu $s1, $s1, -1
        bnez $s1, 1b
        nop
        gate 0
#? $v0 == 22
#? $v1 == 22
