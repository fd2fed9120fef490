# ERL set: kuseg is unmapped and uncached (R10000 UM 14.10, 16.2), also with KX; beyond 2 GB it is an address error.
        li   $t2, 0x1e55
        sw   $t2, 0x5008 + K0
        li   $t0, START | ERL
        mtc0 $t0, $12
        li   $t1, 0x5000
        lw   $v0, 8($t1)
        sw   $v0, 16($t1)
        dli  $t1, 0x80000000
here:   lw   $v1, 0($t1)
#? stop == general
#? exc == AdEL
#? $v0 == 0x1e55
#? w(0x5010) == 0x1e55
#? c0_badvaddr == 0x80000000
