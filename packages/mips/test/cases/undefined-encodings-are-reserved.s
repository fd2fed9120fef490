# Undefined major opcodes, SPECIAL and REGIMM functions: Reserved Instruction, code 10 (R10000 UM, chapter 17; table A of opcodes).
        move $s0, $zero
        .word 0x1c << 26, 0x1d << 26, 0x1e << 26, 0x1f << 26, 0x3b << 26
        .word 0x05, 0x0e, 0x15, 0x28, 0x29, 0x35, 0x37, 0x39, 0x3d
        .word 1 << 26 | 4 << 16, 1 << 26 | 7 << 16, 1 << 26 | 0xd << 16, 1 << 26 | 0x14 << 16, 1 << 26 | 0x1f << 16
        .word 0x42000020        # WAIT, of later processors
        .word 0x42000010        # RFE, of earlier ones
        .word 0x70000000 | 2 << 21 | 3 << 11 | 0x20 # CLZ
        gate 0
on_general:
        mfc0 $k0, $13
        andi $k0, $k0, 0x7c
        li   $k1, RI << 2
        bne  $k0, $k1, 1f
        nop
        addiu $s0, $s0, 1
1:      dmfc0 $k0, $14
        daddiu $k0, $k0, 4
        dmtc0 $k0, $14
        eret
#? $s0 == 22
