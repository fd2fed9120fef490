# 4 KB to 16 MB by powers of four; even and odd page by the lowest bit above the offset (R10000 UM 14.5, table of masks).
# Every size maps a pair at 0x40000000; the odd page shows physical 0x8000 and on, the even page 0 and on.
        dla  $t9, masks
        li   $s1, 7
        li   $s2, 0x1000                # page size
1:      lw   $t0, 0($t9)
        mtc0 $t0, $5
        lui  $t1, 0x4000
        dmtc0 $t1, $10
        li   $t2, 3 << 3 | 7
        dmtc0 $t2, $2                   # frame 0
        dmtc0 $t2, $3
        mtc0 $zero, $0
        tlbwi
        addu $t3, $t1, $s2              # the odd page
        daddiu $a4, $t1, -1
        daddu $a4, $a4, $s2             # last byte of the even page
        sb   $s1, 0x123($t3)
        lbu  $v0, 0x123($t1)            # same frame: the same byte
        bne  $v0, $s1, bad
        lui  $a5, 0x8000
        lbu  $v1, 0x123($a5)
        bne  $v1, $s1, bad
        sll  $a6, $s2, 1
        daddu $a6, $a6, $t1             # behind the pair: no entry matches
        dmtc0 $a6, $10
        tlbp
        mfc0 $a7, $0
        bgez $a7, bad
        nop
        daddiu $a6, $a6, -8192          # its last 8 KB
        dmtc0 $a6, $10
        tlbp
        mfc0 $a7, $0
        bnez $a7, bad
        daddiu $t9, $t9, 4
        addiu $s1, $s1, -1
        bgtz $s1, 1b
        sll  $s2, $s2, 2
        gate 0
bad:    gate 50
masks:  .word 0, 0x6000, 0x1e000, 0x7e000, 0x1fe000, 0x7fe000, 0x1ffe000
#? $s1 == 0
