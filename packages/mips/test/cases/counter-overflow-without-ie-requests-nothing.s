# Without IE in its control a counter that overflows requests no interrupt, until IE is set (R10000 UM 14.20).
        li   $t0, START | IM7 | IE
        mtc0 $t0, $12
        li   $t1, 0x7fffffff
        mtpc $t1, 1
        li   $t2, 1 << 5 | 2    # graduated, K
        mtps $t2, 1
        nop
        nop
        nop
        mfc0 $v0, $13
        li   $t2, 16            # IE, counting nowhere
        mtps $t2, 1
here:   nop
        gate 40
#? stop == general
#? exc == Int
#? c0_epc == here
#? $v0 == 0
#? perf1 > 0x80000000
