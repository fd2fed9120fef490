# Breakpoint: code 9 (R10000 UM, chapter 17, Breakpoint).
here:   break 7
        nop
#? stop == general
#? exc == Bp
#? c0_epc == here
