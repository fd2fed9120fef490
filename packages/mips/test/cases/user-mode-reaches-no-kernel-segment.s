# In user mode everything outside useg is an address error (R10000 UM 16.2, User mode).
        li   $a0, START | USER
        dla  $a1, user
        j    enter
        nop
user:   lui  $t0, 0x8000
        lw   $v0, 0($t0)                # kseg0
        lui  $t0, 0xa000
        sw   $v0, 0($t0)                # kseg1
        lui  $t0, 0xc000
        lw   $v0, 0($t0)                # ksseg
        lui  $t0, 0xe000
        sw   $v0, 0($t0)                # kseg3
        dli  $t0, 0x9800000000000000
        lw   $v0, 0($t0)                # xkphys
        dli  $t0, 0x4000000000000000
        lw   $v0, 0($t0)                # xksseg
        dli  $t0, 0xc000000000000000
        sw   $v0, 0($t0)                # xkseg
        dli  $t0, 0x0000100000000000
        lw   $v0, 0($t0)                # beyond xuseg
        gate 60                         # coprocessor 0: unusable, as the call that ends the case

on_general:
        j    log
        nop

#? $s0 == AdEL << 56 | AdES << 48 | AdEL << 40 | AdES << 32 | AdEL << 24 | AdEL << 16 | AdES << 8 | AdEL
