# A reversed user program counts as any other (R10000 UM 14.10, 14.20).
        li   $t2, 3 << 5 | 8    # stores
        mtps $t2, 0
        mtps $t2, 1
        li   $a0, START | USER | RE
        dla  $a1, user
        dla  $a2, end
        j    reversed
        nop
        .align 3
user:   dla  $t0, data - K0
        li   $s0, 20
1:      sb   $s0, 0($t0)
        addiu $s0, $s0, -1
        bnez $s0, 1b
        swl  $s0, 9($t0)
        sw   $s0, 1($t0)        # issued, but for AdES does not graduate
        .align 3
end:
data:   .dword 0, 0
#? stop == general
#? exc == AdES
#? perf0 == 41
#? perf1 == 40
#? d(data) == 1
