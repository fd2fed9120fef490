# SWL and its kind with Status.RE: as on a little-endian processor (R4000 UM, appendix A, tables of SWL, SWR, SDL, SDR).
        li   $a0, START | USER | RE
        dla  $a1, user
        dla  $a2, end
        j    reversed
        nop
        .align 3
user:
        dla  $t0, data - K0
        dli  $t1, 0x2122232425262728
        swr  $t1, 1($t0)
        swl  $t1, 4($t0)        # the word at 1
        sdr  $t1, 11($t0)
        sdl  $t1, 18($t0)       # the doubleword at 11
        swl  $t1, 24($t0)       # the top byte of the word
        swr  $t1, 31($t0)       # the lowest one
        syscall
        .align 3
end:
data:   .dword 0, 0, 0, 0
#? stop == general
#? exc == Sys
#? d(data) == 0x0000002526272800
#? d(data + 8) == 0x2425262728000000
#? d(data + 16) == 0x0000000000212223
#? d(data + 24) == 0x2800000000000025
