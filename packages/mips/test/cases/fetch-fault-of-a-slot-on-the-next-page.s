# The branch is the last instruction of a page, its slot on an unmapped one: EPC is the branch, BD set, BadVAddr the slot.
# (R10000 UM 14.12; the slot's own fetch faults, the branch is where execution restarts.)
        dli  $t0, 0x400000
        dmtc0 $t0, $10
        li   $t1, 6 << 6 | 3 << 3 | 7   # even page at frame 6, odd page invalid
        dmtc0 $t1, $2
        dmtc0 $zero, $3
        mtc0 $zero, $5
        mtc0 $zero, $0
        tlbwi
        dli  $t2, 0x400ffc
        jr   $t2
        nop
        .org 0x6ffc
branch: b    branch
        nop
#? stop == general
#? exc == TLBL
#? bd == 1
#? c0_epc == 0x400ffc
#? c0_badvaddr == 0x401000
#? c0_entryhi == 0x400000
