# While EXL or ERL is set the access is done; Watch is taken when both are clear, before the next instruction, which EPC names.
# (R10000 UM, chapter 17, Watch.)
        dla  $t0, data
        li   $t1, 0x1fffffff
        and  $t1, $t0, $t1
        ori  $t1, $t1, 3
        mtc0 $t1, $18
        li   $t2, START | EXL
        mtc0 $t2, $12
        lw   $v0, 0($t0)
        nop
        addiu $v1, $v1, 1
        li   $t2, START
        mtc0 $t2, $12
here:   addiu $v1, $v1, 1
        .align 3
data:   .dword 0x12300000000
#? stop == general
#? exc == WATCH
#? c0_epc == here
#? $v0 == 0x123
#? $v1 == 1
