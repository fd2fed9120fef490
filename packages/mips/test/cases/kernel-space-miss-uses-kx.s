# xkseg is kernel space: XTLB refill, and XContext shows region 3 (R10000 UM 14.18, 17.3).
        dli  $t1, 0xc000001234567000
here:   ld   $v0, 8($t1)
#? stop == xtlb
#? exc == TLBL
#? c0_epc == here
#? c0_badvaddr == 0xc000001234567008
#? c0_entryhi == 0xc000001234566000
#? c0_xcontext == 3 << 35 | (0x1234567000 >> 13) << 4
#? c0_context & 0x7fffff == (0x34567000 >> 13) << 4
