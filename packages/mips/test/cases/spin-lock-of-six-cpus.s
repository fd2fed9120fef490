# A lock of LL and SC, and what it guards: two words that are equal whenever the lock is held (MIPS II, SC).
#? cpus 6
        dla  $t0, lock
        li   $s0, 12
1:      ll   $t1, 0($t0)
        bnez $t1, 1b
        li   $t1, 1
        sc   $t1, 0($t0)
        beqz $t1, 1b
        nop
        lw   $t2, 128($t0)
        lw   $t3, 256($t0)
        bne  $t2, $t3, bad
        addiu $t2, $t2, 1
        sw   $t2, 128($t0)
        addiu $t3, $t3, 1
        sw   $t3, 256($t0)
        sync
        sw   $zero, 0($t0)
        addiu $s0, $s0, -1
        bnez $s0, 1b
        nop
        gate 0
bad:    gate 53
        .align 7
lock:   .word 0
        .space 380
#? w(lock) == 0
#? w(lock + 128) == 72
#? w(lock + 256) == 72
#? stop == done
#? cpu5.stop == done
