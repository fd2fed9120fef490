# Integer overflow: code 12, the destination is not modified (MIPS IV Instruction Set, ADD).
        li   $t0, 0x7fffffff
        li   $t1, 1
        li   $v0, 1234
here:   add  $v0, $t0, $t1
#? stop == general
#? exc == Ov
#? c0_epc == here
#? $v0 == 1234
