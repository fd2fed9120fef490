# IP1 and IP0 are written by software; taken when IE, IM and IP agree and EXL, ERL are clear (R10000 UM 14.10, 14.11).
        move $s0, $zero
        li   $t0, 0x200
        mtc0 $t0, $13           # IP1, not enabled
        addiu $s0, $s0, 1
        li   $t0, START | IM0
        mtc0 $t0, $12           # IE clear
        addiu $s0, $s0, 1
        ori  $t0, $t0, IE
        mtc0 $t0, $12           # IM1 clear
        addiu $s0, $s0, 1
        ori  $t0, $t0, IM1 | EXL
        mtc0 $t0, $12           # EXL set
        addiu $s0, $s0, 1
        xori $t0, $t0, EXL
        mtc0 $t0, $12
here:   addiu $s0, $s0, 1
#? stop == general
#? exc == Int
#? c0_epc == here
#? ip == 2
#? $s0 == 4
