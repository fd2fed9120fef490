# Instruction fetch is reversed, too: a word's address is exclusive-ored with 4. Branches, slots and links are as ever.
# (R10000 UM 14.10: Status.RE reverses the byte order of user mode; R4000 UM, appendix A, ReverseEndian.)
        li   $a0, START | USER | RE
        dla  $a1, user
        dla  $a2, end
        j    reversed
        nop
        .align 3
user:
        move $s0, $zero
        li   $t0, 100
1:      bal  2f
        addiu $s0, $s0, 1       # a slot in the other half
        addiu $t0, $t0, -1
        bgtz $t0, 1b
        nop
        b    3f
        addiu $s0, $s0, 1000
        .space 120              # other fetch lines between
2:      jr   $ra
        addiu $s1, $s1, 2
3:      move $v0, $ra
here:   syscall
        .align 3
end:
#? stop == general
#? exc == Sys
#? bd == 0
#? c0_epc == here - K0
#? $s0 == 1100
#? $s1 == 200
#? $v0 == user + 16 - K0
