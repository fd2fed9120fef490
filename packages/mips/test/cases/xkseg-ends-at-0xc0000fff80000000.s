# xkseg: up to 0xc0000fff7fffffff; then address errors (R10000 UM 16.2).
        dli  $t0, 0xc0000fff80000000
        lw   $v0, 0($t0)
        dli  $t0, 0xd000000000000000
        lw   $v0, 0($t0)
        dli  $t0, 0xc0000fff7ffff000
here:   lw   $v0, 0($t0)

on_general:                     # logs ExcCode, a byte each, and goes on behind the instruction
        mfc0 $k0, $13
        srl  $k0, $k0, 2
        andi $k0, $k0, 31
        dsll $s0, $s0, 8
        or   $s0, $s0, $k0
        dmfc0 $k0, $14
        daddiu $k0, $k0, 4
        dmtc0 $k0, $14
        eret

#? stop == xtlb
#? c0_epc == here
#? $s0 == AdEL * 0x0101
