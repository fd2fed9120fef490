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

on_general:                     # logs ExcCode, a byte each, and goes on behind the instruction
        mfc0 $k0, $13
        srl  $k0, $k0, 2
        andi $k0, $k0, 31
        xori $k1, $k0, CpU
        beqz $k1, 1f
        nop
        dsll $s0, $s0, 8
        or   $s0, $s0, $k0
        dmfc0 $k0, $14
        daddiu $k0, $k0, 4
        dmtc0 $k0, $14
        eret
1:      gate 0

#? $s0 == RI * 0x0101010101010101
#? c0_epc & 0xffff == user + 40 - K0
