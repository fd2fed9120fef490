# IP7 is requested while bit 31 of a counter and its IE are set, and counting goes on (R10000 UM 14.20, 14.11).
        li   $t0, START | IM7 | IE
        mtc0 $t0, $12
        li   $t1, 0x7fffffff - 2
        mtpc $t1, 0
        li   $t2, 15 << 5 | 16 | 3  # graduated, IE, K and EXL
        mtps $t2, 0
        addiu $s0, $s0, 1
        addiu $s0, $s0, 1       # 0x7fffffff
        beq  $zero, $zero, 1f   # 0x80000000
here:   addiu $s0, $s0, 1
1:      addiu $s0, $s0, 1
        gate 40
on_general:
        mfc0 $v0, $13
        dmfc0 $s1, $14
        mfpc $v1, 0
        mtc0 $zero, $11         # the timer's request, not this one
        mfc0 $a0, $13
        mtpc $zero, 0           # below 2^31 again
        mfc0 $a1, $13
        gate 0
#? $s0 == 2
#? $v0 == (0x80000000 | 0x8000) - 0x100000000   # BD, IP7
#? $s1 == here - 4
#? $v1 == 0x80000004 - 0x100000000             # J and NOP at the vector, MFC0, DMFC0
#? $a0 & 0x8000 == 0x8000
#? $a1 & 0x8000 == 0
