/* Where a program prints and ends, for each machine it is measured on. */
#if defined(DISCO)
#define STACK   0xffffffff80f00000
#define CONSOLE DISCO_CONSOLE
#define HALT    DISCO_HALT
#define HALT_WORD 0
#elif defined(MALTA)
#define STACK   0xffffffff80f00000
#define CONSOLE 0xffffffffb80003f8
#define HALT    0xffffffffbf000500
#define HALT_WORD 0x42
#elif defined(TESTMIPS)
#define STACK   0xffffffff80f00000
#define CONSOLE 0xffffffffb0000000
#define HALT    0xffffffffb0000010
#define HALT_WORD 0
#endif
