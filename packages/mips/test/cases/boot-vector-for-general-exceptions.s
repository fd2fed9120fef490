# With BEV set, all others go to 0xffffffffbfc00380 (R10000 UM 17.2, table of vectors).
        li   $t0, START | BEV
        mtc0 $t0, $12
here:   syscall
#? stop == bootGeneral
#? exc == Sys
#? c0_epc == here
