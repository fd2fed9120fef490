# BD set and EPC at the branch, taken or not (R10000 UM 14.11, 14.12).
        bne  $zero, $zero, 1f
        syscall
1:      nop
#? stop == general
#? exc == Sys
#? bd == 1
#? c0_epc == start
