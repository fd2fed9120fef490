/* Sizes and limits. */
#ifndef PARAM_H
#define PARAM_H

#define NBPP 4096 /* bytes a page, and a disk block */
#define PNUMSHFT 12
#define HZ 100      /* clock ticks a second */
#define SLICE 3     /* ticks a time slice */
#define MAXCPU 64
#define NPROC 256   /* processes and threads */
#define NOFILE 64   /* open files of a process */
#define MAXARGS 32768 /* bytes of arguments and environment */
#define MAXPATH 1024

/* Where things are; docs/decisions/0009-irix-like-guest.md. */
#define USERTOP 0x7fff8000 /* first address above the user's stack */
#define USERLIM 0x80000000
#define STACKMAX 0x800000  /* bytes that a stack may grow to */
#define TEXTBASE 0x10000000
#define PRDAVA 0x200000    /* each process's own page; prda.c */
#define MMAPBASE 0x40000000
#define PTWIN 0xd0000000
#define PTWINBYTES 0x200000
#define UADDR 0xdfff8000
#define UBYTES 8192
#define PDADDR 0xdfffc000

/* lui of this, then a negative offset, reaches UADDR, PDADDR, special page. */
#define KVTOP_HI 0xe000
#define SPECIAL_OFF (-0x2000)
#define PDA_OFF (-0x4000)
#define UTOP_OFF (-0x6000)

#define btop(x) ((uint32_t) (x) >> PNUMSHFT)
#define btopr(x) (((uint32_t) (x) + NBPP - 1) >> PNUMSHFT)
#define ptob(x) ((uint32_t) (x) << PNUMSHFT)

#endif
