# SUB, DADD, DSUB and DADDI trap on two's complement overflow; their unsigned forms never do (MIPS IV Instruction Set).
        move $s0, $zero
        lui  $t0, 0x8000
        li   $t1, 1
        subu $v0, $t0, $t1      # 0x7fffffff
        sub  $s1, $t0, $t1
        dli  $t2, 0x7fffffffffffffff
        daddu $v1, $t2, $t1     # the smallest
        dadd $s1, $t2, $t1
        daddi $s1, $t2, 1
        dsub $s1, $v1, $t1
        gate 0
on_general:                     # counts, checks the code, goes on behind
        mfc0 $k0, $13
        andi $k0, $k0, 0x7c
        li   $k1, Ov << 2
        bne  $k0, $k1, 1f
        nop
        addiu $s0, $s0, 1
1:      dmfc0 $k0, $14
        daddiu $k0, $k0, 4
        dmtc0 $k0, $14
        eret
#? $s0 == 4
#? $s1 == 0
#? $v0 == 0x7fffffff
#? $v1 == 0x8000000000000000
