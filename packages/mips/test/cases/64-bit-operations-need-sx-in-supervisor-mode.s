# Supervisor mode needs SX for MIPS III operations; kernel mode needs nothing (R10000 UM 16.2, chapter 17).
        li   $t0, CU0
        mtc0 $t0, $12           # kernel mode, KX clear
        dli  $t1, 0x100000000
        daddu $v0, $t1, $t1
        li   $a0, UX | SUPERVISOR
        dla  $a1, super
        j    enter
        nop
super:  nop
here:   daddu $v0, $v0, $v0
#? stop == general
#? exc == RI
#? c0_epc == here - K0
#? $v0 == 0x200000000
