# Four CPUs change both words of a doubleword with LLD and SCD: they never come apart (MIPS III, LLD and SCD).
#? cpus 4
        dla  $t0, data
        dli  $t2, 1 << 32 | 1
        li   $s0, 50
1:      lld  $t1, 0($t0)
        dsrl32 $t3, $t1, 0
        sll  $t1, $t1, 0
        bne  $t3, $t1, bad
        dsll32 $t3, $t3, 0
        or   $t1, $t1, $t3
        daddu $t1, $t1, $t2
        scd  $t1, 0($t0)
        beqz $t1, 1b
        nop
        addiu $s0, $s0, -1
        bnez $s0, 1b
        nop
        gate 0
bad:    gate 52
        .align 7
data:   .dword 0
#? d(data) == 200 << 32 | 200
#? stop == done
#? cpu1.stop == done
#? cpu2.stop == done
#? cpu3.stop == done
