/* PRDA: a page at PRDAVA that each process has to itself, even if it shares its
 * address space. It is in no page table, which is shared: the refill handler
 * finds nothing, the fault puts the page into the TLB, and whoever leaves the
 * CPU takes it out. */
#include "defs.h"
#include "as.h"

/* PRDAVA is touched: the page, zeros at first, goes into the TLB. */
int
prda_fault(void)
{
	struct proc *p = curproc;

	if (!p->p_prda) {
		struct pfdat *pf;
		if (mem_reserve(1) < 0)
			return ENOMEM;
		if (!(pf = page_alloc())) {
			mem_unreserve(1);
			return ENOMEM;
		}
		hal_page_zero(page_addr(pf));
		p->p_prda = pf;
	}
	tlb_private(PRDAVA, p->p_prda);
	return 0;
}

/* The child of a fork gets a copy. */
int
prda_dup(struct proc *p)
{
	struct pfdat *mine = curproc->p_prda;

	if (!mine)
		return 0;
	if (mem_reserve(1) < 0)
		return EAGAIN;
	if (!(p->p_prda = page_alloc())) {
		mem_unreserve(1);
		return EAGAIN;
	}
	hal_page_copy(page_addr(p->p_prda), page_addr(mine));
	return 0;
}

/* The process leaves its address space. */
void
prda_release(struct proc *p)
{
	struct pfdat *pf = p->p_prda;

	if (!pf)
		return;
	p->p_prda = 0;
	tlb_private(PRDAVA, 0);
	page_release(pf);
	mem_unreserve(1);
}
