# A user program with CU0 that sets RE: the word fetched next is the other one of its doubleword (CP0 hazards are interlocked).
        li   $a0, START | CU0 | USER
        dla  $a1, user
        j    enter
        nop
        .align 3
user:
        mfc0 $t0, $12
        lui  $t1, RE >> 16
        or   $t0, $t0, $t1
        li   $v0, 1
        mtc0 $t0, $12           # at a doubleword; what follows is fetched here again, once more, then from the next doubleword
        addiu $v0, $v0, 0x100   # never
        syscall                 # second
        addiu $v0, $v0, 0x10    # first
        .align 3
end:
#? stop == general
#? exc == Sys
#? c0_epc == user + 28 - K0
#? $v0 == 0x11
