# Kernel and supervisor mode ignore XX (R10000 UM 14.10).
        li   $t0, 9
        movz $v0, $t0, $zero
        pref 0, 0($zero)
        gate 0
#? $v0 == 9
