# A miss with EXL set takes the common vector, and leaves EPC and BD (R10000 UM 17.2; R4000 UM, figure 5-16).
        dli  $t0, 0x1111111111111111
        dmtc0 $t0, $14
        li   $t0, START | EXL
        mtc0 $t0, $12
        lui  $t1, 0x12
        b    1f
        lw   $v0, 0($t1)
1:      gate 33
#? stop == general
#? exc == TLBL
#? bd == 0
#? c0_epc == 0x1111111111111111
#? c0_badvaddr == 0x120000
