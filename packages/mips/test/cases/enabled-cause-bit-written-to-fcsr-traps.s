# CTC1 that sets a Cause bit and its Enable raises the floating-point exception on itself (R10000 UM 15.4).
        li   $t0, 1 << 15 | 1 << 10     # division by zero: Cause and Enable
here:   ctc1 $t0, $31
        nop
#? stop == general
#? exc == FPE
#? c0_epc == here
#? fcsr == 1 << 15 | 1 << 10
