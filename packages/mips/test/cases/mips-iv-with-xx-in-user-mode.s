# XX enables MIPS IV in user mode; 64-bit addressing is another matter (R10000 UM, table 14-9, note).
        li   $a0, CU1 | FR | USER | XX
        dla  $a1, user
        j    enter
        nop
user:   li   $t0, 7
        movz $v0, $t0, $zero
        movn $v1, $t0, $zero
        gate 60
#? stop == general
#? exc == CpU
#? $v0 == 7
#? $v1 == 0
