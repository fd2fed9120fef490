# Branch-likely, not taken: the instruction in the slot is nullified, exceptions and all (MIPS IV, BEQL).
        li   $t0, 1
        beql $t0, $zero, 1f
        syscall
        bnel $t0, $t0, 1f
        lw   $zero, 1($zero)
        bltzl $t0, 1f
        .word 0x1c << 26
        bgezall $t0, 2f
        addiu $v0, $v0, 1
1:      gate 42
2:      bltzall $t0, 1b
        syscall
        gate 0
#? $v0 == 1
#? $ra == 2b + 8
