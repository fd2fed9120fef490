# Event 7 of counter 1: TLB refill exceptions, of loads, stores and fetches; TLB invalid is none (R10000 UM 14.20, event 7).
        li   $t0, 0x400000
        dmtc0 $t0, $10
        dmtc0 $zero, $2         # valid clear
        dmtc0 $zero, $3
        mtc0 $zero, $5
        mtc0 $zero, $0
        tlbwi
        li   $t2, 7 << 5 | 3    # K and EXL
        mtps $t2, 1
        lw   $zero, 0($t0)      # invalid
        lui  $t1, 0x50
        lw   $zero, 0($t1)      # refill
        sw   $zero, 4($t1)      # refill
        jalr $t1                # refill, at the fetch
        nop
        mtps $zero, 1
        mfpc $v0, 1
        gate 0
on_xtlb:
        dmfc0 $k0, $14
        lui  $k1, 0x50
        bne  $k0, $k1, on_general
        nop
        dmtc0 $ra, $14
        eret
on_general:
        j    skip
        nop
#? $v0 == 3
