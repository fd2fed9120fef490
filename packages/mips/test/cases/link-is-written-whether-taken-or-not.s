# The link of a branch is the address behind its slot, taken or not (MIPS IV, BGEZAL, BLTZAL, BGEZALL).
        li   $t0, -1
here:   bgezal $t0, 1f
        move $v0, $ra
        dla  $t1, 2f
        jalr $v1, $t1
        nop
1:      gate 44
2:      gate 0
#? $v0 == here + 8
#? $v1 == 1b
