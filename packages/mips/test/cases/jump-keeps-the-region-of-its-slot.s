# J replaces bits 27:0 of the address of its delay slot, not of its own (MIPS IV, J).
# The jump is the last word of a 256 MB region, its slot the first of the next one.
        li   $t0, 0x1ff
        dli  $t1, 0x10000000 - 0x2000
        dmtc0 $t1, $10          # page pair that ends at 0x10000000
        li   $t2, 6 << 6 | 3 << 3 | 7
        dmtc0 $zero, $2
        dmtc0 $t2, $3           # 0x0ffff000: frame 6
        mtc0 $zero, $5
        mtc0 $zero, $0
        tlbwi
        dli  $t1, 0x10000000
        dmtc0 $t1, $10
        li   $t2, 7 << 6 | 3 << 3 | 7
        dmtc0 $t2, $2           # 0x10000000: frame 7
        dmtc0 $zero, $3
        li   $t3, 1
        mtc0 $t3, $0
        tlbwi
        dli  $t1, 0x0ffffffc
        jr   $t1
        nop
        .org 0x6ffc
        .word 2 << 26 | 0x100 >> 2      # j to 0x100 of the region
        addiu $v0, $v0, 1
        .org 0x7100
        addiu $v0, $v0, 0x10
        gate 0
#? $v0 == 0x11
