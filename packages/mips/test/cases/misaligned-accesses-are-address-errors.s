# Halfwords, words and doublewords must be aligned: AdEL for loads, AdES for stores, LL and SC too (R10000 UM, chapter 17).
        dla  $t0, data
        move $s0, $zero
        move $s1, $zero
        lh   $v0, 1($t0)
        lhu  $v0, 3($t0)
        lw   $v0, 2($t0)
        lwu  $v0, 1($t0)
        ld   $v0, 4($t0)
        ll   $v0, 2($t0)
        lld  $v0, 4($t0)
        ldc1 $f0, 4($t0)
        lwc1 $f0, 1($t0)
        sh   $v0, 1($t0)
        sw   $v0, 2($t0)
        sd   $v0, 4($t0)
        sc   $v0, 2($t0)
        scd  $v0, 4($t0)
        sdc1 $f0, 4($t0)
        gate 0
on_general:
        mfc0 $k0, $13
        andi $k0, $k0, 0x7c
        xori $k1, $k0, AdEL << 2
        sltiu $k1, $k1, 1
        addu $s0, $s0, $k1
        xori $k1, $k0, AdES << 2
        sltiu $k1, $k1, 1
        addu $s1, $s1, $k1
        dmfc0 $k0, $14
        daddiu $k0, $k0, 4
        dmtc0 $k0, $14
        eret
        .align 3
data:   .dword 0
#? $s0 == 9
#? $s1 == 6
#? d(data) == 0
