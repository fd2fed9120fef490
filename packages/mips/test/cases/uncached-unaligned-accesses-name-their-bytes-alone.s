# SWL and its kind to an uncached address store 1 to 8 bytes (R4000 UM, appendix A, tables of SWL, SWR, SDL, SDR, big-endian).
        .equ K1, 0xffffffffa0000000
        dli   $t0, K1 + 0x5000
        dli   $t1, 0x2122232425262728
        swl   $t1, 1($t0)
        swr   $t1, 4($t0)       # the word at 1
        sdl   $t1, 11($t0)
        sdr   $t1, 18($t0)      # the doubleword at 11
        swr   $t1, 24($t0)      # the lowest byte of the word
        swl   $t1, 31($t0)      # its top one
        sdl   $t1, 32($t0)      # whole
        sdr   $t1, 47($t0)
        lwl   $s0, 1($t0)
        lwr   $s0, 4($t0)
        ldl   $s1, 11($t0)
        ldr   $s1, 18($t0)
        gate  0
#? $s0 == 0x25262728
#? $s1 == 0x2122232425262728
#? d(0x5000) == 0x0025262728000000
#? d(0x5008) == 0x0000002122232425
#? d(0x5010) == 0x2627280000000000
#? d(0x5018) == 0x2800000000000025
#? d(0x5020) == 0x2122232425262728
#? d(0x5028) == 0x2122232425262728
