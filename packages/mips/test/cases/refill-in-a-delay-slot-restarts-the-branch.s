# After the refill ERET goes back to the branch, which is executed again with its slot (R10000 UM 14.12).
        li   $s0, 0
        lui  $t0, 0x40
        li   $t1, 0x1234
        sw   $t1, 0x5000 + K0
        bal  1f
        lw   $v0, 0($t0)
back:   gate 41
1:      gate 0
on_xtlb:
        mfc0 $k0, $13
        srl  $s0, $k0, 31
        dmfc0 $s1, $14
        dmtc0 $zero, $3
        li   $k0, 5 << 6 | 3 << 3 | 7
        dmtc0 $k0, $2
        mtc0 $zero, $5
        tlbwr
        eret
#? $v0 == 0x1234
#? $s0 == 1
#? $s1 == back - 8
#? $ra == back
