# Two 32-bit counters and controls of 9 bits; MFPC and MFPS sign-extend (R10000 UM 14.20, 14.32).
        li   $t0, -1
        mtpc $t0, 0
        li   $t1, 0x7fffffff
        mtpc $t1, 1
        mtps $t0, 1
        mfps $v1, 1
        mtps $zero, 1
        mfps $v0, 0
        mfpc $a0, 0
        gate 0
#? $v0 == 0
#? $v1 == 0x1ff
#? $a0 == -1
