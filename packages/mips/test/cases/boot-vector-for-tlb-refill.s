# BEV set, 32-bit user space: 0xffffffffbfc00200 (R10000 UM 17.2).
        li   $t0, KX | BEV
        mtc0 $t0, $12
        lui  $t1, 0x1234
here:   lw   $v0, 0($t1)
#? stop == bootRefill
#? exc == TLBL
#? c0_epc == here
#? c0_badvaddr == 0x12340000
