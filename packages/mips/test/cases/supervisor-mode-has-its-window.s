# Supervisor mode reaches suseg and sseg, and no kernel segment (R10000 UM 16.2).
        lui  $t0, 0xc000
        dmtc0 $t0, $10
        li   $t1, 5 << 6 | 3 << 3 | 7
        dmtc0 $t1, $2
        dmtc0 $zero, $3
        mtc0 $zero, $5
        li   $t1, 9
        mtc0 $t1, $0
        tlbwi
        li   $t2, 0x5afe
        sw   $t2, 0x5004 + K0
        li   $a0, CU0 | SUPERVISOR
        dla  $a1, super
        j    enter
        nop
super:  lui  $t0, 0xc000
        lw   $v0, 4($t0)
        lui  $t0, 0x8000
        lw   $v1, 0($t0)                # kseg0
        lui  $t0, 0xe000
        lw   $v1, 0($t0)                # kseg3
        gate 0

on_general:
        j    log
        nop

#? $v0 == 0x5afe
#? $v1 == 0
#? $s0 == AdEL << 8 | AdEL
