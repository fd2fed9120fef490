# The link is used up by SC, and lost by ERET: SC stores nothing and gives 0 (MIPS II, SC; R10000 UM 1.8).
        dla  $t0, data
        li   $v0, 9
        ll   $t1, 0($t0)
        li   $s0, 1
        sc   $s0, 0($t0)        # done
        li   $s1, 2
        sc   $s1, 0($t0)        # again, without a link
        ll   $t1, 0($t0)
        syscall
        li   $s2, 3
        sc   $s2, 0($t0)        # an exception and its ERET in between
        ll   $t1, 0($t0)
        li   $s3, 4
        sc   $s3, 256($t0)      # to another block
        gate 0
on_general:
        j    skip
        nop
        .align 7
data:   .word 7
        .space 508
#? $s0 == 1
#? $s1 == 0
#? $s2 == 0
#? $s3 == 0
#? w(data) == 1
#? w(data + 256) == 0
