# With UX set user space has 2^44 bytes (R10000 UM 16.2): the last page is mapped, and a miss there is an XTLB refill.
        dli  $t0, 0x00000fffffffe000
        dmtc0 $t0, $10
        dmtc0 $zero, $2
        li   $t1, 5 << 6 | 3 << 3 | 7
        dmtc0 $t1, $3
        mtc0 $zero, $5
        li   $t1, 9
        mtc0 $t1, $0
        tlbwi
        li   $t2, 0x600d
        sw   $t2, 0x5ffc + K0
        li   $a0, START | USER
        dla  $a1, user
        j    enter
        nop
user:   dli  $t0, 0x00000ffffffffffc
        lw   $v0, 0($t0)
        dli  $t0, 0x0000080000000000
here:   lw   $v1, 0($t0)
#? stop == xtlb
#? $v0 == 0x600d
#? c0_epc == here - K0
#? c0_badvaddr == 0x80000000000
#? c0_xcontext == (0x80000000000 >> 13) << 4
