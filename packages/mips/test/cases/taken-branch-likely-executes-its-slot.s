# Taken, a branch-likely is as any other, and a fault in its slot is the branch's (MIPS IV, BEQL; R10000 UM 14.12).
        li   $s0, 3
1:      addiu $s0, $s0, -1
        bgtzl $s0, 1b
        addiu $v0, $v0, 1
        dla  $t0, 2f
here:   beql $zero, $zero, 2f
        lw   $t1, 2($t0)
2:      gate 43
#? stop == general
#? $v0 == 2
#? bd == 1
#? c0_epc == here
