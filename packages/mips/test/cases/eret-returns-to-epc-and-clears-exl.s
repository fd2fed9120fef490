# ERET with ERL clear: PC is EPC, EXL becomes 0; it has no delay slot (MIPS III, ERET; R10000 UM 14.12).
        dla  $t0, 1f
        dmtc0 $t0, $14
        li   $t1, START | EXL
        mtc0 $t1, $12
        eret
        addiu $v0, $v0, 1
1:      mfc0 $v1, $12
        gate 0
#? $v0 == 0
#? $v1 & (EXL|ERL) == 0
