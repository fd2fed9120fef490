# Bus errors: DBE for data, BadVAddr is not loaded (R10000 UM, chapter 17, Bus Error; 14.7).
        dli  $t0, 0xb000000010000000    # xkphys, nothing answers there
        dla  $t1, here + 1
        lw   $zero, 0($t1)              # AdEL, to have something in BadVAddr
here:   lw   $v0, 0($t0)
on_general:
        mfc0 $k0, $13
        andi $k0, $k0, 0x7c
        xori $k0, $k0, AdEL << 2
        bnez $k0, 1f
        dmfc0 $k0, $14
        daddiu $k0, $k0, 4
        dmtc0 $k0, $14
        eret
1:      gate 0
#? exc == DBE
#? c0_epc == here
#? c0_badvaddr == here + 1
