# Each event of both counters over the same instructions (R10000 UM 14.20, table 14-18 and the rules below it).
        li   $s0, 15            # event
        dla  $s1, results
1:      dla  $t0, data
        mtc1 $zero, $f2
        cvt.d.w $f2, $f2
        li   $t1, 1
        mtpc $zero, 0
        mtpc $zero, 1
        sll  $t2, $s0, 5
        ori  $t2, $t2, 2        # K
        mtps $t2, 1
        mtps $t2, 0             # counter 1 counts it, and then both what follows
        lw   $t3, 0($t0)
        lwl  $t3, 1($t0)
        ldc1 $f0, 8($t0)
        pref 0, 0($t0)
        sync
        cache 0x15, 0($t0)
        sw   $zero, 0($t0)
        sdr  $zero, 7($t0)
        ll   $t3, 16($t0)
        sc   $t3, 16($t0)       # done
        sc   $t3, 16($t0)       # fails
        beq  $zero, $zero, 2f   # taken
        addiu $t3, $t3, 1
2:      bne  $zero, $zero, 2f   # not taken
        nop
2:      c.eq.d $f2, $f2
        bc1f 2f                 # not taken
        addiu $t3, $t3, 1
2:      add.d $f4, $f2, $f2
        cvt.w.d $f6, $f4
        mov.d $f8, $f4          # changes no flag: not floating-point as the counter means it
        mult $t1, $t1
        divu $zero, $t1, $t1
        mflo $t3
        mfc0 $t3, $15
        j    2f
        nop
2:      mfpc $v0, 0             # what came before
        mfpc $v1, 1
        mtps $zero, 0
        mtps $zero, 1
        sw   $v0, 0($s1)
        sw   $v1, 4($s1)
        addiu $s1, $s1, 8
        addiu $s0, $s0, -1
        bgtz $s0, 1b
        nop
        gate 0
        .align 3
data:   .dword 0, 0, 0
results: .space 120
# 27 instructions, two of them multiplications or divisions, that count twice; nop, bc1f, mfc0, j and nop are not issued.
#? w(results + 0 * 8) == 29             # 15: graduated
#? w(results + 9 * 8) == 3              # 6: conditional branches
#? w(results + 10 * 8) == 1             # 5: failed SC
#? w(results + 10 * 8 + 4) == 3         # graduated floating-point
#? w(results + 11 * 8) == 2             # 4: SC
#? w(results + 11 * 8 + 4) == 2
#? w(results + 12 * 8) == 4             # 3: stores
#? w(results + 12 * 8 + 4) == 4
#? w(results + 13 * 8) == 7             # 2: loads, prefetch, SYNC and CACHE
#? w(results + 13 * 8 + 4) == 7
#? w(results + 14 * 8) == 22            # 1: issued
#? w(results + 14 * 8 + 4) == 31        # 1: graduated, with a MTPS and an MFPC more
#? w(results + 8 * 8 + 4) == 0          # 7: TLB misses
