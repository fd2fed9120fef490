/* Address spaces: pregions say where and how, regions what. */
#ifndef AS_H
#define AS_H

#include <stdint.h>
#include "lock.h"
#include "page.h"

/* Contents that can be attached: zero pages, a file, or shared pages. */
struct region {
	int rg_refs;          /* guarded by memlock */
	enum { RG_ZERO, RG_FILE, RG_SHM } rg_type;
	struct vnode *rg_vp;  /* RG_FILE: held */
	uint32_t rg_off;      /* page of the file that page 0 is */
	uint32_t rg_bytes;    /* of the file; zeros follow */
	uint32_t rg_pages;    /* RG_SHM */
	struct pfdat **rg_pf; /* RG_SHM: its pages, or 0 each */
};

enum { PT_TEXT, PT_DATA, PT_BSS, PT_STACK, PT_MMAP, PT_SHM };

#define PROT_R 1
#define PROT_W 2
#define PROT_X 4

struct pregion {
	struct pregion *pr_next; /* by address */
	uint32_t pr_va;          /* page-aligned */
	uint32_t pr_pages;
	uint32_t pr_skip;        /* pages of the region before pr_va */
	uint8_t pr_type;
	uint8_t pr_prot;
	uint8_t pr_shared;       /* changes are seen by others */
	struct region *pr_region;
};

struct as {
	struct mutex as_lock;      /* pregions, and who changes PTEs */
	int as_refs;               /* processes; guarded by memlock */
	struct pregion *as_first;
	pte_t **as_pt;             /* 512 pages of the table, or 0 each */
	uint32_t as_brk, as_brkbase;
	uint32_t as_wired;         /* number of the pair of page-table pages
				      that is wired in user mode */
	uint32_t as_asid[MAXCPU];  /* generation and ASID on each CPU; tlb.c */
	volatile uint8_t as_on[MAXCPU]; /* CPUs where it is in EntryHi */
};

#define NPT (USERLIM / NBPP / PTES)

#endif
