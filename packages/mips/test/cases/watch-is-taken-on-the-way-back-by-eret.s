# A Watch postponed in a handler is taken after its ERET, before the instruction that it returns to, and before an interrupt.
# (R10000 UM, chapter 17, Watch; table 17-3, priorities.)
        dla  $t0, data
        li   $t1, 0x1fffffff
        and  $t1, $t0, $t1
        ori  $t1, $t1, 1
        mtc0 $t1, $18
        li   $t2, 0x100
        mtc0 $t2, $13           # IP0 waits
        li   $t2, START | EXL | IM0 | IE
        mtc0 $t2, $12
        dla  $t3, here
        dmtc0 $t3, $14
        sw   $t1, 4($t0)
        eret
here:   addiu $v1, $v1, 1
        .align 3
data:   .dword 0
#? stop == general
#? exc == WATCH
#? c0_epc == here
#? $v1 == 0
#? d(data) != 0
