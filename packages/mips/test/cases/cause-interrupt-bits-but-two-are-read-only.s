# Only IP1:0 of Cause can be written (R10000 UM 14.11).
        li   $t0, -1
        mtc0 $t0, $13
        mfc0 $v0, $13
        mtc0 $zero, $13
        mfc0 $v1, $13
        gate 0
#? $v0 == 0x300
#? $v1 == 0
