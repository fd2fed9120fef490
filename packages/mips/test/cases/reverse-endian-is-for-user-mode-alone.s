# Kernel and supervisor mode ignore Status.RE (R10000 UM 14.10).
        li   $t1, START | RE
        mtc0 $t1, $12
        dla  $t0, data
        lbu  $v0, 0($t0)
        lui  $t0, 0xc000
        dmtc0 $t0, $10
        li   $t1, 5 << 6 | 3 << 3 | 7
        dmtc0 $t1, $2
        dmtc0 $zero, $3
        mtc0 $zero, $5
        li   $t1, 9
        mtc0 $t1, $0
        tlbwi
        dli  $t2, 0x11121314
        sw   $t2, 0x5004 + K0
        li   $a0, START | CU0 | SUPERVISOR | RE
        dla  $a1, user
        j    enter
        nop
        .align 3
user:
        lui  $t0, 0xc000
        lw   $v1, 4($t0)
        lbu  $v1, 4($t0)
        gate 0
        .align 3
end:
data:   .dword 0x0102030405060708
#? stop == done
#? $v0 == 0x01
#? $v1 == 0x11
