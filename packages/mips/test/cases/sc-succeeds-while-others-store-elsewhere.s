# Stores of other CPUs to other blocks leave the link alone, and so do their loads of the linked one (R10000 UM 1.8).
#? cpus 3
        dla  $t0, data
        bnez $a0, other
        li   $s0, 60
        ll   $t1, 0($t0)
1:      bnez $s0, 1b            # no load or store in between
        addiu $s0, $s0, -1
        addiu $v0, $t1, 2
        sc   $v0, 0($t0)
        gate 0
other:  sll  $t2, $a0, 7
        daddu $t2, $t2, $t0     # a block of its own
1:      lw   $t1, 4($t0)
        sw   $t1, 0($t2)
        bnez $s0, 1b
        addiu $s0, $s0, -1
        gate 0
        .align 7
data:   .word 5, 6
        .space 512
#? $v0 == 1
#? w(data) == 7
#? w(data + 128) == 6
#? w(data + 256) == 6
