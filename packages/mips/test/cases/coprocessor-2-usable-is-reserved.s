# The R10000 has no coprocessor 2: usable, its instructions are reserved, not no-ops as on the R4400 (R10000 UM, chapter 17).
        li   $t0, KX | CU2
        mtc0 $t0, $12
here:   .word 0x48000000
#? stop == general
#? exc == RI
#? c0_epc == here
#? ce == 0
