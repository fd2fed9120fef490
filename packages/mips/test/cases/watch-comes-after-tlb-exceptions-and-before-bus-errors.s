# Priorities: address error, TLB refill, invalid, modified, Watch, bus error (R10000 UM, table 17-3).
        li   $t1, 0x4000 | 3
        mtc0 $t1, $18           # watched: 0x4000, which the TLB shows read-only at 0x400000
        li   $t0, 0x400000
        dmtc0 $t0, $10
        li   $t1, 4 << 6 | 3 << 3 | 2
        dmtc0 $t1, $2
        dmtc0 $zero, $3
        mtc0 $zero, $5
        mtc0 $zero, $0
        tlbwi
        lw   $zero, 1($t0)      # AdEL
        sw   $zero, 0($t0)      # Mod
        lw   $zero, 0($t0)      # WATCH
        dli  $t2, 0xb000000010000000 # nothing there
        li   $t1, 0x10000000 | 3
        mtc0 $t1, $18
        lw   $zero, 0($t2)      # WATCH
        sw   $zero, 4($t2)      # WATCH
        lw   $zero, 8($t2)      # DBE
        gate 0
on_general:
        j    log
        nop
#? $s0 == AdEL << 40 | Mod << 32 | WATCH << 24 | WATCH << 16 | WATCH << 8 | DBE
