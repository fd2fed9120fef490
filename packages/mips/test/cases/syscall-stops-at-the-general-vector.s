# System call: code 8, the common vector, EPC at the instruction, EXL set (R10000 UM, chapter 17, System Call).
        nop
here:   syscall
        nop
#? stop == general
#? exc == Sys
#? bd == 0
#? c0_epc == here
#? c0_status & (EXL|ERL) == EXL
