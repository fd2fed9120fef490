# A page of 64 KB: the low bits of the frame number are the offset's (R10000 UM 14.3, 14.5).
        li   $t0, 0x1e000
        mtc0 $t0, $5
        lui  $t1, 0x4000
        dmtc0 $t1, $10
        li   $t2, 0xf << 6 | 3 << 3 | 7 # frame 15 of 4 KB, within the first 64 KB
        dmtc0 $t2, $2
        dmtc0 $t2, $3
        mtc0 $zero, $0
        tlbwi
        li   $t3, 0xabc
        sw   $t3, 0x6004 + K0
        lw   $v0, 0x6004($t1)
        gate 0
#? $v0 == 0xabc
