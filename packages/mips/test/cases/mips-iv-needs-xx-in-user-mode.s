# COP1X and the MIPS IV integer moves are reserved in user mode while XX is clear, whatever UX (R10000 UM 14.10, chapter 17).
        li   $a0, START | USER
        dla  $a1, user
        j    enter
        nop
user:   madd.d $f0, $f2, $f4, $f6
        movz $v0, $zero, $zero
        lwxc1 $f0, $zero($zero)
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

#? $s0 == RI * 0x010101
