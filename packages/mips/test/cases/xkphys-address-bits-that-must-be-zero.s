# xkphys: VA 58:40 must be 0, but for uncached ones, whose bits 58:57 are the uncached attribute (R10000 UM 16.2).
        li   $t1, 0x4321
        sw   $t1, 0x6000 + K0
        dli  $t0, 0x9800000000006000    # cacheable noncoherent
        lw   $v0, 0($t0)
        dli  $t0, 0x9600000000006000    # uncached, attribute 3
        lw   $v1, 0($t0)
        dli  $t0, 0x9800010000006000    # bit 40
        lw   $zero, 0($t0)
        dli  $t0, 0x9a00000000006000    # bit 57, cached
        lw   $zero, 0($t0)
        dli  $t0, 0x9100000000006000    # bit 56, uncached
        lw   $zero, 0($t0)
        gate 0

on_general:
        j    log
        nop

#? $v0 == 0x4321
#? $v1 == 0x4321
#? $s0 == AdEL * 0x010101
