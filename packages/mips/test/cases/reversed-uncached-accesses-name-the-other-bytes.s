# An uncached access goes to the reversed address, too (R4000 UM, appendix A). Page 0x400000 is data's, uncached.
        li   $t1, 9
        mtc0 $t1, $0
        li   $t1, 0x400000
        dmtc0 $t1, $10
        li   $t1, 6 << 6 | 2 << 3 | 7
        dmtc0 $t1, $2
        dmtc0 $zero, $3
        mtc0 $zero, $5
        tlbwi
        li   $a0, START | USER | RE
        dla  $a1, user
        dla  $a2, end
        j    reversed
        nop
        .align 3
user:
        li   $t0, 0x400000
        lbu  $s0, 1($t0)
        lh   $s1, 0($t0)
        lw   $s2, 4($t0)
        ld   $s3, 0($t0)
        sb   $s3, 15($t0)
        sh   $s3, 12($t0)
        sw   $s3, 8($t0)
        swr  $s3, 17($t0)
        swl  $s3, 20($t0)       # the word at 17
        syscall
        .align 3
end:
        .org 0x6000
data:   .dword 0x0102030405060708, 0, 0
#? stop == general
#? exc == Sys
#? $s0 == 7
#? $s1 == 0x708
#? $s2 == 0x01020304
#? $s3 == 0x0102030405060708
#? d(data + 8) == 0x0800070805060708
#? d(data + 16) == 0x0000000506070800
