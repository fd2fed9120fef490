/* Pages of memory, and page table entries. */
#ifndef PAGE_H
#define PAGE_H

#include <stdint.h>
#include "param.h"

typedef uint32_t pte_t;

/* As EntryLo, six bits further left. */
#define PTE_PFN(pfn) ((pte_t) (pfn) << PNUMSHFT)
#define PTE_C (5 << 9) /* cacheable, coherent, exclusive on write */
#define PTE_D (1 << 8) /* may be written */
#define PTE_V (1 << 7)
#define PTE_G (1 << 6)
#define PTE_P 1        /* software: there is a page; V may still be 0 */
#define pte_pfn(pte) ((pte) >> PNUMSHFT)
#define pte_lo(pte) ((uint64_t) (pte) >> 6)

#define PTES (NBPP / 4) /* in a page of a page table */

/* One for each page. All of it is guarded by memlock, except that P_BUSY,
 * once set, gives its setter the contents. */
struct pfdat {
	struct pfdat *pf_next, *pf_prev; /* free list, or list of dirty pages */
	struct pfdat *pf_hnext;          /* hash chain */
	struct vnode *pf_vp;             /* whose page it is, or 0 */
	uint32_t pf_off;                 /* page number within it */
	uint16_t pf_use;                 /* users; 0: on the free list */
	uint16_t pf_flags;
};

#define P_VALID 0x01  /* contents are there */
#define P_DIRTY 0x02  /* newer than the disk; on the list of dirty pages */
#define P_BUSY 0x04   /* being read or written */
#define P_WANTED 0x08 /* somebody sleeps for P_BUSY */
#define P_ERROR 0x10  /* could not be read */
#define P_LOGGED 0x20 /* changed by the open transaction: efs-log.c */
#define P_KERNEL 0x40 /* the kernel's */

extern struct pfdat *pfdat;
extern uint32_t pfirst, plast; /* page numbers: first, and behind the last */
extern struct spinlock memlock;
extern uint32_t freemem;       /* pages on the free list */
extern int32_t availsmem;      /* pages that may still be promised */

#define pfn_of(pf) ((uint32_t) ((pf) - pfdat))
#define page_addr(pf) PHYS_TO_K0(ptob(pfn_of(pf)))
#define page_at(k0) (&pfdat[btop(K0_TO_PHYS(k0))])

#endif
