# The target of JR must be a word address: AdEL at the fetch, EPC and BadVAddr are the target, BD clear (MIPS IV, JR).
        dla  $t0, there + 2
        jr   $t0
        li   $v0, 5
there:  nop
#? stop == general
#? exc == AdEL
#? bd == 0
#? c0_epc == there + 2
#? c0_badvaddr == there + 2
#? $v0 == 5
