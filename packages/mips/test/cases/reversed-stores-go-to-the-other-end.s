# Stores with Status.RE in user mode (R4000 UM, appendix A, SB to SD; R10000 UM 14.10), seen by the big-endian kernel.
        li   $a0, START | USER | RE
        dla  $a1, user
        dla  $a2, end
        j    reversed
        nop
        .align 3
user:
        dla  $t0, data - K0
        li   $t1, 0x11
        sb   $t1, 0($t0)
        li   $t1, 0x2233
        sh   $t1, 2($t0)
        li   $t1, 0x44556677
        sw   $t1, 4($t0)
        dli  $t1, 0x8899aabbccddeeff
        sd   $t1, 8($t0)
        ll   $t2, 20($t0)
        addiu $t2, $t2, 1
        sc   $t2, 20($t0)
        syscall
        .align 3
end:
data:   .dword 0, 0, 0x500000009
#? stop == general
#? exc == Sys
#? d(data) == 0x4455667722330011
#? d(data + 8) == 0x8899aabbccddeeff
#? d(data + 16) == 0x600000009
#? $t2 == 1
