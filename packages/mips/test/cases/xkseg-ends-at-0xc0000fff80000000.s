# xkseg: up to 0xc0000fff7fffffff; then address errors (R10000 UM 16.2).
        dli  $t0, 0xc0000fff80000000
        lw   $v0, 0($t0)
        dli  $t0, 0xd000000000000000
        lw   $v0, 0($t0)
        dli  $t0, 0xc0000fff7ffff000
here:   lw   $v0, 0($t0)

on_general:
        j    log
        nop

#? stop == xtlb
#? c0_epc == here
#? $s0 == AdEL * 0x0101
