# Coprocessor Unusable: code 11, Cause.CE is the unit (R10000 UM 14.11, chapter 17). Kernel mode may always use unit 0.
        li   $t0, KX
        mtc0 $t0, $12           # all of CU clear
        mfc0 $t1, $15           # allowed
        lui  $s0, 0
        mfc1 $zero, $f0
        lwc1 $f0, 0($zero)
        .word 0x48000000        # COP2
        lwc2 $2, 0($zero)
        sdc2 $2, 0($zero)
        movt $t0, $t1, $fcc1    # tests an FPU condition: CpU, too
        gate 0
on_general:                     # collects CE, 4 bits a time, behind the code's low nibble
        mfc0 $k0, $13
        srl  $k1, $k0, 2
        andi $k1, $k1, 31
        xori $k1, $k1, CpU
        bnez $k1, 1f
        srl  $k0, $k0, 28
        andi $k0, $k0, 3
        sll  $s0, $s0, 4
        or   $s0, $s0, $k0
1:      dmfc0 $k0, $14
        daddiu $k0, $k0, 4
        dmtc0 $k0, $14
        eret
#? $s0 == 0x112221
