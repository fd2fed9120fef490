# TLB or XTLB refill is chosen by the X bit of the address's space, not by the mode's (R10000 UM 17.3, table 17-2).
# Kernel mode with KX set, UX clear: a miss in user space goes to the TLB refill vector.
        li   $t0, KX
        mtc0 $t0, $12
        lui  $t1, 0x20
here:   lw   $v0, 4($t1)
#? stop == refill
#? exc == TLBL
#? c0_epc == here
#? c0_context == (0x200004 >> 13) << 4
#? c0_xcontext == (0x200004 >> 13) << 4
#? c0_entryhi == 0x200000
