# Eight CPUs add 1 to a word 40 times each with LL and SC: none is lost (R10000 UM 1.8; MIPS II, LL and SC).
#? cpus 8
        dla  $t0, data
        li   $s0, 40
1:      ll   $t1, 0($t0)
        addiu $t1, $t1, 1
        sc   $t1, 0($t0)
        beqz $t1, 1b
        addiu $v1, $v1, 1       # attempts
        addiu $s0, $s0, -1
        bnez $s0, 1b
        nop
        gate 0
        .align 7
data:   .word 0, 0
#? w(data) == 320
#? w(data + 4) == 0
#? $v1 >= 40
#? cpu7.$v1 >= 40
