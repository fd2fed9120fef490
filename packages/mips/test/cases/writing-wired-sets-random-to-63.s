# Random starts again at 63 when Wired is written, and steps down with instructions that graduate (R10000 UM 14.2).
        nop
        nop
        mtc0 $zero, $6
        mfc0 $v0, $1
        mfc0 $v1, $1
        li   $t0, 63
        mtc0 $t0, $6
        mfc0 $a0, $1
        nop
        mfc0 $a1, $1
        gate 0
#? $v0 >= 62
#? $v0 <= 63
#? $v1 >= 61
#? $v1 <= 62
#? $a0 == 63
#? $a1 == 63
