# IBE, code 6, at an address where no memory answers (R10000 UM, chapter 17, Bus Error).
        dli  $t0, 0xa800000010000000
        jr   $t0
        nop
#? stop == general
#? exc == IBE
#? c0_epc == 0xa800000010000000
