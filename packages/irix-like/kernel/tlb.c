/* The TLB: which address space is in it, and taking translations back. */
#include <disco/annotate.h>
#include "as.h"
#include "defs.h"

#define NTLB 64
#define WIRED 2 /* and what the platform needs */
#define NASID 256

#define TLBP() __asm__ volatile("tlbp" : : : "memory")
#define TLBWI() __asm__ volatile("tlbwi" : : : "memory")
#define TLBWR() __asm__ volatile("tlbwr" : : : "memory")

/* A page table that says no; mapped where there is none. */
static struct pfdat *nopt;
static int wired; /* entries */

static uint64_t
hi(uint32_t va, uint32_t asid)
{
	return (uint64_t) (int32_t) (va & ~(2 * NBPP - 1)) | asid;
}

static void
write(int index, uint64_t h, uint64_t lo0, uint64_t lo1)
{
	cp0_set(10, h);
	cp0_set(2, lo0);
	cp0_set(3, lo1);
	if (index < 0)
		TLBWR();
	else {
		cp0_setw(0, index);
		TLBWI();
	}
}

/* An entry that matches nothing: kseg0 is not mapped by the TLB. */
static void
clear(int index)
{
	write(index, hi(USERLIM + index * 2 * NBPP, 0), 0, 0);
}

static void
flush_all(void)
{
	for (int i = wired; i < NTLB; i++)
		clear(i);
	dmtc0(10, pda.p_uhi);
}

/* The PDA of this CPU gets its place. */
void
tlb_init_cpu(volatile struct percpu *mine)
{
	uint32_t page = K0_TO_PHYS(mine);
	pte_t pte = (page & ~(NBPP - 1)) | PTE_C | PTE_D | PTE_V | PTE_G;

	if (!nopt) {
		nopt = page_alloc_kernel();
		hal_page_zero(page_addr(nopt));
	}
	mtc0(5, 0);
	wired = hal_map_memory(WIRED, ramend);
	mtc0(6, wired);
	for (int i = 0; i < WIRED; i++)
		clear(i);
	for (int i = wired; i < NTLB; i++)
		clear(i);
	write(1, hi(PDADDR, 0), pte_lo(pte), PTE_G >> 6);
	dmtc0(4, (uint64_t) (int64_t) (int32_t) PTWIN << 1);
	pda.p_asidgen = 1;
	pda.p_asidnext = 1;
}

/* EntryLo for a page of the page table. */
static uint64_t
pt_lo(const struct as *as, uint32_t n)
{
	pte_t *pt = as->as_pt[n];

	if (pt)
		return pte_lo((K0_TO_PHYS(pt)) | PTE_C | PTE_D | PTE_V);
	return pte_lo(PTE_PFN(pfn_of(nopt)) | PTE_C | PTE_V);
}

static void
wire_pt(const struct as *as)
{
	pda.p_pthi = hi(PTWIN + as->as_wired * 2 * NBPP, pda.p_uhi & 0xff);
	pda.p_ptlo0 = pt_lo(as, as->as_wired * 2);
	pda.p_ptlo1 = pt_lo(as, as->as_wired * 2 + 1);
}

/* This address space, or none, is what this CPU is in. Interrupts are off. */
void
as_activate(struct as *as)
{
	struct as *old = pda.p_as;
	int cpu = pda.p_cpuid;
	uint32_t asid = 0;

	if (old && old != as)
		old->as_on[cpu] = 0;
	pda.p_as = as;
	if (as) {
		as->as_on[cpu] = 1;
		__atomic_thread_fence(__ATOMIC_SEQ_CST);
		if (as->as_asid[cpu] >> 8 != pda.p_asidgen) {
			if (pda.p_asidnext == NASID) {
				flush_all();
				pda.p_asidgen++;
				pda.p_asidnext = 1;
			}
			as->as_asid[cpu] = pda.p_asidgen << 8 |
			    pda.p_asidnext++;
		}
		asid = as->as_asid[cpu] & 0xff;
	}
	pda.p_uhi = hi(UADDR, asid);
	if (as)
		wire_pt(as);
	dmtc0(10, pda.p_uhi);
}

/* Somebody wants this CPU's translations of its address space forgotten: an
 * interrupt has come, or this CPU waits for others itself. */
void
tlb_poll(void)
{
	int s = splhi();
	struct as *as = pda.p_as;

	if (as && as->as_asid[pda.p_cpuid] == 0) {
		as_activate(as);
		pda.p_shootdowns++;
	}
	splx(s);
}

/* The only process of this address space is here: translations that it has left
 * behind on other CPUs are not used when it comes there again. */
static void
forget_elsewhere(struct as *as)
{
	for (int c = 0; c < ncpu; c++)
		if (c != pda.p_cpuid)
			as->as_asid[c] = 0;
}

/* A page of this address space is another one now. */
void
as_replaced(struct as *as)
{
	int s;

	if (as->as_refs > 1) {
		as_flush(as);
		return;
	}
	s = splhi();
	if (as == pda.p_as)
		forget_elsewhere(as);
	splx(s);
}

/* No CPU has a translation of this address space any more that was made before.
 * No spin lock is held. */
void
as_flush(struct as *as)
{
	int s = splhi(), me = pda.p_cpuid;

	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	for (int c = 0; c < ncpu; c++)
		as->as_asid[c] = 0;
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	tlb_poll();
	for (int c = 0; c < ncpu; c++)
		if (c != me && as->as_on[c])
			hal_ipi(c);
	ANNOTATE("spin");
	for (int c = 0; c < ncpu; c++)
		while (c != me && as->as_on[c] &&
		    ((volatile struct as *) as)->as_asid[c] == 0)
			tlb_poll();
	ANNOTATE("spun");
	splx(s);
}

/* The pair of a user address as the page table now has it goes into this CPU's
 * TLB, and its page of the page table too if it had another. */
void
tlb_refresh(struct as *as, uint32_t va)
{
	int s = splhi();
	uint32_t pair = btop(va) & ~1, n = pair / PTES;
	uint32_t window = PTWIN + pair * sizeof(pte_t);
	uint32_t asid = pda.p_uhi & 0xff;
	pte_t *pt = as->as_pt[n];

	cp0_set(10, hi(va, asid));
	TLBP();
	write((int32_t) cp0_getw(0), hi(va, asid),
	    pt ? pte_lo(pt[pair % PTES]) : 0,
	    pt ? pte_lo(pt[pair % PTES + 1]) : 0);
	cp0_set(10, hi(window, asid));
	TLBP();
	if ((int32_t) cp0_getw(0) >= 0)
		write(cp0_getw(0), hi(window, asid), pt_lo(as, n & ~1),
		    pt_lo(as, n | 1));
	if (n / 2 == as->as_wired)
		wire_pt(as);
	dmtc0(10, pda.p_uhi);
	splx(s);
}

/* QUICK_FAULT: PTWIN is not mapped where the refill handler looked. Interrupts
 * are off. */
void
quick_fault(uint32_t va)
{
	struct as *as = pda.p_as;
	uint32_t n = btop(va - PTWIN) & ~1;

	ANNOTATE("is QUICK_FAULT");
	pda.p_quickfaults++;
	write(-1, hi(va, pda.p_uhi & 0xff), pt_lo(as, n), pt_lo(as, n + 1));
	dmtc0(10, pda.p_uhi);
}

/* A page that is in no page table is at va while this process runs; pf = 0: no
 * longer. */
void
tlb_private(uint32_t va, struct pfdat *pf)
{
	int s = splhi();
	uint64_t h = hi(va, pda.p_uhi & 0xff), lo = 0;

	if (pf)
		lo = pte_lo(PTE_PFN(pfn_of(pf)) | PTE_C | PTE_D | PTE_V);
	cp0_set(10, h);
	TLBP();
	if (pf || (int32_t) cp0_getw(0) >= 0)
		write((int32_t) cp0_getw(0), h, lo, 0);
	dmtc0(10, pda.p_uhi);
	splx(s);
}
