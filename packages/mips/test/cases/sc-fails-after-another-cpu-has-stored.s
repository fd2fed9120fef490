# A store of another CPU to the linked block breaks the link, though it stores what was there already (R10000 UM 1.8).
#? cpus 2
        dla  $t0, data
        dla  $t2, flags
        bnez $a0, other
        nop
        ll   $t1, 0($t0)
        li   $t3, 1
        sw   $t3, 0($t2)        # to another block
1:      lw   $t3, 4($t2)
        beqz $t3, 1b
        nop
        li   $v0, 77
        sc   $v0, 0($t0)
        gate 0
other:
1:      lw   $t3, 0($t2)
        beqz $t3, 1b
        lw   $t1, 0($t0)
        sw   $t1, 0($t0)
        li   $t3, 1
        sw   $t3, 4($t2)
        gate 0
        .align 7
data:   .word 5
        .align 7
flags:  .word 0, 0
#? $v0 == 0
#? w(data) == 5
#? stop == done
#? cpu1.stop == done
