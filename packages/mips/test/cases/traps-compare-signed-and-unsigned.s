# Trap: code 13 when the condition holds; nothing at all when not (MIPS IV Instruction Set, TGE to TNE, TGEI to TNEI).
        li   $t0, -1
        li   $t1, 1
        tge  $t0, $t1           # -1 >= 1, signed: no
        tltu $t0, $t1           # 2^64 - 1 < 1: no
        teq  $t0, $t1
        tne  $t0, $t0
        tgei $t0, 0
        tgeiu $t1, -1           # the immediate is sign-extended, then unsigned
        tlti $t1, -5
        tltiu $t0, 1
        teqi $t1, -1
        tnei $t0, -1
        addiu $v0, $zero, 1
here:   tltiu $t1, -1
        addiu $v0, $zero, 2
#? stop == general
#? exc == Tr
#? c0_epc == here
#? $v0 == 1
