# IP6 to IP2 follow the processor's lines (R10000 UM 14.11).
        li   $t0, START | IM3 | IE
        mtc0 $t0, $12
1:      b    1b
        addiu $v0, $v0, 1
#? at 100 raise 3
#? stop == general
#? exc == Int
#? ip == 8
#? cycles >= 100
#? cycles < 110
