# A reversed user program counts as any other (R10000 UM 14.10, 14.20).
        dla  $t0, user          # the words of each doubleword change places
        dla  $t1, end
1:      ld   $t2, 0($t0)
        dsll32 $t3, $t2, 0
        dsrl32 $t2, $t2, 0
        or   $t2, $t2, $t3
        sd   $t2, 0($t0)
        daddiu $t0, $t0, 8
        bne  $t0, $t1, 1b
        nop
        li   $t2, 3 << 5 | 8    # stores
        mtps $t2, 0
        mtps $t2, 1
        li   $a0, START | USER | RE
        dla  $a1, user
        j    enter
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
