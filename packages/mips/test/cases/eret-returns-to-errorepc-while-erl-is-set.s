# ERET with ERL set: PC is ErrorEPC, ERL becomes 0, EXL stays (MIPS III, ERET).
        dla  $t0, 1f
        dmtc0 $t0, $30
        dla  $t0, 2f
        dmtc0 $t0, $14
        li   $t1, START | EXL | ERL
        mtc0 $t1, $12
        eret
2:      gate 45
1:      mfc0 $v1, $12
        gate 0
#? $v1 & (EXL|ERL) == EXL
