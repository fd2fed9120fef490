# The half gigabyte at 0xffffffffc0000000 counts as kernel space for the choice (R10000 UM, table 17-2, note).
# KX clear, SX set: TLB refill although SX is set.
        li   $t0, SX
        mtc0 $t0, $12
        lui  $t1, 0xc123
here:   lw   $v0, 0($t1)
#? stop == refill
#? exc == TLBL
#? c0_badvaddr == 0xffffffffc1230000
#? c0_entryhi == 0xc00000ffc1230000 | 0xf0000000000
