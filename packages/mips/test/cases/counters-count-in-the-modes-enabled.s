# U, S, K and EXL of a control enable counting in their modes; nothing counts while ERL is set (R10000 UM 14.20).
        li   $t0, 1 << 5 | 8    # counter 1: graduated, user mode
        mtps $t0, 1
        li   $t0, 15 << 5 | 1   # counter 0: graduated, EXL
        mtps $t0, 0
        nop                     # kernel mode: not counted
        nop
        li   $t1, START | ERL
        mtc0 $t1, $12           # ERL: not counted
        nop
        li   $t1, START
        mtc0 $t1, $12
        li   $a0, START | CU0 | USER
        dla  $a1, user
        j    enter              # sets EXL: counted from there to the ERET
        nop
user:   addiu $v0, $v0, 1
        addiu $v0, $v0, 1
        syscall                 # does not graduate
        addiu $v0, $v0, 1
        mfpc $s0, 0
        mfpc $s1, 1
        gate 0
on_general:
        dmfc0 $k0, $14
        daddiu $k0, $k0, 4
        dmtc0 $k0, $14
        eret
#? $v0 == 3
#? $s0 == 1 + 2 + 4                     # the ERET of `enter` (its MTC0 began without EXL), J and NOP at the vector, the handler
#? $s1 == 4                             # three additions and an MFPC
