# kseg0 and kseg1: physical address is the low 29 bits, cached and uncached (R10000 UM 16.2).
        lui  $t0, 0xa000
        li   $t1, 0x1234
        sw   $t1, 0x6000($t0)
        lui  $t0, 0x8000
        lw   $v0, 0x6000($t0)
        gate 0
#? $v0 == 0x1234
