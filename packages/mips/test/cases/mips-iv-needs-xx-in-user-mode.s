# COP1X and the MIPS IV integer moves are reserved in user mode while XX is clear, whatever UX (R10000 UM 14.10, chapter 17).
        li   $a0, START | USER
        dla  $a1, user
        j    enter
        nop
user:   madd.d $f0, $f2, $f4, $f6
        movz $v0, $zero, $zero
        lwxc1 $f0, $zero($zero)
        gate 60

on_general:
        j    log
        nop

#? $s0 == RI * 0x010101
