# Instruction fetch is reversed, too: a word's address is exclusive-ored with 4. Branches, slots and links are as ever.
# (R10000 UM 14.10: Status.RE reverses the byte order of user mode; R4000 UM, appendix A, ReverseEndian.)
        dla  $t0, user          # the program as a reversed fetch finds it: the words of each doubleword change places
        dla  $t1, end
1:      ld   $t2, 0($t0)
        dsll32 $t3, $t2, 0
        dsrl32 $t2, $t2, 0
        or   $t2, $t2, $t3
        sd   $t2, 0($t0)
        daddiu $t0, $t0, 8
        bne  $t0, $t1, 1b
        nop
        li   $a0, START | USER | RE
        dla  $a1, user
        j    enter
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
