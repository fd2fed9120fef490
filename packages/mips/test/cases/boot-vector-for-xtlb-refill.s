# BEV set, 64-bit user space: 0xffffffffbfc00280 (R10000 UM 17.2).
        li   $t0, START | BEV
        mtc0 $t0, $12
        lui  $t1, 0x1234
here:   sw   $v0, 0($t1)
#? stop == bootXtlb
#? exc == TLBS
#? c0_epc == here
