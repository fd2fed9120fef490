# CU0 set: user mode may use CP0 (R10000 UM 14.10); the TLB and CACHE belong to it.
        li   $a0, START | CU0 | USER
        dla  $a1, user
        j    enter
        nop
user:   mfc0 $v0, $15
        tlbp
        cache 0x11, 0($zero)
        gate 0
#? $v0 & 0xff00 == 0x0900
