/* Address spaces: attaching regions, taking them away, duplicating them. */
#include "defs.h"
#include "as.h"

struct region *
region_alloc(int type, struct vnode *vp, uint32_t off, uint32_t bytes)
{
	struct region *rg = kmem_zalloc(sizeof *rg);

	if (!rg)
		return 0;
	rg->rg_refs = 1;
	rg->rg_type = type;
	rg->rg_off = off;
	rg->rg_bytes = bytes;
	if (vp) {
		vn_hold(vp);
		rg->rg_vp = vp;
	}
	return rg;
}

void
region_hold(struct region *rg)
{
	int s = splock(&memlock);

	rg->rg_refs++;
	spunlock(&memlock, s);
}

void
region_release(struct region *rg)
{
	int s = splock(&memlock), last = --rg->rg_refs == 0;

	spunlock(&memlock, s);
	if (!last)
		return;
	if (rg->rg_type == RG_SHM) {
		for (uint32_t i = 0; i < rg->rg_pages; i++)
			if (rg->rg_pf[i])
				page_release(rg->rg_pf[i]);
		kmem_free(rg->rg_pf, rg->rg_pages * sizeof rg->rg_pf[0]);
		mem_unreserve(rg->rg_pages);
	}
	if (rg->rg_vp)
		vn_release(rg->rg_vp);
	kmem_free(rg, sizeof *rg);
}

struct as *
as_alloc(void)
{
	struct as *as = kmem_zalloc(sizeof *as);

	if (!as)
		return 0;
	as->as_pt = kmem_zalloc(NPT * sizeof as->as_pt[0]);
	if (!as->as_pt) {
		kmem_free(as, sizeof *as);
		return 0;
	}
	mutex_init(&as->as_lock, M_AS);
	as->as_refs = 1;
	as->as_wired = TEXTBASE / NBPP / PTES / 2;
	return as;
}

/* The PTE of a user address, or 0 if it has no page of the table. */
pte_t *
pte_of(struct as *as, uint32_t va)
{
	pte_t *pt = as->as_pt[btop(va) / PTES];

	return pt ? &pt[btop(va) % PTES] : 0;
}

/* The same, with a page of the table made if need be; 0: no memory. */
pte_t *
pte_make(struct as *as, uint32_t va)
{
	pte_t **pt = &as->as_pt[btop(va) / PTES];

	if (!*pt) {
		struct pfdat *pf = page_alloc_kernel();
		if (!pf)
			return 0;
		hal_page_zero(page_addr(pf));
		*pt = page_addr(pf);
	}
	return &(*pt)[btop(va) % PTES];
}

/* Pages of a pregion that have to be promised: any may become its own. */
static int
private_pages(const struct pregion *pr)
{
	return pr->pr_shared ? 0 : pr->pr_pages;
}

struct pregion *
as_find(struct as *as, uint32_t va)
{
	struct pregion *pr = as->as_first;

	while (pr && va >= pr->pr_va + ptob(pr->pr_pages))
		pr = pr->pr_next;
	return pr && va >= pr->pr_va ? pr : 0;
}

/* Is nothing attached between va and va + bytes? */
int
as_free_range(struct as *as, uint32_t va, uint32_t bytes)
{
	if (va >= USERTOP || bytes > USERTOP - va ||
	    (va < PRDAVA + 2 * NBPP && va + bytes > PRDAVA))
		return 0;
	for (struct pregion *pr = as->as_first; pr; pr = pr->pr_next)
		if (va < pr->pr_va + ptob(pr->pr_pages) &&
		    pr->pr_va < va + bytes)
			return 0;
	return 1;
}

/* Attaches a region; takes over the caller's reference to it if it succeeds. 0
 * or an error. */
int
as_attach(struct as *as, struct region *rg, const struct pregion *what)
{
	struct pregion *pr = kmem_zalloc(sizeof *pr), **at = &as->as_first;

	if (!pr)
		return EAGAIN;
	*pr = *what;
	if (mem_reserve(private_pages(pr)) < 0) {
		kmem_free(pr, sizeof *pr);
		return ENOMEM;
	}
	pr->pr_region = rg;
	while (*at && (*at)->pr_va < pr->pr_va)
		at = &(*at)->pr_next;
	pr->pr_next = *at;
	*at = pr;
	return 0;
}

/* Takes the pages from va to end out of the page table. as_lock is held, or
 * nobody else has this address space. */
void
as_unmap(struct as *as, struct pregion *pr, uint32_t va, uint32_t end)
{
	while (va < end) {
		struct pfdat *pages[64];
		uint64_t dirty = 0; /* which of them */
		int n = 0, s = splock(&memlock);

		for (; va < end && n < 64; va += NBPP) {
			pte_t *pte = pte_of(as, va);
			if (!pte) {
				va |= (PTES - 1) * NBPP; /* the whole page */
				continue;
			}
			if (!(*pte & PTE_P))
				continue;
			pages[n] = &pfdat[pte_pfn(*pte)];
			if (pr->pr_shared && (*pte & PTE_D))
				dirty |= 1ull << n;
			n++;
			*pte = 0;
		}
		spunlock(&memlock, s);
		if (n == 0)
			continue;
		as_flush(as);
		/* Nobody stores any more: what was written last counts too. */
		s = splock(&memlock);
		while (n-- > 0) {
			if (dirty >> n & 1)
				page_dirty_locked(pages[n]);
			page_release_locked(pages[n]);
		}
		spunlock(&memlock, s);
	}
}

static void
detach(struct as *as, struct pregion **at)
{
	struct pregion *pr = *at;

	as_unmap(as, pr, pr->pr_va, pr->pr_va + ptob(pr->pr_pages));
	*at = pr->pr_next;
	mem_unreserve(private_pages(pr));
	region_release(pr->pr_region);
	kmem_free(pr, sizeof *pr);
}

/* Cuts a pregion in two at va. 0 or an error. */
static int
split(struct pregion *pr, uint32_t va)
{
	struct pregion *rest = kmem_zalloc(sizeof *rest);

	if (!rest)
		return EAGAIN;
	*rest = *pr;
	rest->pr_va = va;
	rest->pr_pages = btop(pr->pr_va + ptob(pr->pr_pages) - va);
	pr->pr_pages -= rest->pr_pages;
	rest->pr_skip += pr->pr_pages;
	region_hold(pr->pr_region);
	pr->pr_next = rest;
	return 0;
}

/* Makes va and va + bytes borders of pregions. */
static int
split_at(struct as *as, uint32_t va, uint32_t bytes)
{
	for (int i = 0; i < 2; i++, va += bytes) {
		struct pregion *pr = as_find(as, va);
		int error;
		if (pr && pr->pr_va < va && (error = split(pr, va)))
			return error;
	}
	return 0;
}

/* Detaches everything from va to va + bytes. as_lock is held. */
int
as_detach_range(struct as *as, uint32_t va, uint32_t bytes)
{
	struct pregion **at = &as->as_first;
	int error = split_at(as, va, bytes);

	if (error)
		return error;
	while (*at)
		if ((*at)->pr_va >= va && (*at)->pr_va < va + bytes)
			detach(as, at);
		else
			at = &(*at)->pr_next;
	return 0;
}

/* Changes the protection. ENOMEM if something is not attached. */
int
as_protect(struct as *as, uint32_t va, uint32_t bytes, int prot)
{
	int error = split_at(as, va, bytes);

	for (uint32_t at = va; !error && at < va + bytes;) {
		struct pregion *pr = as_find(as, at);
		if (!pr)
			error = ENOMEM;
		else if (pr->pr_shared && pr->pr_region->rg_vp &&
		    (prot & PROT_W) && !(pr->pr_prot & PROT_W))
			error = EACCES;
		if (error)
			break;
		pr->pr_prot = prot;
		for (; at < pr->pr_va + ptob(pr->pr_pages); at += NBPP) {
			pte_t *pte = pte_of(as, at);
			int s = splock(&memlock);
			if (pte && (*pte & PTE_P)) {
				struct pfdat *pf = &pfdat[pte_pfn(*pte)];
				if (pr->pr_shared && (*pte & PTE_D))
					page_dirty_locked(pf);
				*pte &= ~(PTE_D | PTE_V);
			}
			spunlock(&memlock, s);
		}
	}
	as_flush(as);
	return error;
}

/* Makes a pregion longer or shorter. as_lock is held; 0 or an error. */
int
as_resize(struct as *as, struct pregion *pr, uint32_t pages)
{
	uint32_t end = pr->pr_va + ptob(pr->pr_pages);

	if (pages > pr->pr_pages) {
		uint32_t more = pages - pr->pr_pages;
		if (!as_free_range(as, end, ptob(more)))
			return ENOMEM;
		if (mem_reserve(more) < 0)
			return EAGAIN;
	} else {
		as_unmap(as, pr, pr->pr_va + ptob(pages), end);
		mem_unreserve(pr->pr_pages - pages);
	}
	pr->pr_pages = pages;
	return 0;
}

/* The child's page gets the same PTE; neither may write it now if it is not
 * shared. memlock is held. */
static void
share_pte(pte_t *from, pte_t *to, int shared)
{
	if (!shared)
		*from &= ~PTE_D;
	*to = *from;
	page_hold_locked(&pfdat[pte_pfn(*from)]);
}

static int
dup_ptes(struct as *as, struct as *to, const struct pregion *pr)
{
	uint32_t va = pr->pr_va, end = va + ptob(pr->pr_pages);

	for (; va < end; va += NBPP) {
		pte_t *from = pte_of(as, va), *pte;
		int s;
		if (!from) {
			va |= (PTES - 1) * NBPP;
			continue;
		}
		if (!(*from & PTE_P))
			continue;
		if (!(pte = pte_make(to, va)))
			return EAGAIN;
		s = splock(&memlock);
		share_pte(from, pte, pr->pr_shared);
		spunlock(&memlock, s);
	}
	return 0;
}

/* A copy for fork: pages are shared until they are written. *error is set if it
 * is 0. */
struct as *
as_dup(struct as *as, int *error)
{
	struct as *to = as_alloc();

	*error = EAGAIN;
	if (!to)
		return 0;
	mutex_lock(&as->as_lock);
	to->as_brk = as->as_brk;
	to->as_brkbase = as->as_brkbase;
	*error = 0;
	for (struct pregion *pr = as->as_first; pr && !*error;
	    pr = pr->pr_next) {
		*error = as_attach(to, pr->pr_region, pr);
		if (*error)
			break;
		region_hold(pr->pr_region);
		*error = dup_ptes(as, to, pr);
	}
	as_flush(as);
	mutex_unlock(&as->as_lock);
	if (*error) {
		*error = EAGAIN;
		as_release(to);
		return 0;
	}
	return to;
}

void
as_hold(struct as *as)
{
	int s = splock(&memlock);

	as->as_refs++;
	spunlock(&memlock, s);
}

/* One user less; the last one takes everything away. */
void
as_release(struct as *as)
{
	int s = splock(&memlock), last = --as->as_refs == 0;

	spunlock(&memlock, s);
	if (!last)
		return;
	while (as->as_first)
		detach(as, &as->as_first);
	for (unsigned n = 0; n < NPT; n++)
		if (as->as_pt[n])
			page_free_kernel(page_at(as->as_pt[n]));
	kmem_free(as->as_pt, NPT * sizeof as->as_pt[0]);
	kmem_free(as, sizeof *as);
}
