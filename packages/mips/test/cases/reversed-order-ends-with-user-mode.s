# The handler of a reversed program runs in the kernel's order, and ERET goes back to the program's (R10000 UM 14.10).
        li   $a0, START | USER | RE
        dla  $a1, user
        dla  $a2, end
        j    reversed
        nop
        .align 3
user:
        dla  $t0, data - K0
        li   $s0, 50
1:      syscall                 # the kernel adds a byte it reads to $v0
        lbu  $t1, 0($t0)        # the other byte
        addu $v1, $v1, $t1
        addiu $s0, $s0, -1
        bnez $s0, 1b
        nop
        gate 60
        .align 3
end:
on_general:
        mfc0 $k0, $13
        andi $k0, $k0, 0x7c
        xori $k0, $k0, Sys << 2
        bnez $k0, 2f
        nop
        dla  $k1, data
        lbu  $k1, 0($k1)
        addu $v0, $v0, $k1
        dmfc0 $k0, $14
        daddiu $k0, $k0, 4
        dmtc0 $k0, $14
        eret
2:      gate 0
        .align 3
data:   .dword 0x0300000000000005
#? $v0 == 150
#? $v1 == 250
