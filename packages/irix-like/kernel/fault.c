/* Page faults: demand zero, pages of files, copy on write. */
#include <disco/annotate.h>
#include "as.h"
#include "defs.h"

#define STACKHEAD 65536 /* a stack grows if the address is this near */

/* The stack's pregion, made longer so that it holds va; or 0. An address far
 * below the stack pointer is a mistake. */
static struct pregion *
grow_stack(struct as *as, uint32_t va)
{
	if (as == pda.p_as && va + STACKHEAD < (uint32_t) u_ef->ef_gpr[R_SP])
		return 0;
	for (struct pregion *pr = as->as_first; pr; pr = pr->pr_next) {
		uint32_t more = pr->pr_va - (va & ~(NBPP - 1));
		if (pr->pr_type != PT_STACK || va >= pr->pr_va ||
		    more > STACKMAX - ptob(pr->pr_pages) ||
		    !as_free_range(as, pr->pr_va - more, more) ||
		    mem_reserve(btop(more)) < 0)
			continue;
		pr->pr_va -= more;
		pr->pr_pages += btop(more);
		return pr;
	}
	return 0;
}

/* DEMAND_ZERO */
static struct pfdat *
zero_page(void)
{
	struct pfdat *pf = page_alloc();

	if (pf) {
		hal_page_zero(page_addr(pf));
		ANNOTATE("is DEMAND_ZERO over VFAULT");
	}
	return pf;
}

static struct pfdat *
copy_page(struct pfdat *from)
{
	struct pfdat *pf = page_alloc();

	if (pf)
		hal_page_copy(page_addr(pf), page_addr(from));
	return pf;
}

/* The page of a file region, in the way that the pregion and the access want
 * it: the file's own, or a copy. *writable if it may be stored to. */
static int
file_page(struct pregion *pr, uint32_t n, enum access access,
    struct pfdat **page, int *writable)
{
	struct region *rg = pr->pr_region;
	uint32_t start = ptob(n), valid;
	struct pfdat *pf;
	int error;

	if (start >= rg->rg_bytes) {
		if (pr->pr_shared)
			return EFAULT; /* beyond the end of the file */
		*page = zero_page();
		*writable = 1;
		return *page ? 0 : ENOMEM;
	}
	if ((error = getpage(rg->rg_vp, rg->rg_off + n, &pf)))
		return error;
	ANNOTATE("is FILE_FAULT over VFAULT");
	*page = pf;
	*writable = pr->pr_shared && access == A_WRITE;
	if (*writable)
		page_dirty(pf);
	valid = rg->rg_bytes - start;
	if (pr->pr_shared || (access == A_READ && valid >= NBPP))
		return 0;
	*page = copy_page(pf);
	page_release(pf);
	if (!*page)
		return ENOMEM;
	if (valid < NBPP)
		memset((char *) page_addr(*page) + valid, 0, NBPP - valid);
	*writable = 1;
	return 0;
}

/* The page of a shared region, made if it is touched first; or 0. */
static struct pfdat *
shared_page(struct region *rg, uint32_t n)
{
	struct pfdat *new = 0, *pf;
	int s = splock(&memlock);

	if (!rg->rg_pf[n]) {
		spunlock(&memlock, s);
		if (!(new = zero_page()))
			return 0;
		s = splock(&memlock);
		if (!rg->rg_pf[n]) {
			rg->rg_pf[n] = new;
			new = 0;
		}
	}
	pf = rg->rg_pf[n];
	page_hold_locked(pf);
	spunlock(&memlock, s);
	if (new)
		page_release(new);
	return pf;
}

/* There is no page yet. */
static int
bring(struct as *as, struct pregion *pr, uint32_t va, enum access access)
{
	uint32_t n = btop(va - pr->pr_va) + pr->pr_skip;
	struct pfdat *pf = 0;
	int writable = 1, error = 0;
	pte_t *pte;

	switch (pr->pr_region->rg_type) {
	case RG_ZERO:
		pf = zero_page();
		break;
	case RG_SHM:
		pf = shared_page(pr->pr_region, n);
		break;
	case RG_FILE:
		error = file_page(pr, n, access, &pf, &writable);
	}
	if (!error && !pf)
		error = ENOMEM;
	if (error)
		return error;
	if (!(pte = pte_make(as, va))) {
		page_release(pf);
		return ENOMEM;
	}
	*pte = PTE_PFN(pfn_of(pf)) | PTE_C | PTE_V | PTE_P |
	    (writable && (pr->pr_prot & PROT_W) ? PTE_D : 0);
	return 0;
}

/* There is a page, and it is to be written for the first time. */
static int
make_writable(struct as *as, struct pregion *pr, pte_t *pte)
{
	struct pfdat *pf = &pfdat[pte_pfn(*pte)], *copy;
	int s = splock(&memlock);
	int own = !pf->pf_vp && pf->pf_use == 1;

	if (pr->pr_shared && pf->pf_vp)
		page_dirty_locked(pf);
	if (pr->pr_shared || own)
		*pte |= PTE_D;
	spunlock(&memlock, s);
	if (pr->pr_shared || own)
		return 0;
	if (!(copy = copy_page(pf)))
		return ENOMEM;
	ANNOTATE("is COPY_ON_WRITE over VFAULT");
	*pte = PTE_PFN(pfn_of(copy)) | PTE_C | PTE_D | PTE_V | PTE_P;
	as_replaced(as); /* other CPUs may have the old one */
	page_release(pf);
	return 0;
}

/* A user address has no translation, or one that forbids the access: 0 if it
 * has now, else an error. */
int
vfault(struct as *as, uint32_t va, enum access access)
{
	struct pregion *pr;
	pte_t *pte;
	int error = 0;

	__atomic_fetch_add(&pda.p_faults, 1, __ATOMIC_RELAXED);
	if ((va & ~(NBPP - 1)) == PRDAVA)
		return prda_fault();
	mutex_lock(&as->as_lock);
	pr = as_find(as, va);
	if (!pr)
		pr = grow_stack(as, va);
	if (!pr || !(pr->pr_prot & (access == A_WRITE ? PROT_W :
	    PROT_R | PROT_X)))
		error = EFAULT;
	else {
		pte = pte_of(as, va);
		if (!pte || !(*pte & PTE_P))
			error = bring(as, pr, va, access);
		else {
			*pte |= PTE_V;
			if (access == A_WRITE && !(*pte & PTE_D))
				error = make_writable(as, pr, pte);
		}
		if (!error && as == pda.p_as)
			tlb_refresh(as, va);
	}
	mutex_unlock(&as->as_lock);
	return error;
}
