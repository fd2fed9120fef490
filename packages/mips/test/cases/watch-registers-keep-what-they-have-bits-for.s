# WatchLo: PAddr0 31:3, bit 2 is 0, R, W; WatchHi: PAddr1 7:0 (R10000 UM 14.16).
        li   $t0, -1
        mtc0 $t0, $19
        mfc0 $v1, $19
        li   $t1, 0xfffffffc
        mtc0 $t1, $18
        mfc0 $v0, $18
        gate 0
#? $v0 & 0xffffffff == 0xfffffff8
#? $v1 == 0xff
