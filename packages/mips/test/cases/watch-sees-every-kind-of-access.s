# Loads and stores of any kind and at any virtual address, cached or not; CACHE and instruction fetch never (chapter 17).
        dla  $t0, data
        li   $t1, 0x1fffffff
        and  $t1, $t0, $t1
        ori  $t1, $t1, 3        # R and W
        mtc0 $t1, $18
        lui  $t2, 0xa000
        or   $t2, $t2, $t1
        ori  $t2, $t2, 3
        xori $t2, $t2, 3        # kseg1
        lb   $zero, 3($t0)
        lhu  $zero, 6($t0)
        ld   $zero, 0($t0)
        lwl  $zero, 5($t0)
        ldr  $zero, 2($t0)
        ll   $zero, 4($t0)
        sb   $zero, 1($t0)
        sd   $zero, 0($t0)
        sdl  $zero, 1($t0)
        sc   $v0, 0($t0)
        lwc1 $f0, 4($t0)
        sdc1 $f0, 0($t0)
        lw   $zero, 4($t2)      # uncached
        sw   $zero, 0($t2)
        cache 0x15, 0($t0)      # never
        pref 0, 0($t0)          # no access
        jr   $t0                # a fetch
        nop
on_general:
        mfc0 $k0, $13
        andi $k0, $k0, 0x7c
        li   $k1, WATCH << 2
        bne  $k0, $k1, 1f
        dmfc0 $k0, $14
        addiu $s0, $s0, 1
        daddiu $k0, $k0, 4
        dmtc0 $k0, $14
        eret
1:      gate 41
        .align 3
data:   gate 0
        addiu $v0, $zero, 1
#? $s0 == 14
#? $v0 == 0
