# EPC is the JR, BadVAddr the data address; nothing of the jump has happened (R10000 UM 14.12).
        dla  $t0, 1f
        dli  $t1, 0x5555
here:   jr   $t0
        lh   $v0, 0($t1)
1:      gate 40
#? stop == general
#? exc == AdEL
#? bd == 1
#? c0_epc == here
#? c0_badvaddr == 0x5555
