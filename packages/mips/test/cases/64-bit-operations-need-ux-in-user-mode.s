# MIPS III operations in 32-bit user mode are reserved (R10000 UM 16.2, table 14-9); MIPS I and II are not.
        li   $a0, CU1 | USER
        dla  $a1, user
        j    enter
        nop
user:   addu $t0, $zero, $zero
        daddu $t0, $t0, $t0
        dsll $t0, $t0, 1
        ld   $t0, 0($zero)
        sd   $t0, 0($zero)
        lld  $t0, 0($zero)
        dmult $t0, $t0
        dmfc1 $t0, $f0
        lwu  $t0, 0($zero)
        ll   $t0, 0($zero)              # MIPS II
        gate 60

on_general:
        j    log
        nop

#? $s0 == RI * 0x0101010101010101
#? c0_epc & 0xffff == user + 40 - K0
