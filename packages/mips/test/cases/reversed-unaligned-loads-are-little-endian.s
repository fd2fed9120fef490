# LWL and its kind with Status.RE: as on a little-endian processor (R4000 UM, appendix A, tables of LWL, LWR, LDL, LDR).
        li   $a0, START | USER | RE
        dla  $a1, user
        dla  $a2, end
        j    reversed
        nop
        .align 3
user:
        dla  $t0, data - K0     # bytes in little-endian order: 08 07 06 05 04 03 02 01, 18 17 16 15 14 13 12 11
        lwr  $s0, 1($t0)
        lwl  $s0, 4($t0)        # the word at 1
        ldr  $s1, 3($t0)
        ldl  $s1, 10($t0)       # the doubleword at 3
        dli  $s2, 0xa1a2a3a4
        lwl  $s2, 1($t0)        # bytes 0 and 1 on top
        dli  $s3, 0x21222324
        lwr  $s3, 6($t0)        # bytes 6 and 7 at the bottom
        dli  $s4, 0xa1a2a3a4a5a6a7a8
        ldl  $s4, 2($t0)
        dli  $s5, 0xa1a2a3a4a5a6a7a8
        ldr  $s5, 13($t0)
        syscall
        .align 3
end:
data:   .dword 0x0102030405060708, 0x1112131415161718
#? stop == general
#? exc == Sys
#? $s0 == 0x04050607
#? $s1 == 0x1617180102030405
#? $s2 == 0x0708a3a4
#? $s3 == 0x21220102
#? $s4 == 0x060708a4a5a6a7a8
#? $s5 == 0xa1a2a3a4a5111213
