# Status.RE, user mode: low address bits are exclusive-ored with 7, 6, 4, 0 by size (R4000 UM, appendix A, LB to LD; R10000 UM 14.10).
# What is seen is the doublewords' values in little-endian order.
        li   $a0, START | USER | RE
        dla  $a1, user
        dla  $a2, end
        j    reversed
        nop
        .align 3
user:
        dla  $t0, data - K0
        lbu  $s0, 0($t0)
        lb   $s1, 7($t0)
        lhu  $s2, 2($t0)
        lh   $s3, 6($t0)
        lw   $s4, 0($t0)
        lwu  $s5, 4($t0)
        ld   $s6, 0($t0)
        lwc1 $f0, 12($t0)
        ldc1 $f2, 8($t0)
        syscall
        .align 3
end:
data:   .dword 0xf1f2030405060708, 0x1112131415161718
#? stop == general
#? exc == Sys
#? $s0 == 0x08
#? $s1 == -15
#? $s2 == 0x0506
#? $s3 == -0x0e0e
#? $s4 == 0x05060708
#? $s5 == 0xf1f20304
#? $s6 == 0xf1f2030405060708
#? $f0 == 0x11121314
#? $f2 == 0x1112131415161718
