# The R10000 is sequentially consistent: who sees the flag sees the data stored before it (R10000 UM 1.8, strong ordering).
#? cpus 2
        dla  $t0, data
        li   $s0, 30
        bnez $a0, reader
        nop
1:      sw   $s0, 0($t0)
        sw   $s0, 128($t0)      # the flag
2:      lw   $t1, 256($t0)      # until it is answered
        bne  $t1, $s0, 2b
        nop
        addiu $s0, $s0, -1
        bnez $s0, 1b
        nop
        gate 0
reader:
1:      lw   $t1, 128($t0)
        bne  $t1, $s0, 1b
        lw   $t2, 0($t0)
        addu $v0, $v0, $t2
        sw   $s0, 256($t0)
        addiu $s0, $s0, -1
        bnez $s0, 1b
        nop
        gate 0
        .align 7
data:   .word 0
        .space 508
#? cpu1.$v0 == 30 * 31 / 2
